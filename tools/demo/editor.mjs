// Builds the extension and opens VS Code on a copy of the sample workspace, with folders of its own for settings and
// extensions: the desktop's where there is a screen in front of somebody, else code-server's in the browser.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findProgram } from '../apt.mjs';
import { build } from '../build.mjs';
import { packageExtension } from '../package.mjs';
import { spawnGroup } from '../process-group.mjs';
import { runtime, startServer } from '../workbench/server.mjs';
import { hasScreen } from './screen.mjs';

const SETTINGS = {
  'extensions.ignoreRecommendations': true,
  'php.validate.enable': false, // It would complain about every machine without PHP.
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.startupEditor': 'readme',
  'workbench.tips.enabled': false,
};

/** Another VS Code's environment, and options meant for our own Node.js, would lead a new VS Code astray. */
const FOREIGN = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/;

/**
 * @typedef {object} Editor
 * @property {string} where an address to open, or what has been opened
 * @property {boolean} isAddress
 * @property {number} pid
 * @property {() => Promise<void>} stop
 */

/**
 * @param {object} options
 * @param {string} options.redisUrl without a password, for the sample workspace's .env
 * @param {readonly Record<string, unknown>[]} options.connections for the user settings
 * @param {NodeJS.ProcessEnv} options.env for the language server, e.g. the password that a connection's passwordEnv names
 * @param {(text: string) => void} options.say
 * @param {(group: import('../process-group.mjs').Group | undefined) => void} options.installing told what runs meanwhile
 * @returns {Promise<Editor>}
 */
export async function openEditor({ redisUrl, connections, env, say, installing }) {
  const settings = { ...SETTINGS, 'resque.connections': connections };
  await build();
  if (hasScreen()) {
    const desktop = await findDesktop(say);
    if (desktop) return openDesktop(desktop, { redisUrl, settings, env });
  }
  return openServer({ redisUrl, settings, env, say, installing });
}

/** The program behind an installed `code`, else a downloaded one; undefined, and said why, when there is neither. */
async function findDesktop(say) {
  const installed = findInstalled();
  if (installed) return installed;
  say('Looking for VS Code …');
  const { findVSCode } = await import('../../test/launch/electron.mjs');
  const found = await findVSCode('stable');
  if ('executable' in found) return found.executable;
  say(`${found.reason}. Going on in the browser.`);
  return undefined;
}

/** `code` is a script that starts the program and goes; ending what it started needs the program itself. */
function findInstalled() {
  const script = findProgram(['code']);
  if (!script) return undefined;
  const folder = dirname(realpathSync(script)); // …/bin, or on a Mac …/Contents/Resources/app/bin
  const candidates = ['../code', '../../../MacOS/Electron', '../../../MacOS/Code', '../Code.exe'];
  return candidates.map((path) => join(folder, path)).find((path) => existsSync(path));
}

function openDesktop(executable, { redisUrl, settings, env }) {
  const home = mkdtempSync(join(tmpdir(), 'resque-inspector-demo-'));
  const user = join(home, 'user');
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User/settings.json'), JSON.stringify(settings, null, 2));
  const folder = copyWorkspace(home, redisUrl);
  const args = ['--new-window', '--user-data-dir', user, '--extensions-dir', join(home, 'extensions')];
  args.push('--disable-workspace-trust', '--skip-welcome', '--skip-release-notes');
  if (process.getuid?.() === 0) args.push('--no-sandbox'); // Chromium refuses to run as root with it.
  args.push(`--extensionDevelopmentPath=${resolve('.')}`, folder);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const group = spawnGroup(executable, args, { env: { ...inherited, ...env }, folder: home });
  return { where: `a window of its own, ${executable}`, isAddress: false, pid: group.pid, stop: () => group.stop() };
}

async function openServer({ redisUrl, settings, env, say, installing }) {
  await install(say, installing);
  const vsix = await packageExtension();
  const token = randomBytes(16).toString('hex');
  const server = await startServer({ vsix, token, settings, env });
  const folder = copyWorkspace(server.home, redisUrl);
  return { where: server.url(folder), isAddress: true, pid: server.pid, stop: server.stop };
}

/**
 * Installs code-server's VS Code where it is not there or not up to date, in a process group that can be ended. npm's
 * own pauses between tries add up to more than a minute, in which nobody knows that the network refuses.
 */
async function install(say, installing) {
  const { vscode, folder } = runtime('stable');
  if (!existsSync(vscode)) say('Installing VS Code for the browser, once; this takes about a minute …');
  const env = { ...process.env, npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '3000' };
  const group = spawnGroup(process.execPath, ['tools/workbench/setup.mjs', 'stable'], { env });
  installing({ ...group, folder: `${folder}.${group.pid}` });
  const end = await group.ended;
  installing(undefined);
  if (end === 'exit code 0') return;
  const reason = /^npm (?:error|ERR!) (?!code|errno|syscall|type)(.*)/m.exec(group.output())?.[1] ?? end;
  throw new Error(`VS Code for the browser could not be installed from npm: ${reason}`);
}

/** Somebody tries things in it, so it is a copy; its .env names the Redis that is really there. */
function copyWorkspace(home, redisUrl) {
  const folder = join(home, 'bookshop');
  cpSync('tools/demo/workspace', folder, { recursive: true });
  const env = join(folder, '.env');
  writeFileSync(
    env,
    readFileSync(env, 'utf8').replace(/^REDIS_URL=.*$/m, () => `REDIS_URL=${redisUrl}`),
  );
  return folder;
}
