// Builds the parts, one line per handler: the server's table of contents.
import { isDeepStrictEqual } from 'node:util';
import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
} from 'vscode-languageserver/node';
import { Backends, UnknownBackend } from './backend/backends';
import type { Backend } from './backend/backend';
import { findFailures } from './backend/find-failures';
import * as pages from './backend/pages';
import { readEntry } from './backend/read-entry';
import { Cancelled, unlessCancelled } from './backend/slices';
import { findDatabases, findPrefixes } from './backend/survey';
import type { Session } from './backend/session';
import { isOfTheWorld, redact, troubleOf } from './backend/trouble';
import { enqueue } from './backend/write-enqueue';
import { retry } from './backend/write-retry';
import { dialects } from './dialect/all';
import { argumentsProblem } from './dialect/encode';
import { serverCommands } from './protocol/commands';
import type { Notification, Request } from './protocol/message';
import * as messages from './protocol/requests';
import type { ConnectionSpec, Manifest, Trouble } from './protocol/shapes';
import { BadParams, checkParams } from './params';
import { readConnection, readSettings, type Settings, withoutForeignVariables } from './settings';
import { compileMasks, defaultMaskPatterns, type Masks } from './text/mask';
import type { DecodeElsewhere } from './thread';

/** What only the process knows. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Variables that whoever started the process allows connections from settings to name as their password. */
  readonly passwordVariables: readonly string[];
  readonly version: string;
  /** Whether a worker's process was looked for on this machine, and is not there. */
  readonly isProcessGone: (host: string, pid: string) => boolean;
  /** Decodes what is too large for a slice, on a thread of its own. */
  readonly decodeElsewhere: DecodeElsewhere;
}

