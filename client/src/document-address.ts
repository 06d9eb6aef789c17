// The URI of a `resque:` document, and what it says. It names an entry by place and digest: never a payload, and never a password.
import * as vscode from 'vscode';
import type { EntryRef } from '../../server/src/protocol/shapes';
import type { DocumentForm } from './document-text';
import { fieldsOf, parsed } from './fields';

export const SCHEME = 'resque';

/** What a document's URI says: never a payload, and never a password. */
export interface DocumentAddress {
  readonly connection: string;
  readonly ref: EntryRef;
  readonly form: DocumentForm;
  readonly isRevealed: boolean;
}

/** The URI of an entry; `title` is what the tab shows. */
export function documentUri(title: string, address: DocumentAddress): vscode.Uri {
  const name = title.replaceAll(/[/\\?#:*"<>|]+/g, '.').replace(/^\.+/, '');
  const { connection, ref, form, isRevealed } = address;
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${name}`,
    query: JSON.stringify({ connection, ref, form, isRevealed }),
  });
}

/** What a URI of ours says, or `undefined` when it is none. */
export function documentAddress(uri: vscode.Uri): DocumentAddress | undefined {
  const fields = uri.scheme === SCHEME ? fieldsOf(parsed(uri.query)) : fieldsOf(undefined);
  const connection = fields.get('connection');
  const ref = readRef(fields.get('ref'));
  if (typeof connection !== 'string' || !ref) return undefined;
  return {
    connection,
    ref,
    form: fields.get('form') === 'raw' ? 'raw' : 'entry',
    isRevealed: fields.get('isRevealed') === true,
  };
}

function readRef(value: unknown): EntryRef | undefined {
  const fields = fieldsOf(value);
  const list = fieldsOf(fields.get('in'));
  const place = fields.get('place');
  const digest = fields.get('digest');
  const queue = list.get('queue');
  const second = list.get('second');
  if (typeof place !== 'number' || typeof digest !== 'string') return undefined;
  if (list.get('list') === 'failed') return { in: { list: 'failed' }, place, digest };
  if (list.get('list') === 'waiting' && typeof queue === 'string')
    return { in: { list: 'waiting', queue }, place, digest };
  return list.get('list') === 'delayed' && typeof second === 'number'
    ? { in: { list: 'delayed', second }, place, digest }
    : undefined;
}
