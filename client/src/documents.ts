// `resque:` documents: one stored entry each, read-only, and read again while they are open and the list they stand in changes.
import * as vscode from 'vscode';
import { ReadEntry } from '../../server/src/protocol/requests';
import type { EntryDetails, EntryRef, Part } from '../../server/src/protocol/shapes';
import type { Ask } from './ask';
import type { Backends } from './backends';
import { documentAddress, SCHEME } from './document-address';
import { documentText } from './document-text';
import type { Look } from './interest';
import { Throttle } from './throttle';
import { t } from './words';

/** A document is read again at most this often, ms. */
const READ_INTERVAL_MS = 500;

const partOf = ({ in: list }: EntryRef): Part =>
  list.list === 'failed' ? 'failures' : list.list === 'waiting' ? `queue:${list.queue}` : `second:${list.second}`;

interface Parts {
  readonly ask: Ask;
  readonly backends: Backends;
  readonly open: () => Promise<void>;
  readonly onDidChangeLooks: () => void;
  readonly log: (sentence: string) => void;
}

export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #parts: Parts;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];
  readonly #throttle: Throttle;
  /** What each open document showed last, and where its entry was found; forgotten when it is closed. */
  readonly #shown = new Map<string, { readonly text: string; readonly details?: EntryDetails }>();
  readonly #dirty = new Set<string>();

  readonly onDidChange = this.#changed.event;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#throttle = new Throttle(() => this.#readDirty(), READ_INTERVAL_MS);
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (this.#shown.delete(uri.toString())) parts.onDidChangeLooks();
      }),
      parts.backends.onDidChangeParts(({ backendId, parts: changed }) => {
        for (const key of this.#shown.keys()) {
          const look = this.#lookOf(vscode.Uri.parse(key));
          if (look?.backendId === backendId && changed.includes(look.part)) this.#dirty.add(key);
        }
        if (this.#dirty.size > 0) this.#throttle.poke();
      }),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri, token?: vscode.CancellationToken): Promise<string> {
    const text = await this.#read(uri, token);
    this.#parts.onDidChangeLooks();
    return text;
  }

  /** The lists that open documents stand in. */
  *looks(): Generator<Look> {
    for (const key of this.#shown.keys()) {
      const look = this.#lookOf(vscode.Uri.parse(key));
      if (look) yield look;
    }
  }

  #lookOf(uri: vscode.Uri): Look | undefined {
    const address = documentAddress(uri);
    const backend = address && this.#parts.backends.findNamed(address.connection);
    return backend && { backendId: backend.id, part: partOf(address.ref) };
  }

  async #read(uri: vscode.Uri, token?: vscode.CancellationToken): Promise<string> {
    const address = documentAddress(uri);
    if (!address) return t('This address names no entry.');
    const { ask, backends, open } = this.#parts;
    const key = uri.toString();
    const last = this.#shown.get(key);
    if (!backends.findNamed(address.connection)) await open();
    const backend = backends.findNamed(address.connection);
    if (!backend) {
      const text = t('The connection “{0}” is not open.', address.connection);
      if (!last) this.#shown.set(key, { text }); // Read again once the connection is there.
      return text;
    }
    // The place moves as the list does: look where it was found last.
    const ref = last?.details?.ref ?? address.ref;
    const wish = {
      backendId: backend.id,
      ref: { ...address.ref, place: ref.place },
      isRevealed: address.isRevealed,
    };
    const answer = await ask(ReadEntry, wish, token);
    const details = answer.found === 'no' ? last?.details : answer.details;
    const text = documentText(answer, address.form, last?.details);
    // Closed while it was read: nobody looks at it any more.
    const isClosed = last !== undefined && !this.#shown.has(key);
    if (!isClosed) this.#shown.set(key, { text, ...(details ? { details } : {}) });
    return text;
  }

  /** Never rejects: what cannot be read stays as it is shown. */
  async #readDirty(): Promise<void> {
    const keys = [...this.#dirty];
    this.#dirty.clear();
    for (const key of keys) {
      const before = this.#shown.get(key);
      if (!before) continue;
      try {
        const uri = vscode.Uri.parse(key);
        const text = await this.#read(uri);
        if (text !== before.text) this.#changed.fire(uri);
      } catch (error) {
        this.#parts.log(`document: ${String(error)}`);
      }
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#throttle.dispose();
    this.#changed.dispose();
  }
}
