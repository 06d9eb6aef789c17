// Copies what a row stands for: the payload of an entry as it is stored, or a name.
import * as vscode from 'vscode';
import { ReadEntry } from '../../../server/src/protocol/requests';
import type { Node } from '../tree/tree';
import { troubleText } from '../trouble';
import { t } from '../words';
import { type Parts, quietly, type Run, Said } from './command';
import { chooseEntry, type Target } from './targets';

/** The stored text, unmasked: who copies a payload means to use it. It goes to the clipboard and nowhere else. */
async function copyEntry({ server }: Parts, { backend, entry }: Target): Promise<void> {
  const answer = await server.ask(ReadEntry, { backendId: backend.id, ref: entry.ref, isRevealed: true });
  if (answer.found === 'no')
    throw new Said(answer.trouble ? troubleText(answer.trouble) : t('This entry has changed or is gone.'));
  if (answer.details.isRawCut) throw new Said(t('This entry is too large to be copied whole.'));
  await vscode.env.clipboard.writeText(answer.details.rawText);
  quietly(t('Copied the payload, masked values included.'));
}

/** The name or id a row goes by. */
function nameOf({ row }: Node): string {
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

async function copyNames(nodes: readonly Node[]): Promise<void> {
  const text = nodes.map((node) => nameOf(node)).filter((name) => name !== '');
  await vscode.env.clipboard.writeText(text.join('\n'));
  quietly(t('Copied {0}.', text.join(', ').slice(0, 80)));
}

/** The whole entry, as it is stored. */
export const copyPayload: Run = async (parts, called) => {
  const target = await chooseEntry(parts, called, t('Copy Payload'));
  if (target) await copyEntry(parts, target);
};

/** A queue's name, a worker's or job's id. */
export const copyName: Run = async (parts, called) => {
  const nodes = called.nodes.length > 0 ? called.nodes : parts.views.selection();
  if (nodes.length > 0) {
    await copyNames(nodes);
    return;
  }
  const target = await chooseEntry(parts, called, t('Copy Name or ID'));
  if (!target || target.entry.kind === 'unreadable') return;
  await vscode.env.clipboard.writeText(target.entry.jobId ?? target.entry.jobClass);
  quietly(t('Copied {0}.', target.entry.jobId ?? target.entry.jobClass));
};

/** The copy key: payload of an entry, name of anything else. */
export const copy: Run = async (parts, called) => {
  const nodes = parts.views.selection();
  const [first] = nodes;
  if (!first) throw new Said(t('Select a row first.'));
  if (first.row.subject.kind === 'entry') await copyPayload(parts, { ...called, node: first, nodes });
  else await copyNames(nodes);
};
