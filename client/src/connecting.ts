// Keeps the open backends equal to the configured connections. Opens nothing until asked, and nothing by itself in a workspace that is
// not trusted.
import * as vscode from 'vscode';
import { CloseBackend, OpenBackend, Refresh } from '../../server/src/protocol/requests';
import type { Server } from './ask';
import type { Backends } from './backends';
import { readConnections, readVersionProblem, removeStrayPassword } from './configuration';
import { type Connection, localConnection } from './connections';
import { linkless } from './plain';
import type { Secrets } from './secrets';
import { needsReopening } from './state';
import { t } from './words';
import { findManifests } from './workspace-evidence';

interface Opened {
  readonly backendId: string;
  /** The spec it was opened with, as text: another one opens it anew. */
  readonly spec: string;
}

interface Parts {
  readonly server: Server;
  readonly backends: Backends;
  readonly secrets: Secrets;
  readonly log: vscode.LogOutputChannel;
}

export class Connecting implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #opened = new Map<string, Opened>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  /** A view was shown or a command run: from now on the settings are followed. */
  #isWanted = false;
  /** A view was shown: where nothing is configured, Redis on this machine is tried. */
  #isLocalTried = false;
  /** Opened by hand in a workspace that is not trusted. */
  readonly #byHand = new Set<string>();
  #hasFailed = false;
  #work: Promise<void> = Promise.resolve();
  readonly #said = new Set<string>();

  /** What is wanted or open changed. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#disposables = [
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('resque.connections')) this.#follow();
        if (event.affectsConfiguration('resque.mask')) {
          parts.server.tellMasks();
          this.#opened.clear(); // What is shown was masked when it was read.
          this.#follow();
        }
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#follow()), // Its own settings come as a change, now or soon.
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#follow()),
      parts.server.onDidStart(() => {
        this.#opened.clear();
        parts.backends.startOver(Date.now());
        this.#follow();
      }),
    ];
  }

  /** Connections as configured, or the local one where it stands in for them. */
  connections(): readonly Connection[] {
    const { connections, problems } = readConnections();
    for (const problem of problems) this.#logOnce(problem);
    if (connections.length > 0) return connections;
    return this.#isLocalTried ? [localConnection] : [];
  }

  find(name: string): Connection | undefined {
    return this.connections().find(({ spec }) => spec.name === name);
  }

  get isConfigured(): boolean {
    return readConnections().connections.length > 0;
  }

  /** Whether the last attempt found no server process to open connections with. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Opens what is configured, and what stands in for it once a view is shown. Resolves when all were asked for. */
  open({ isView }: { readonly isView: boolean }): Promise<void> {
    const isNew = !this.#isWanted || (isView && !this.#isLocalTried);
    this.#isWanted = true;
    this.#isLocalTried ||= isView;
    return isNew ? this.#sync() : this.#work;
  }

  /** Opens one connection because somebody asked for it by name, trusted workspace or not. */
  async openByHand(name: string): Promise<void> {
    this.#byHand.add(name);
    this.#isWanted = true;
    this.#isLocalTried ||= name === localConnection.spec.name;
    await this.#sync();
  }

  /** Opens one anew, for instance with another password. */
  async reopen(name: string): Promise<void> {
    this.#opened.delete(name);
    await this.#sync();
  }

  /** Reads everything of interest again, and tries at once to reach what is away: what is known of it stays. Opened anew is only what can
   *  never come back by itself. */
  async refresh(token?: vscode.CancellationToken): Promise<void> {
    const { backends, server } = this.#parts;
    for (const backend of backends.all()) {
      if (needsReopening(backend)) this.#opened.delete(backend.name);
    }
    await this.#sync();
    const asked = backends.all().filter(({ name }) => this.#opened.has(name));
    await Promise.all(asked.map(({ id }) => server.ask(Refresh, { backendId: id }, token)));
    await backends.refresh();
  }

  #follow(): void {
    if (this.#isWanted) this.#sync().catch((error: unknown) => this.#parts.log.error(String(error)));
    else this.#changed.fire();
  }

  #sync(): Promise<void> {
    const syncNow = (): Promise<void> => this.#syncNow();
    this.#work = this.#work.then(syncNow, syncNow);
    return this.#work;
  }

  async #syncNow(): Promise<void> {
    const { backends, server, log } = this.#parts;
    const wanted = this.connections().filter(({ spec }) => vscode.workspace.isTrusted || this.#byHand.has(spec.name));
    const names = new Set(wanted.map(({ spec }) => spec.name));
    for (const [name, { backendId }] of this.#opened) {
      if (names.has(name)) continue;
      this.#opened.delete(name);
      backends.forget(backendId);
      await server.ask(CloseBackend, { backendId });
    }
    this.#hasFailed = false;
    this.#sayOnce(readVersionProblem(), vscode.window.showWarningMessage);
    const manifests = wanted.length > 0 ? await findManifests() : [];
    for (const connection of wanted) {
      const spec = JSON.stringify([connection.spec, manifests]);
      if (this.#opened.get(connection.spec.name)?.spec === spec) continue;
      try {
        const password = await this.#passwordFor(connection);
        const backend = await server.ask(OpenBackend, {
          connection: connection.spec,
          ...(password === undefined ? {} : { password }),
          manifests,
        });
        this.#opened.set(connection.spec.name, { backendId: backend.id, spec });
        backends.takeOpened(backend);
      } catch (error) {
        // The server process is not there. When it comes back everything is opened again; when it cannot start, the log says why.
        this.#hasFailed = true;
        log.error(`${connection.spec.name}: ${String(error)}`);
      }
    }
    this.#changed.fire();
  }

  /** The password from the secret storage. One that stands in a URL is moved there, and said so once. */
  async #passwordFor(connection: Connection): Promise<string | undefined> {
    const { scope, secret, spec, strayPassword } = connection;
    if (strayPassword === undefined || secret === undefined || scope === 'local')
      return this.#parts.secrets.find(connection);
    // A workspace must not replace what the user keeps for the same address.
    if (scope === 'user' || !(await this.#parts.secrets.has(secret)))
      await this.#parts.secrets.keep(secret, strayPassword);
    const isMoved = await removeStrayPassword(scope, spec.name);
    const sentence = isMoved
      ? t('The password of “{0}” was moved from the settings to the secret storage.', spec.name)
      : t(
          'The URL of “{0}” holds a password: please remove it from the settings; it is kept in the secret storage now.',
          spec.name,
        );
    this.#sayOnce(sentence, vscode.window.showInformationMessage);
    return this.#parts.secrets.find(connection);
  }

  #sayOnce(sentence: string | undefined, show: (message: string) => Thenable<unknown>): void {
    if (sentence === undefined || this.#said.has(sentence)) return;
    this.#said.add(sentence);
    show(linkless(sentence)).then(undefined, (error: unknown) => this.#parts.log.error(String(error)));
  }

  #logOnce(problem: string): void {
    if (this.#said.has(problem)) return;
    this.#said.add(problem);
    this.#parts.log.warn(problem);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changed.dispose();
  }
}
