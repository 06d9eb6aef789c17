// What is known about each open backend. A dated copy: an answer older than what is held is dropped.
import * as vscode from 'vscode';
import { ListBackends } from '../../server/src/protocol/requests';
import type { Backend, Part } from '../../server/src/protocol/shapes';
import type { Server } from './ask';
import { newest } from './newest';
import { Throttle } from './throttle';

/** Asked for again at most this often, ms. */
const LIST_INTERVAL_MS = 100;

export class Backends implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<{ readonly backendId: string; readonly parts: readonly Part[] }>();
  readonly #recordsChanged = new vscode.EventEmitter<void>();
  readonly #throttle: Throttle;
  readonly #server: Server;
  readonly #log: vscode.LogOutputChannel;
  readonly #hearing: vscode.Disposable;
  #held: readonly Backend[] = [];

  /** Parts of a backend are newer than what is shown. */
  readonly onDidChangeParts = this.#changed.event;
  /** A record changed: state, liveness, dialect, failed count, or which there are. */
  readonly onDidChangeRecords = this.#recordsChanged.event;

  constructor(server: Server, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.#throttle = new Throttle(() => this.refresh(), LIST_INTERVAL_MS);
    this.#hearing = server.onDidChange(({ backendId, parts }) => {
      if (parts.some((part) => part === 'backend' || part === 'failedCount')) this.#throttle.poke();
      this.#changed.fire({ backendId, parts });
    });
  }

  /** In the order they were opened. */
  all(): readonly Backend[] {
    return this.#held;
  }

  find(id: string): Backend | undefined {
    return this.#held.find((backend) => backend.id === id);
  }

  /** By the connection's name, which stays when the server is started anew. */
  findNamed(name: string): Backend | undefined {
    return this.#held.find((backend) => backend.name === name);
  }

  /** Asks for all records. Never rejects: while the server is away, what is held stays. */
  async refresh(): Promise<void> {
    if (!this.#server.isStarted) return;
    try {
      this.#take(newest(this.#held, await this.#server.ask(ListBackends, {})));
    } catch (error) {
      this.#log.debug(`backends: ${String(error)}`);
    }
  }

  /** Takes the record that opening answered. */
  takeOpened(opened: Backend): void {
    const others = this.#held.filter((backend) => backend.id !== opened.id && backend.name !== opened.name);
    this.#take([...others, opened]);
  }

  /** A new server process knows nothing: what is held is old from now on, and any answer is newer. */
  startOver(nowMs: number): void {
    this.#take(
      this.#held.map((backend) => ({ staleSinceMs: nowMs, ...backend, state: 'away' as const, revision: -1 })),
    );
  }

  /** Forgets one that was closed. */
  forget(id: string): void {
    this.#take(this.#held.filter((backend) => backend.id !== id));
  }

  #take(next: readonly Backend[]): void {
    const isSame = JSON.stringify(next) === JSON.stringify(this.#held);
    this.#held = next;
    if (!isSame) this.#recordsChanged.fire();
  }

  dispose(): void {
    this.#hearing.dispose();
    this.#throttle.dispose();
    this.#changed.dispose();
    this.#recordsChanged.dispose();
  }
}
