// Opens an entry as a read-only document: as a person reads it, as raw bytes, or with masked values shown.
import * as vscode from 'vscode';
import { type DocumentAddress, documentAddress, documentUri, SCHEME } from '../document-address';
import { t } from '../words';
import type { Called, Parts, Run } from './command';
import { chooseEntry, entryName } from './targets';

/** From a row, the keyboard stays in the tree: one looks at the next, copies, retries. */
async function show(title: string, address: DocumentAddress, { node }: Called): Promise<void> {
  const document = await vscode.workspace.openTextDocument(documentUri(title, address));
  await vscode.window.showTextDocument(document, { preview: true, preserveFocus: node !== undefined });
}

/** The document in front, when it is one of ours and the command was not called on a row. */
function inFront({ node }: Called): { readonly title: string; readonly address: DocumentAddress } | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const address = node || uri?.scheme !== SCHEME ? undefined : documentAddress(uri);
  return address && uri ? { title: uri.path.slice(1).replace(/ \([^)]*\)$/, ''), address } : undefined;
}

async function addressOf(
  parts: Parts,
  called: Called,
  title: string,
): Promise<{ readonly title: string; readonly address: DocumentAddress } | undefined> {
  const target = await chooseEntry(parts, called, title);
  if (!target) return undefined;
  const { backend, entry } = target;
  return {
    title: entryName(entry),
    address: { connection: backend.name, ref: entry.ref, form: 'entry', isRevealed: false },
  };
}

/** Exception, message, arguments and backtrace of a failure; class, queue and arguments of a job. */
export const openEntry: Run = async (parts, called) => {
  const found = await addressOf(parts, called, t('Open Payload or Failure'));
  if (found) await show(found.title, found.address, called);
};

/** The stored bytes as text. */
export const openRaw: Run = async (parts, called) => {
  const found = inFront(called) ?? (await addressOf(parts, called, t('Open Raw Bytes')));
  if (found) await show(t('{0} (raw)', found.title), { ...found.address, form: 'raw' }, called);
};

/** The same document without stars: asked for by a person, for this one document. */
export const revealMasked: Run = async (parts, called) => {
  const found = inFront(called) ?? (await addressOf(parts, called, t('Reveal Masked Values')));
  if (found) await show(t('{0} (revealed)', found.title), { ...found.address, isRevealed: true }, called);
};
