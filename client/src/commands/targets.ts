// What a command is about, asked for when it was called from nowhere in particular.
import * as vscode from 'vscode';
import type { Backend, Failure, Job, Unreadable } from '../../../server/src/protocol/shapes';
import { pickOne } from '../inputs';
import { iconless } from '../plain';
import { currentBackend } from '../current';
import { className } from '../tree/entry-rows';
import { backendState, place } from '../tree/notes';
import type { Row } from '../tree/row';
import { when } from '../tree/times';
import { troubleText, unreadableText } from '../trouble';
import { joined, t } from '../words';
import { browse } from './browse';
import { type Called, type Parts, Said } from './command';

/** How long a command waits for a connection that is just being made, ms. */
const CONNECT_WAIT_MS = 6_000;

interface Wish {
  readonly canWrite: boolean;
  readonly title: string;
}

/** The backend of the row, the only one there is, or the one that is chosen. Connects first. `undefined` when the question was left. */
export async function chooseBackend(
  parts: Parts,
  { node }: Called,
  { canWrite, title }: Wish,
): Promise<Backend | undefined> {
  const { backends, connecting, memory } = parts;
  const named = node && backends.find(node.row.subject.backendId);
  if (named) return usable(parts, named, canWrite);
  await connecting.open({ isView: false });
  const all = backends.all();
  if (all.length === 0) throw new Said(nothingOpen());
  const fit = canWrite ? all.filter(({ isReadOnly }) => !isReadOnly) : all;
  const current = currentBackend(backends, memory);
  if (all.length === 1 || fit.length === 1) return usable(parts, fit[0] ?? all[0], canWrite);
  const choices = fit.map((backend) => ({
    label: iconless(backend.name),
    description: joined(backend.isProduction ? t('production') : undefined, backendState(backend, Date.now())),
    detail: iconless(place(backend)),
    value: backend,
  }));
  const answer = await pickOne({
    title,
    placeholder: t('Which connection?'),
    choices,
    active: ({ value }) => value?.id === current?.id,
  });
  return typeof answer === 'string' ? undefined : usable(parts, answer.value, canWrite);
}

const nothingOpen = (): string =>
  vscode.workspace.isTrusted
    ? t(
        'No connection is open. “Resque: Add Connection…” adds one; a Resque view that is shown tries {0}.',
        '127.0.0.1:6379',
      )
    : t(
        'This workspace is not trusted, so nothing connects by itself. “Resque: Switch Connection…” opens one of your own.',
      );

async function usable(parts: Parts, backend: Backend | undefined, canWrite: boolean): Promise<Backend> {
  if (!backend) throw new Said(nothingOpen());
  if (canWrite && backend.isReadOnly) throw new Said(t('The connection “{0}” is read-only.', backend.name));
  const settled = await settledBackend(parts, backend);
  if (settled.state !== 'connected') {
    throw new Said(
      settled.trouble
        ? t('{0}: {1}', settled.name, troubleText(settled.trouble))
        : t('{0} is not connected.', settled.name),
    );
  }
  return settled;
}

const isSettled = ({ state, trouble }: Backend): boolean => state !== 'connecting' || trouble !== undefined;

/** Waits until a connection that is being made stands or is in trouble. */
function settledBackend({ backends }: Parts, backend: Backend): Promise<Backend> {
  const now = (): Backend => backends.findNamed(backend.name) ?? backend;
  if (isSettled(now())) return Promise.resolve(now());
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(late);
      hearing.dispose();
      resolve(now());
    };
    const late = setTimeout(end, CONNECT_WAIT_MS);
    const hearing = backends.onDidChangeRecords(() => {
      if (isSettled(now())) end();
    });
  });
}

export type Entry = Job | Failure | Unreadable;

/** What an entry is called in questions and titles. */
export const entryName = (entry: Entry): string =>
  entry.kind === 'unreadable' ? t('Unreadable entry') : className(entry);

/** An entry and the backend it is stored in. */
export interface Target {
  readonly backend: Backend;
  readonly entry: Entry;
}

/** The entry of a row, and where it is stored; `undefined` for other rows. */
export function entryOf({ backends }: Parts, { subject }: Row): Target | undefined {
  const backend = backends.find(subject.backendId);
  return backend && subject.kind === 'entry' ? { backend, entry: subject.entry } : undefined;
}

/** The entry of the row or selection, or one that is chosen. */
export async function chooseEntry(parts: Parts, called: Called, title: string): Promise<Target | undefined> {
  const node = called.node ?? parts.views.selection().find(({ row }) => row.subject.kind === 'entry');
  const given = node && entryOf(parts, node.row);
  if (given) return given;
  const backend = await chooseBackend(parts, called, { canWrite: false, title });
  const row = backend && (await browse(parts, backend, title, 'entry'));
  return row && entryOf(parts, row);
}

/** A failure as one line of a quick pick; its texts cannot become icons. */
export function failureChoice(entry: Failure | Unreadable): vscode.QuickPickItem {
  if (entry.kind === 'unreadable')
    return { label: t('Unreadable entry'), description: unreadableText(entry.reason), detail: iconless(entry.preview) };
  const now = Date.now();
  return {
    label: iconless(className(entry)),
    description: iconless(
      joined(
        entry.failedAt && when(entry.failedAt, now),
        entry.retriedAt && t('retried {0}', when(entry.retriedAt, now)),
        entry.queue,
      ),
    ),
    detail: iconless(joined([entry.exception, entry.error].filter(Boolean).join(': '), entry.argumentsText), 300),
  };
}
