// Installs the VS Code servers that code-server packages carry, into .vscode-test/: `node tools/workbench/setup.mjs stable oldest`.
// Nobody's install scripts run and nothing is compiled. A folder appears under its final name only when it is complete.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { runtime } from './server.mjs';

const run = promisify(execFile);
const ours = resolve('tools/workbench');
const STAMP = 'complete';
const SEARCH = 'node_modules/@vscode/ripgrep-universal/bin';
const PLATFORM = `${process.platform}-${process.arch}`;

/** A quarter of a gigabyte that only the AI features and one diagram preview use: not even downloaded where npm would. */
const UNUSED_PACKAGES = [
  '@github/copilot-sdk',
  '@github/copilot-sdk-linux-x64',
  '@github/copilot-sdk-linux-arm64',
  '@microsoft/mxc-sdk',
];
const UNUSED_FOLDERS = ['extensions/copilot', 'extensions/mermaid-markdown-features'];

/** What an installation was made from; another value means another installation is due. */
function wanted(version) {
  const hash = createHash('sha256');
  for (const file of [`${version}/package.json`, `${version}/package-lock.json`, 'setup.mjs', 'spdlog.cjs']) {
    hash.update(readFileSync(join(ours, file)));
  }
  return hash.digest('hex');
}

function npm(cwd, ...args) {
  const env = { ...process.env, npm_config_engine_strict: 'false' };
  return run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env, maxBuffer: 1 << 26 });
}

/** @type {Map<string, Promise<void>>} */
const running = new Map();

/**
 * Does nothing, in a few milliseconds, when the installation is there and up to date.
 * @param {import('./server.mjs').Version} version
 */
export function setupWorkbench(version) {
  const setup = running.get(version) ?? installOnce(version);
  running.set(version, setup);
  return setup;
}

async function installOnce(version) {
  const { folder } = runtime(version);
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted(version)) return;

  const building = runtime(version, `${folder}.${process.pid}`);
  rmSync(building.folder, { recursive: true, force: true });
  mkdirSync(building.folder, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json'])
      copyFileSync(join(ours, version, file), join(building.folder, file));
    await npm(building.folder, 'ci', '--ignore-scripts');
    await installInside(building.vscode);
    trim(building);
    if (version === 'oldest') await bringSearch(building.vscode);
    writeFileSync(join(building.folder, STAMP), wanted(version));
    rmSync(folder, { recursive: true, force: true });
    renameSync(building.folder, folder);
  } finally {
    rmSync(building.folder, { recursive: true, force: true });
  }
}

async function installInside(vscode) {
  const manifestPath = join(vscode, 'package.json');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  for (const name of UNUSED_PACKAGES) {
    for (const kind of ['dependencies', 'optionalDependencies']) delete manifest[kind]?.[name];
  }
  writeFileSync(manifestPath, JSON.stringify(manifest, null, 2));
  // `install`, not `ci`: the shrinkwrap that comes along is out of step with its package.json.
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  // TypeScript, without which opening a .js file raises an error message.
  await npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');
  for (const name of UNUSED_FOLDERS) rmSync(join(vscode, name), { recursive: true, force: true });
  copyFileSync(join(ours, 'spdlog.cjs'), join(vscode, 'node_modules/@vscode/spdlog/index.js'));
  // Ends an extension host whose server has died; here that is the process group's work.
  const watchdogs = ['native-watchdog', '@vscode/native-watchdog'].map((name) => join(vscode, 'node_modules', name));
  for (const folder of watchdogs.filter((each) => existsSync(each))) {
    writeFileSync(join(folder, 'index.js'), 'exports.start = () => {};\n');
  }
}

/** Removes what no test uses: Node.js's headers and npm, ripgrep for other platforms. */
function trim({ folder, vscode }) {
  for (const name of ['include', 'lib', 'share']) {
    rmSync(join(folder, `node_modules/node-linux-${process.arch}`, name), { recursive: true, force: true });
  }
  const search = join(vscode, SEARCH);
  const others = existsSync(search) ? readdirSync(search).filter((name) => name !== PLATFORM) : [];
  for (const name of others) rmSync(join(search, name), { recursive: true });
}

/** The old release fetches its ripgrep (file search) from the network when installed; the new one has it in the package. */
async function bringSearch(vscode) {
  await setupWorkbench('stable');
  const folder = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(runtime('stable').vscode, SEARCH, PLATFORM, 'rg'), join(folder, 'rg'));
  chmodSync(join(folder, 'rg'), 0o755);
}

if (process.argv[1]?.endsWith('setup.mjs')) {
  const versions = /** @type {const} */ (['stable', 'oldest']);
  await Promise.all(versions.filter((version) => process.argv.includes(version)).map(setupWorkbench));
}
