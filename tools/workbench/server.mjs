// Starts and stops the VS Code server of an installed workbench (see setup.mjs): a temporary home, a free loopback port,
// a process group of its own.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { spawnGroup } from '../process-group.mjs';

const START_DEADLINE_MS = 60_000;

/** A closed window's extension host waits this long for the window to come back. */
const RECONNECTION_GRACE_SECONDS = 10;

/** @typedef {'stable' | 'oldest'} Version the newest VS Code here, or the oldest that package.json promises */

/**
 * Where a workbench is installed. Paths start at the current folder, the repository's top: npm runs every script there.
 * @param {Version} version
 * @param {string} [folder]
 */
export function runtime(version, folder = resolve('.vscode-test', version)) {
  return {
    folder,
    vscode: join(folder, 'node_modules/code-server/lib/vscode'),
    node: process.env.WORKBENCH_NODE ?? join(folder, `node_modules/node-linux-${process.arch}/bin/node`),
  };
}

/** Settings that keep a workbench quiet: no network, no experiments, nothing that moves or covers what a test looks at. */
const QUIET = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'php.validate.enable': false, // It complains about every machine without PHP.
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** What the server must not inherit: another VS Code's environment, and options meant for our own Node.js. */
const FOREIGN = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/;

/**
 * @typedef {object} WorkbenchServer
 * @property {string} authority host and port
 * @property {string} home its temporary home, also the home of what runs in it
 * @property {(folder: string, more?: Record<string, string>) => string} url of a window that shows the folder or .code-workspace
 * @property {(settings: Record<string, unknown>) => void} setSettings replaces the user settings, under open windows too
 * @property {number} pid
 * @property {() => string} log
 * @property {() => Promise<void>} stop ends it with all it started, and removes its home
 */

/**
 * @param {object} [options]
 * @param {Version} [options.version]
 * @param {string} [options.vsix] a packaged extension to install first
 * @param {boolean} [options.development] lets a page name an extension and a test suite to load; hides notification toasts
 * @param {boolean} [options.workspaceTrust] folders start untrusted, as on a user's machine; else everything is trusted
 * @param {string} [options.token] only who knows it gets in; without one, anybody on this machine
 * @param {Record<string, unknown>} [options.settings] user settings, over the quiet ones
 * @param {NodeJS.ProcessEnv} [options.env] for the server, its extension hosts and the extensions
 * @param {number} [options.port]
 * @returns {Promise<WorkbenchServer>}
 */
export async function startServer(options = {}) {
  const {
    version = 'stable',
    vsix,
    development = false,
    workspaceTrust = false,
    token,
    settings = {},
    env = {},
    port = 0,
  } = options;
  const { vscode, node } = runtime(version);
  const main = join(vscode, 'out/server-main.js');
  if (!existsSync(main))
    throw new Error(`No VS Code server here: run "node tools/workbench/setup.mjs ${version}" first.`);
  const home = mkdtempSync(join(tmpdir(), 'resque-inspector-workbench-'));
  const user = join(home, 'user');
  mkdirSync(join(user, 'User'), { recursive: true });
  const setSettings = (/** @type {Record<string, unknown>} */ changed) =>
    writeFileSync(join(user, 'User/settings.json'), JSON.stringify({ ...QUIET, ...changed }, null, 2));
  setSettings(settings);
  const folders = [
    '--server-data-dir',
    join(home, 'server'),
    '--user-data-dir',
    user,
    '--extensions-dir',
    join(home, 'extensions'),
  ];
  const common = [main, '--accept-server-license-terms', ...folders];
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const environment = { ...inherited, HOME: home, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env };

  if (vsix) {
    try {
      await promisify(execFile)(node, [...common, '--install-extension', resolve(vsix)], { env: environment });
    } catch (error) {
      rmSync(home, { recursive: true, force: true });
      throw new Error(`VS Code ${version} refused ${vsix}`, { cause: error });
    }
  }

  const switches = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--telemetry-level',
    'off',
    '--disable-update-check',
    '--disable-getting-started-override',
  ];
  switches.push(...connectionToken(home, token));
  if (version === 'stable') switches.push('--reconnection-grace-time', String(RECONNECTION_GRACE_SECONDS)); // Unknown to the oldest.
  if (!workspaceTrust) switches.push('--disable-workspace-trust');
  if (development) switches.push('--enable-smoke-test-driver');
  const group = spawnGroup(node, [...common, ...switches], { env: environment, folder: home });
  const listening = await listeningPort(group).catch(async (error) => {
    await group.stop();
    throw new Error(`VS Code ${version} did not start\n${group.output().replaceAll(/^(.{300}).+$/gm, '$1…')}`, {
      cause: error,
    });
  });

  const authority = `127.0.0.1:${listening}`;
  const url = (/** @type {string} */ path, more = {}) => {
    const kind = path.endsWith('.code-workspace') ? 'workspace' : 'folder';
    return `http://${authority}/?${new URLSearchParams({ [kind]: resolve(path), ...(token ? { tkn: token } : {}), ...more })}`;
  };
  return { authority, home, url, setSettings, pid: group.pid, log: group.output, stop: () => group.stop() };
}

/** The token goes by file: arguments can be read by everybody on the machine. */
function connectionToken(home, token) {
  if (!token) return ['--without-connection-token'];
  const file = join(home, 'token');
  writeFileSync(file, token);
  chmodSync(file, 0o600);
  return ['--connection-token-file', file];
}

async function listeningPort(group) {
  let late;
  const found = new Promise((done) => {
    const look = () => {
      const match = /Extension host agent listening on (\d+)/.exec(group.output());
      if (match) done(Number(match[1]));
    };
    group.child.stdout.on('data', look);
    look();
  });
  const ended = group.ended.then((how) => {
    throw new Error(how);
  });
  const deadline = new Promise((_, fail) => {
    late = setTimeout(() => fail(new Error(`no answer within ${START_DEADLINE_MS} ms`)), START_DEADLINE_MS);
  });
  try {
    return await Promise.race([found, ended, deadline]);
  } finally {
    clearTimeout(late);
  }
}
