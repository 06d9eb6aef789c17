// Copies what a row stands for: the payload of an entry as it is stored, or a name.
import * as vscode from 'vscode';
import { ReadEntry } from '../../../server/src/protocol/requests';
import { iconless } from '../plain';
import type { Row } from '../tree/row';
import type { Node } from '../tree/tree';
import { troubleText } from '../trouble';
import { many, t } from '../words';
import { browse } from './browse';
import { type Parts, quietly, type Run, Said } from './command';
import { chooseBackend, chooseEntry, entryOf, type Target } from './targets';

/** The stored texts, unmasked, one per line: who copies a payload means to use it. They go to the clipboard and nowhere else. */
async function copyEntries({ server }: Parts, targets: readonly Target[]): Promise<void> {
  const texts: string[] = [];
  let problem: string | undefined;
  for (const { backend, entry } of targets) {
    const answer = await server.ask(ReadEntry, { backendId: backend.id, ref: entry.ref, isRevealed: true });
    if (answer.found === 'no')
      problem ??= answer.trouble ? troubleText(answer.trouble) : t('This entry has changed or is gone.');
    else if (answer.details.isRawCut) problem ??= t('This entry is too large to be copied whole.');
    else texts.push(answer.details.rawText);
  }
  if (texts.length > 0) await vscode.env.clipboard.writeText(texts.join('\n'));
  if (problem !== undefined)
    throw new Said(targets.length === 1 ? problem : t('Copied {0} of {1}. {2}', texts.length, targets.length, problem));
  quietly(
    many(texts.length, 'Copied the payload, masked values included.', 'Copied {0} payloads, masked values included.'),
  );
}

/** The name or id a row goes by. */
function nameOf(row: Row): string {
  const { subject } = row;
  switch (subject.kind) {
    case 'queue':
      return subject.queue.name;
    case 'worker':
      return subject.worker.id;
    case 'status':
      return subject.status.jobId;
    case 'second':
      return String(subject.second.second);
    case 'entry':
      return subject.entry.kind === 'unreadable'
        ? ''
        : (subject.entry.jobId ?? subject.entry.wrappedClass ?? subject.entry.jobClass);
    case 'backend':
    case 'note':
    case 'more':
    default:
      return row.label;
  }
}

async function copyNames(rows: readonly Row[]): Promise<void> {
  const names = rows.map((row) => nameOf(row)).filter((name) => name !== '');
  if (names.length === 0) throw new Said(t('There is no name to copy.'));
  await vscode.env.clipboard.writeText(names.join('\n'));
  quietly(t('Copied {0}.', iconless(names.join(', '), 80)));
}

const rowsOf = (nodes: readonly Node[]): readonly Row[] => nodes.map(({ row }) => row);

/** The whole entries, as they are stored. */
export const copyPayload: Run = async (parts, called) => {
  const given = rowsOf(called.nodes).flatMap((row) => entryOf(parts, row) ?? []);
  const chosen = given.length > 0 ? undefined : await chooseEntry(parts, called, t('Copy Payload'));
  const targets = chosen ? [chosen] : given;
  if (targets.length > 0) await copyEntries(parts, targets);
};

/** A queue's name, a worker's or job's id. */
export const copyName: Run = async (parts, called) => {
  const nodes = called.nodes.length > 0 ? called.nodes : parts.views.selection();
  if (nodes.length > 0) {
    await copyNames(rowsOf(nodes));
    return;
  }
  const title = t('Copy Name or ID');
  const backend = await chooseBackend(parts, called, { canWrite: false, title });
  const row = backend && (await browse(parts, backend, title, 'name'));
  if (row) await copyNames([row]);
};

/** The copy key, in the view it was pressed in: payloads of entries, names of anything else. */
export const copy: Run = async (parts, called) => {
  const nodes = parts.views.selection(called.view);
  if (nodes.length === 0) throw new Said(t('Select a row first.'));
  if (nodes.some(({ row }) => row.subject.kind === 'entry')) await copyPayload(parts, { ...called, nodes });
  else await copyNames(rowsOf(nodes));
};
