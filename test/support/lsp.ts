// The built language server as a process of its own, spoken to over stdio or IPC as any editor would.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Request } from '../../server/src/protocol/message';
import { Changed, CloseBackend, ListBackends, OpenBackend, SetInterest } from '../../server/src/protocol/requests';
import type { Backend, ConnectionSpec, Manifest, Part } from '../../server/src/protocol/shapes';
import { eventually } from './eventually';

const SERVER = resolve('server/out/server.js');

export interface Change {
  readonly backendId: string;
  readonly revision: number;
  readonly parts: readonly Part[];
  /** When it arrived, on performance.now()'s clock. */
  readonly atMs: number;
}

export interface StartOptions {
  readonly transport?: 'stdio' | 'ipc';
  /** Our client opens connections itself; other editors have the server read the settings. */
  readonly isOurClient?: boolean;
  readonly initializationOptions?: unknown;
  readonly configuration?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Beyond the transport. */
  readonly args?: readonly string[];
}

export class LspServer {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  readonly changes: Change[] = [];
  readonly logged: string[] = [];
  readonly shown: string[] = [];
  initializeResult: { capabilities: Record<string, unknown> } | undefined;

  private constructor(child: ChildProcess, connection: MessageConnection) {
    this.child = child;
    this.connection = connection;
    connection.onNotification(Changed.method, (change: Omit<Change, 'atMs'>) => {
      this.changes.push({ ...change, atMs: performance.now() });
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logged.push(message);
    });
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.shown.push(message);
    });
    connection.onRequest('client/registerCapability', () => null);
  }

  static async start(options: StartOptions = {}): Promise<LspServer> {
    const {
      transport = 'stdio',
      isOurClient = true,
      initializationOptions,
      configuration,
      env = {},
      args = [],
    } = options;
    const environment = { ...process.env, ...env };
    const child =
      transport === 'ipc'
        ? fork(SERVER, ['--node-ipc', ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
        : spawn(process.execPath, [SERVER, '--stdio', ...args], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    const connection =
      child.stdin && transport === 'stdio' && child.stdout
        ? createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
        : createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    const server = new LspServer(child, connection);
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => configuration ?? null),
    );
    connection.listen();
    server.initializeResult = await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        workspace: { configuration: configuration !== undefined },
        experimental: isOurClient ? { resque: true } : {},
      },
      initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return server;
  }

  ask<Params, Result>({ method }: Request<Params, Result>, params: Params): Promise<Result> {
    return this.connection.sendRequest(method, params);
  }

  /** Opens a backend and waits until it is connected, or for good away. */
  async open(
    spec: ConnectionSpec,
    more: { password?: string; manifests?: readonly Manifest[] } = {},
  ): Promise<Backend> {
    await this.ask(OpenBackend, { connection: spec, manifests: [], ...more });
    return eventually(`${spec.name} settles`, async () => {
      const record = await this.record(spec.name);
      return record.state === 'connecting' ? undefined : record;
    });
  }

  async close(backendId: string): Promise<void> {
    await this.ask(CloseBackend, { backendId });
  }

  async record(backendId: string): Promise<Backend> {
    const records = await this.ask(ListBackends, {});
    const record = records.find(({ id }) => id === backendId);
    if (!record) throw new Error(`${backendId} is not open`);
    return record;
  }

  async look(backendId: string, ...parts: Part[]): Promise<void> {
    await this.connection.sendNotification(SetInterest.method, { interest: [{ backendId, parts }] });
  }

  /** Resolves with the first change at or after `since` (an index into `changes`) that names `part`. */
  changeOf(part: Part, since = this.changes.length): Promise<Change> {
    return eventually(`a change of ${part}`, () => this.changes.slice(since).find(({ parts }) => parts.includes(part)));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((done) => this.child.once('exit', done));
    try {
      await this.connection.sendRequest('shutdown');
      await this.connection.sendNotification('exit');
    } catch {
      this.child.kill('SIGKILL'); // It did not answer: the test that wanted it to has failed already.
    }
    await exited;
    this.connection.dispose();
  }
}
