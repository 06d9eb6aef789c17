// The built language server as a process of its own, spoken to over stdio as an editor would, with the times at which changes arrive.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { nowMs, sleep } from './figures.mjs';

/** Longest wait for something the server should announce. */
const DEADLINE_MS = 30_000;

/** @typedef {{ readonly backendId: string, readonly revision: number, readonly parts: readonly string[], readonly atMs: number }} Change */

export const ID = 'bench';

/** Every view open, as far as a namespace without statuses shows any. */
export const OVERVIEW = ['failedCount', 'queues', 'workers', 'failures', 'delayed', 'stats'];

export class LanguageServer {
  /** @type {Change[]} */
  changes = [];
  /** @type {((change: Change) => void) | undefined} */
  onChange;

  constructor(child, connection) {
    this.child = child;
    this.connection = connection;
    connection.onNotification('resque/changed', (change) => {
      const arrived = { ...change, atMs: nowMs() };
      this.changes.push(arrived);
      this.onChange?.(arrived);
    });
    connection.onNotification('window/logMessage', () => {});
  }

  get pid() {
    return this.child.pid;
  }

  /** @param {string} file the server's bundle @param {{ nodeArgs?: readonly string[], env?: NodeJS.ProcessEnv }} [options] */
  static async start(file, { nodeArgs = [], env = {} } = {}) {
    // In a group of its own; it ends with its standard input, which only we hold.
    const child = spawn(process.execPath, [...nodeArgs, resolve(file), '--stdio'], {
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const server = new LanguageServer(child, connection);
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { experimental: { resque: true } },
    });
    await connection.sendNotification('initialized', {});
    return server;
  }

  ask(method, params = {}) {
    return this.connection.sendRequest(method, { backendId: ID, ...params });
  }

  look(...parts) {
    return this.connection.sendNotification('resque/interest', { interest: [{ backendId: ID, parts }] });
  }

  open(url) {
    return this.ask('resque/backends/open', { connection: { name: ID, url }, manifests: [] });
  }

  close() {
    return this.ask('resque/backends/close');
  }

  /** When the last of `parts` was first announced, counted from the change number `since`. */
  async announced(parts, since = 0) {
    const deadline = nowMs() + DEADLINE_MS;
    for (;;) {
      const firsts = parts.map((part) => this.changes.slice(since).find((change) => change.parts.includes(part))?.atMs);
      if (firsts.every((atMs) => atMs !== undefined)) return Math.max(...firsts);
      if (nowMs() > deadline) throw new Error(`not announced: ${parts.filter((_, n) => firsts[n] === undefined)}`);
      await new Promise((done) => {
        const late = setTimeout(done, 1000);
        this.onChange = () => {
          clearTimeout(late);
          done(undefined);
        };
      });
      this.onChange = undefined;
    }
  }

  /** Waits until nothing was announced for `quietMs`. */
  async quiet(quietMs = 500) {
    for (let seen = -1; seen !== this.changes.length; ) {
      seen = this.changes.length;
      await sleep(quietMs);
    }
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.connection.dispose();
    process.kill(-this.child.pid, 'SIGKILL');
    await ended;
  }
}
