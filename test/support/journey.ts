// Where journeys take place: one VS Code server and one browser for a test file, and for each test what it asks for: a Redis, a workspace,
// windows. All of it ends with the test; one that fails leaves a picture of each of its windows and says what stood in them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../../tools/redis.mjs';
import { startServer, type WorkbenchServer } from '../../tools/workbench/server.mjs';
import { type BrowserContext, launchBrowser, newContext, Workbench } from '../../tools/workbench/workbench.mjs';
import { argumentsOf, descendants } from './start';

export const SCREENSHOTS = '.vscode-test/screenshots';

type ServerOptions = NonNullable<Parameters<typeof startServer>[0]>;

/** Undoes one thing, when the test is over. */
type End = () => Promise<unknown> | void;

export interface Journey {
  readonly server: WorkbenchServer;
  /** A Redis of the test's own. */
  startRedis(options?: Parameters<typeof startRedis>[0]): Promise<RedisServer>;
  /** Another client of a Redis: the one who changes things behind the editor's back. */
  client(redis: RedisServer, password?: string): Redis;
  /** A folder with these files; what is not a text is written as JSON. */
  folder(files: Readonly<Record<string, unknown>>): string;
  /** What one person's browser keeps: secrets and state. Windows opened without one have one of their own. */
  person(): Promise<BrowserContext>;
  /** A window on a folder or a .code-workspace file. */
  open(folder: string, person?: BrowserContext): Promise<Workbench>;
  /** Has something undone when the test is over, before what was there earlier. */
  atEnd(end: End): void;
}

/** Prepares the tests of a file or `describe` block. */
export function useWorkbench(options: ServerOptions = {}): Journey {
  let server: WorkbenchServer | undefined;
  let browser: Awaited<ReturnType<typeof launchBrowser>> | undefined;
  const ends: End[] = [];
  const windows: Workbench[] = [];

  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const vsix = process.env['VSIX'] ?? 'resque-inspector.vsix';
    [server, browser] = await Promise.all([startServer({ vsix, ...options }), launchBrowser()]);
  });
  afterEach(async (context) => {
    const hasFailed = 'passed' in context && !context.passed;
    if (hasFailed) for (const [index, window] of windows.entries()) await report(context as TestContext, window, index);
    windows.length = 0;
    for (const end of ends.splice(0).toReversed()) await end();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const running = (): { server: WorkbenchServer; browser: Awaited<ReturnType<typeof launchBrowser>> } => {
    if (!server || !browser) throw new Error('The workbench is there only while tests run.');
    return { server, browser };
  };
  const person = async (): Promise<BrowserContext> => {
    const context = await newContext(running().browser);
    ends.push(() => context.close());
    return context;
  };
  return {
    get server() {
      return running().server;
    },
    async startRedis(redisOptions) {
      const redis = await startRedis(redisOptions);
      ends.push(() => redis.stop());
      return redis;
    },
    client(redis, password) {
      const client = new Redis(redis.url, { retryStrategy: () => 100, ...(password ? { password } : {}) });
      client.on('error', () => undefined); // A test that stops its Redis asks for this.
      ends.push(() => client.disconnect());
      return client;
    },
    folder(files) {
      const folder = mkdtempSync(join(tmpdir(), 'resque-inspector-journey-'));
      ends.push(() => rmSync(folder, { recursive: true, force: true }));
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
      }
      return folder;
    },
    person,
    async open(folder, owner) {
      const window = await Workbench.open(owner ?? (await person()), running().server, folder);
      windows.push(window);
      return window;
    },
    atEnd(end) {
      ends.push(end);
    },
  };
}

/** The workspace settings of a folder with these connections. */
export const settingsOf = (
  connections: readonly Readonly<Record<string, unknown>>[],
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({ '.vscode/settings.json': { 'resque.connections': connections, ...more } });

/** Process ids of the language servers of this file's windows. */
export const languageServers = ({ server }: Journey): number[] =>
  descendants(server.pid).filter((pid) => argumentsOf(pid).includes('/server/out/server.js'));

/** Keeps a picture of a window, for people to look at. */
export const picture = async (window: Workbench, name: string): Promise<void> => {
  await window.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
};

async function report(context: TestContext, window: Workbench, index: number): Promise<void> {
  if (window.page.isClosed()) return;
  const name = `failed-${context.name.replaceAll(/\W+/g, '-').slice(0, 60)}-${index}`;
  await picture(window, name);
  context.diagnostic(`${SCREENSHOTS}/${name}.png`);
  process.stderr.write(`${name}:\n${await window.text()}\n`);
}
