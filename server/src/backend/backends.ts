// The open backends by id.
import type { Part } from '../protocol/shapes';
import { Backend, type BackendOptions } from './backend';

/** Asked for a backend that is not open: the client's view is older than the settings. */
export class UnknownBackend extends Error {
  constructor(id: string) {
    super(`No connection named "${id}" is open`);
    this.name = 'UnknownBackend';
  }
}

export class Backends {
  readonly #open = new Map<string, Backend>();
  readonly #lastRevisions = new Map<string, number>();
  #interest: ReadonlyMap<string, readonly Part[]> = new Map();

  /** Opens a backend in place of the one of the same name. */
  open(options: Omit<BackendOptions, 'sinceRevision'>): Backend {
    // Revisions go on, or whoever drops answers older than what it holds would drop the new ones.
    this.close(options.spec.name);
    const sinceRevision = this.#lastRevisions.get(options.spec.name) ?? 0;
    const backend = new Backend({ ...options, sinceRevision });
    this.#open.set(backend.id, backend);
    backend.setInterest(this.#interest.get(backend.id) ?? ['failedCount']);
    backend.open();
    return backend;
  }

  close(id: string): void {
    const backend = this.#open.get(id);
    if (!backend) return;
    backend.close();
    this.#lastRevisions.set(id, backend.record.revision);
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.close(id);
  }

  has(id: string): boolean {
    return this.#open.has(id);
  }

  get(id: string): Backend {
    const backend = this.#open.get(id);
    if (!backend) throw new UnknownBackend(id);
    return backend;
  }

  list(): readonly Backend[] {
    return [...this.#open.values()];
  }

  /** What is looked at, of every backend; one that is not named is looked at no more. */
  setInterest(interest: ReadonlyMap<string, readonly Part[]>): void {
    this.#interest = interest;
    for (const backend of this.#open.values()) backend.setInterest(interest.get(backend.id) ?? []);
  }
}
