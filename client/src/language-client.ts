// Starts, restarts and stops the language server. With the commands it is a bundle of its own, loaded only once a view is shown or a command
// run: the entry may import nothing from here but types.
import * as vscode from 'vscode';
import type { CancellationToken, Disposable, LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  type StaticFeature,
  TransportKind,
} from 'vscode-languageclient/node';
import type { Notification, Request } from '../../server/src/protocol/message';
import { jobFileLanguages } from './languages';
import { speakWith } from './words';

export { commands } from './commands/all';
export { runCommand } from './commands/command';

// This bundle has its own copy of the words.
speakWith((message, ...values) => vscode.l10n.t(message, ...values), vscode.env.language);

/** What the entry gives: where the server is, what it is told, and who wants to know. */
export interface LinkOptions {
  readonly module: string;
  readonly log: LogOutputChannel;
  readonly masks: () => readonly string[];
  /** The server runs and knows nothing yet; after a crash it is called again. */
  readonly onRunning: () => void;
  /** The server ended too often and stays down. */
  readonly onGivenUp: () => void;
}

/** A running server: questions, statements, and what it says by itself. */
export interface ServerLink extends Disposable {
  ask<Params, Result>(request: Request<Params, Result>, params: Params, token?: CancellationToken): Promise<Result>;
  tell<Params>(notification: Notification<Params>, params: Params): Promise<void>;
  hear<Params>(notification: Notification<Params>, listener: (params: Params) => void): Disposable;
  stop(): Promise<void>;
}

/** Ends of the server within this time count together; more of them than may be, and it stays down. */
const CRASH_WINDOW_MS = 180_000;
const CRASHES_MAX = 5;

/** Says that this client knows Resque's own requests; other editors do not say so and get plain LSP. */
const resqueCapability: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { resque: true };
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

/** Starts the server over IPC and answers when it is ready. A crash restarts it without a word but in the log. */
export async function startServer(options: LinkOptions): Promise<ServerLink> {
  const { module, log, masks } = options;
  const crashes: number[] = [];
  const client = new LanguageClient(
    'resque',
    'Resque',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: jobFileLanguages.map((language) => ({
        language,
        scheme: 'file',
      })),
      outputChannel: log,
      traceOutputChannel: withoutPasswords(log),
      initializationOptions: () => ({ masks: masks() }),
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          const now = Date.now();
          crashes.push(now);
          const isTooOften = crashes.filter((at) => now - at < CRASH_WINDOW_MS).length > CRASHES_MAX;
          if (isTooOften) options.onGivenUp();
          return { action: isTooOften ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
        },
      },
    },
  );
  client.registerFeature(resqueCapability);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) options.onRunning();
  });
  await client.start();
  return {
    // A token that is left out must not be handed on: it would travel as a second parameter, null, where the server expects its own.
    ask: ({ method }, params, token) =>
      token ? client.sendRequest(method, params, token) : client.sendRequest(method, params),
    tell: (notification, params) => client.sendNotification(notification.method, params),
    hear: (notification, listener) => client.onNotification(notification.method, listener),
    stop: () => client.dispose(),
    dispose: () => {
      client.dispose().catch((error: unknown) => log.warn(String(error)));
    },
  };
}

const hide = (text: string): string => text.replaceAll(/("password"\s*:\s*)"(?:[^"\\]|\\.)*"/g, '$1"…"');

/** The log, for traces of whole messages: one of them carries the password. */
function withoutPasswords(log: LogOutputChannel): LogOutputChannel {
  return new Proxy(log, {
    get: (target, name) => {
      if (name === 'trace') return (message: string) => target.trace(hide(message));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