/** Wires a connection to a set of backends. Call `listen` on the connection afterwards. */
export function serve(
  connection: Connection,
  { environment, passwordVariables, version, isProcessGone, decodeElsewhere }: Surroundings,
): void {
  const backends = new Backends();
  let masks: Masks = compileMasks(defaultMaskPatterns);
  let opened: ReadonlyMap<string, ConnectionSpec> = new Map();
  /** What the editor's own launch configuration offers: no repository has a say in it. */
  let offered: { readonly mask: unknown; readonly connections: unknown } | undefined;
  let isOurClient = false;
  let pullsConfiguration = false;
  let registersConfiguration = false;

  connection.onInitialize(({ capabilities, initializationOptions }: InitializeParams): InitializeResult => {
    const { experimental } = capabilities as { experimental?: { resque?: unknown } };
    isOurClient = experimental?.resque === true;
    pullsConfiguration = capabilities.workspace?.configuration === true;
    registersConfiguration = capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
    const { masks: patterns, connections } = (initializationOptions ?? {}) as {
      masks?: unknown;
      connections?: unknown;
    };
    // Said before the answer to `initialize`, a change would not be allowed yet.
    if (patterns !== undefined || connections !== undefined) offered = { mask: patterns, connections };
    return {
      capabilities: {
        executeCommandProvider: { commands: Object.values(serverCommands) },
        experimental: { resque: true },
      },
      serverInfo: { name: 'resque-inspector', version },
    };
  });
  connection.onInitialized(async () => {
    if (offered) configure(readSettings(offered));
    if (isOurClient || !pullsConfiguration) return;
    if (registersConfiguration)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'resque' });
    configureIfAny(await connection.workspace.getConfiguration('resque'));
  });
  connection.onDidChangeConfiguration(async ({ settings }) => {
    const pushed = (settings as { resque?: unknown } | null | undefined)?.resque;
    configureIfAny(pushed ?? (pullsConfiguration ? await connection.workspace.getConfiguration('resque') : undefined));
  });
  connection.onShutdown(() => backends.closeAll());

  /** An editor without the section says null: what it offered before stays. */
  function configureIfAny(section: unknown): void {
    if (section !== null && section !== undefined) configure(withoutForeignVariables(readSettings(section), mayUse));
  }

  function mayUse({ url }: ConnectionSpec, variable: string): boolean {
    const given = readSettings(offered).connections;
    return (
      passwordVariables.includes(variable) || given.some((spec) => spec.url === url && spec.passwordEnv === variable)
    );
  }

  /** Our client opens connections itself, with their passwords; for other editors the settings do, and passwordEnv names the password. */
  function configure(settings: Settings): void {
    if (!isDeepStrictEqual(masks.patterns, settings.masks)) {
      masks = compileMasks(settings.masks);
      for (const backend of backends.list()) backend.setMasks(masks);
    }
    if (isOurClient) return;
    for (const problem of settings.problems) {
      const message = { type: MessageType.Warning, message: redact(problem) };
      connection.sendNotification(ShowMessageNotification.method, message).catch(() => undefined); // The editor is gone.
    }
    const wanted = new Map(settings.connections.map((spec) => [spec.name, spec]));
    for (const { id } of backends.list()) if (!wanted.has(id)) backends.close(id);
    for (const spec of wanted.values()) {
      // What did not change stays open, with everything it knows.
      if (!isDeepStrictEqual(opened.get(spec.name), spec) || !backends.has(spec.name)) open(spec, undefined, []);
    }
    opened = wanted;
  }

  function open(spec: ConnectionSpec, given: string | undefined, manifests: readonly Manifest[]): Backend {
    const password = given ?? (spec.passwordEnv === undefined ? undefined : environment[spec.passwordEnv]);
    return backends.open({
      spec,
      manifests,
      masks,
      password,
      isProcessGone,
      onChanged: (parts, revision) => tell(messages.Changed, { backendId: spec.name, revision, parts }),
      log: (level, text) => connection.console[level](redact(text, [password])),
    });
  }

  const handlers = new Map<string, (params: unknown, token: CancellationToken) => Promise<unknown>>();

  /** The one place where a throw is logged and answered. */
  function handle<Params, Result>(
    message: Request<Params, Result>,
    answer: (params: Params, token: CancellationToken) => Result | Promise<Result>,
  ): void {
    const { method } = message;
    const handler = async (params: unknown, token: CancellationToken): Promise<unknown> => {
      try {
        return await answer(checkParams(message, params), token);
      } catch (error) {
        return answerError(connection, method, error);
      }
    };
    handlers.set(method, handler);
    connection.onRequest(method, handler);
  }

  function hear<Params>(message: Notification<Params>, take: (params: Params) => void): void {
    connection.onNotification(message.method, (params: unknown) => {
      try {
        take(checkParams(message, params));
      } catch (error) {
        answerError(connection, message.method, error);
      }
    });
  }

  function tell<Params>({ method }: Notification<Params>, params: Params): void {
    connection.sendNotification(method, params).catch((error: unknown) => answerError(connection, method, error));
  }

  /** What `work` answers once the first attempt to connect has ended. Where the world says no — Redis is away, or refuses — `refused` makes the
   *  answer of the trouble; a mistake of ours is thrown on. */
  async function withSession<Answer>(
    backendId: string,
    work: (session: Session, backend: Backend) => Promise<Answer>,
    refused: (trouble: Trouble) => Answer,
  ): Promise<Answer> {
    const backend = backends.get(backendId);
    await backend.settled();
    if (!backend.session) return refused(backend.troubleIn() ?? { code: 'closed', detail: '' });
    try {
      return await work(backend.session, backend);
    } catch (error) {
      if (!isOfTheWorld(error)) throw error;
      return refused(troubleOf(error));
    }
  }

  handle(messages.OpenBackend, ({ connection: entry, password, manifests }) => {
    const spec = readConnection(entry);
    if (typeof spec === 'string')
      throw new ResponseError(LSPErrorCodes.RequestFailed, redact(`This connection ${spec}.`, [password]));
    return open(spec, password, manifests).record;
  });
  handle(messages.CloseBackend, ({ backendId }) => {
    backends.close(backendId);
    return null;
  });
  handle(messages.ListBackends, () => backends.list().map(({ record }) => record));
  hear(messages.SetInterest, ({ interest }) =>
    backends.setInterest(new Map(interest.map(({ backendId, parts }) => [backendId, parts]))),
  );
  handle(messages.Refresh, async ({ backendId }, token) => {
    await unlessCancelled(backends.get(backendId).refresh(), token);
    return null;
  });
  handle(messages.FindNamespaces, ({ backendId }, token) =>
    withSession(
      backendId,
      async ({ context: { redis } }) =>
        unlessCancelled(
          Promise.all([findPrefixes(redis, token), findDatabases(redis)]).then(([found, databases]) => ({
            ...found,
            databases,
          })),
          token,
        ),
      (trouble) => ({ prefixes: [], keysScanned: 0, isComplete: false, databases: [], trouble }),
    ),
  );

  handle(messages.PageQueues, (wish) => pages.pageQueues(backends.get(wish.backendId), wish));
  handle(messages.PageJobs, (wish, token) =>
    pages.pageJobs(backends.get(wish.backendId), { list: 'waiting', queue: wish.queue }, wish, token),
  );
  handle(messages.PageWorkers, (wish) => pages.pageWorkers(backends.get(wish.backendId), wish));
  handle(messages.PageFailures, (wish, token) => pages.pageFailures(backends.get(wish.backendId), wish, token));
  handle(messages.FindFailures, (wish, token) =>
    withSession(
      wish.backendId,
      ({ context }) => findFailures(context, wish, token),
      (trouble) => ({ items: [], from: wish.from, total: 0, looked: 0, trouble }),
    ),
  );
  handle(messages.PageSeconds, (wish) => pages.pageSeconds(backends.get(wish.backendId), wish));
  handle(messages.PageDelayedJobs, (wish, token) =>
    pages.pageJobs(backends.get(wish.backendId), { list: 'delayed', second: wish.second }, wish, token),
  );
  handle(messages.PageStatuses, (wish) => pages.pageStatuses(backends.get(wish.backendId), wish));
  handle(messages.ReadStatus, ({ backendId, jobId }) => pages.readStatus(backends.get(backendId), jobId));
  handle(messages.ReadStats, async ({ backendId }) => {
    const backend = backends.get(backendId);
    return { ...(await pages.readStats(backend)), ...remark(backend.troubleIn('stats')) };
  });
  handle(messages.ReadEntry, ({ backendId, ref, isRevealed }, token) =>
    withSession(
      backendId,
      ({ context }) => unlessCancelled(readEntry(context, ref, isRevealed, decodeElsewhere), token),
      (trouble) => ({ found: 'no', trouble }),
    ),
  );
  handle(messages.SeenClasses, ({ backendId }, token) =>
    withSession(
      backendId,
      async (_, backend) => ({
        classes: await unlessCancelled(pages.seenClasses(backend), token),
        ...remark(backend.troubleIn('failures', 'queueNames')),
      }),
      (trouble) => ({ classes: [], trouble }),
    ),
  );

  handle(messages.CheckArguments, ({ backendId, argumentsText, family }) => {
    const { dialect } = backends.get(backendId).record;
    const name = family ?? (dialect?.isCertain ? dialect.name : undefined);
    if (name === undefined) return { problem: { code: 'family' } };
    const problem = argumentsProblem(argumentsText, dialects[name].arguments);
    return problem ? { problem } : {};
  });
  handle(messages.EnqueueJob, (wish) =>
    withSession(
      wish.backendId,
      ({ link, context, identity }) => enqueue(link, context, wish, !identity.verdict.isCertain),
      (trouble) => ({ kind: 'trouble', trouble }),
    ),
  );
  handle(messages.RetryFailures, ({ backendId, refs, keepsRecord }, token) =>
    withSession(
      backendId,
      async ({ link, context }) => ({ outcomes: await retry(link, context, refs, keepsRecord, token) }),
      (trouble) => ({ outcomes: refs.map(() => ({ kind: 'trouble', trouble })) }),
    ),
  );

  const commandHandlers: Readonly<Record<string, { readonly method: string } | undefined>> = {
    [serverCommands.enqueue]: messages.EnqueueJob,
    [serverCommands.retry]: messages.RetryFailures,
    [serverCommands.backends]: messages.ListBackends,
  };
  connection.onExecuteCommand(({ command, arguments: [params] = [] }, token) => {
    const method = commandHandlers[command]?.method;
    const answer = method === undefined ? undefined : handlers.get(method);
    if (!answer) throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no command ${command}.`);
    return answer(params, token);
  });
}

const remark = (trouble: Trouble | undefined): { readonly trouble?: Trouble } => (trouble ? { trouble } : {});

/** Logs what went wrong, without passwords, and turns it into an answer; cancellation and unknown backends are no mistakes of ours. */
function answerError(connection: Connection, method: string, error: unknown): ResponseError {
  if (error instanceof ResponseError) return error;
  if (error instanceof Cancelled) return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
  if (error instanceof UnknownBackend) return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
  if (error instanceof BadParams) {
    connection.console.warn(`${method}: ${error.message}`);
    return new ResponseError(ErrorCodes.InvalidParams, `${method}: ${error.message}.`);
  }
  const { stack = '', message } = error instanceof Error ? error : new Error(String(error));
  connection.console.error(redact(`${method}: ${stack}`));
  return new ResponseError(LSPErrorCodes.RequestFailed, redact(message));
}
