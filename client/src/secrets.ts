// Passwords, kept by the editor's secret storage under the address they are for. They leave it only in the request that opens a connection.
import type * as vscode from 'vscode';
import type { Connection } from './connections';

export class Secrets {
  readonly #storage: vscode.SecretStorage;

  constructor(storage: vscode.SecretStorage) {
    this.#storage = storage;
  }

  /** The password for a connection's address, if one was given. */
  async find({ secret, strayPassword }: Connection): Promise<string | undefined> {
    return secret === undefined ? strayPassword : ((await this.#storage.get(secret)) ?? strayPassword);
  }

  /** Keeps a password; an empty one forgets what was kept. */
  async keep(secret: string, password: string): Promise<void> {
    if (password === '') await this.#storage.delete(secret);
    else await this.#storage.store(secret, password);
  }

  async has(secret: string): Promise<boolean> {
    return (await this.#storage.get(secret)) !== undefined;
  }
}
