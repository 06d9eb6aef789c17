// Typed questions to the language server, which is started by the first of them and not before.
import * as vscode from 'vscode';
import type { Notification, Request } from '../../server/src/protocol/message';
import { Changed, SetInterest } from '../../server/src/protocol/requests';
import { isText, listOf } from './fields';
import { loadLate } from './late';
import type { ServerLink } from './language-client';
import { t } from './words';

type ChangedParams = NonNullable<(typeof Changed)['__types']>;
type InterestParams = NonNullable<(typeof SetInterest)['__types']>;

/** Asks the server one thing; what trees, documents and commands are given. */
export type Ask = <Params, Result>(
  request: Request<Params, Result>,
  params: Params,
  token?: vscode.CancellationToken,
) => Promise<Result>;

/** The one server of this window. Holds no Redis data, and never starts a process by being created. */
export class Server implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #started = new vscode.EventEmitter<void>();
  readonly #changed = new vscode.EventEmitter<ChangedParams>();
  #link: Promise<ServerLink> | undefined;
  #isReady = false;

  /** A server runs that knows no connection yet: after the first start, and after each crash. */
  readonly onDidStart = this.#started.event;
  /** Something is newer than before; ask again for what is shown. */
  readonly onDidChange = this.#changed.event;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
  }

  get isStarted(): boolean {
    return this.#link !== undefined;
  }

  /** Starts the server if it does not run, and asks. Rejects while a crashed server comes back. */
  readonly ask: Ask = async (request, params, token) => (await this.start()).ask(request, params, token);

  /** Loads the language client and starts the server; once, however often it is called. */
  start(): Promise<ServerLink> {
    this.#link ??= this.#start().catch((error: unknown) => {
      this.#link = undefined;
      throw error;
    });
    return this.#link;
  }

  async #start(): Promise<ServerLink> {
    const { startServer } = loadLate();
    const link = await startServer({
      module: this.#context.asAbsolutePath('server/out/server.js'),
      log: this.#log,
      masks: readMasks,
      onRunning: () => {
        if (this.#isReady) this.#started.fire(); // The first time is announced below, when the link can be used.
      },
      onGivenUp: () => this.#giveUp(),
    });
    link.hear(Changed, (params) => this.#changed.fire(params));
    this.#isReady = true;
    queueMicrotask(() => this.#started.fire());
    return link;
  }

  /** Says what is being looked at. Says nothing to a server that does not run. */
  tellInterest(params: InterestParams): void {
    this.#tell(SetInterest, params);
  }

  /** Hands over the masks after the setting changed. */
  tellMasks(): void {
    const didChangeConfiguration: Notification<object> = { method: 'workspace/didChangeConfiguration' };
    this.#tell(didChangeConfiguration, { settings: { resque: { mask: readMasks() } } });
  }

  #tell<Params>(notification: Notification<Params>, params: Params): void {
    if (!this.#isReady) return;
    this.#link
      ?.then((link) => link.tell(notification, params))
      .catch((error: unknown) => this.#log.debug(`${notification.method}: ${String(error)}`));
  }

  #giveUp(): void {
    this.#isReady = false;
    this.#link = undefined;
    const restart = t('Restart');
    vscode.window
      .showErrorMessage(t('The Resque server process keeps ending and was not started again.'), restart, t('Show Log'))
      .then((answer) => (answer === restart ? this.start().then(() => undefined) : answer && this.#log.show()))
      .then(undefined, (error: unknown) => this.#log.error(String(error)));
  }

  async stop(): Promise<void> {
    const link = await this.#link?.catch(() => undefined);
    this.#isReady = false;
    this.#link = undefined;
    await link?.stop();
  }

  dispose(): void {
    this.#started.dispose();
    this.#changed.dispose();
  }
}

function readMasks(): readonly string[] {
  return listOf(vscode.workspace.getConfiguration('resque').get('mask')).filter(isText);
}
