// `npm start`: builds, starts a Redis of its own, fills it with the demo, lets workers run, and opens VS Code on a sample
// workspace. REDIS_URL=… npm start looks at that server instead. `--no-editor` runs all but the editor. Ctrl-C ends it all.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readRedisUrl } from './demo/address.mjs';
import { openEditor } from './demo/editor.mjs';
import { fill } from './demo/fill.mjs';
import { SHOP, WAREHOUSE } from './demo/jobs.mjs';
import { spawnGroup } from './process-group.mjs';
import { findRedis, startRedis } from './redis.mjs';

const WATCH_EVERY_MS = 500;
const QUIET_MS = 1_000;
const WORKERS_DEADLINE_MS = 20_000;
const PASSWORD_VARIABLE = 'RESQUE_PASSWORD';

/** What runs, in the order it was started: what each is called, its leader's process id, how it is ended. */
const parts = /** @type {{ name: string, pid: number, stop: () => Promise<void> }[]} */ ([]);
const say = (/** @type {string} */ text) => console.log(text);

/** @type {Promise<never> | undefined} */
let stopping;

/** Ends what was started, the last first, and then this process. */
function stop(/** @type {number} */ code, /** @type {string} */ why) {
  stopping ??= (async () => {
    if (why) say(`\n${why}`);
    for (const part of parts.toReversed()) await part.stop();
    process.exit(code);
  })();
  return stopping;
}

/** A part that ends by itself takes the rest with it; so does the end of who started us. */
function watch() {
  const starters = startedBy();
  setInterval(() => {
    if (process.ppid !== starters[0] || !starters.every(isRunning)) void stop(0, '');
    const gone = parts.find(({ pid }) => !isRunning(pid));
    if (gone && !stopping) void stop(0, `${gone.name} has ended; so the rest ends too.`);
  }, WATCH_EVERY_MS);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0, 'Stopping …'));
  process.on('SIGHUP', () => void stop(0, '')); // The terminal is gone, and with it who could read a word.
}

/** Our parent, and with `npm start` its parent too: npm runs us in a shell, which would not tell of npm's end. */
function startedBy() {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return [parent];
  const read = { linux: () => readFileSync(`/proc/${parent}/stat`, 'utf8').replace(/^.*\) \w /, ''), win32: () => '' };
  const text = (
    read[process.platform] ?? (() => execFileSync('ps', ['-o', 'ppid=', '-p', String(parent)], { encoding: 'utf8' }))
  )();
  const grandparent = Number.parseInt(text, 10);
  return grandparent > 1 ? [parent, grandparent] : [parent];
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The demo: its own Redis, filled, with workers at it. */
async function startDemo() {
  const late = setTimeout(say, QUIET_MS, 'Installing Redis …');
  await findRedis().catch((error) => {
    const reason = error.stderr?.trim().split('\n').at(-1) ?? error.message;
    throw new Error(
      `There is no Redis here and none could be installed (${reason}): install redis-server, or set REDIS_URL.`,
    );
  });
  clearTimeout(late);
  const redis = await startRedis();
  parts.push({ name: 'Redis', pid: redis.pid, stop: redis.stop });
  await fill(redis.url);
  const workers = spawnGroup(process.execPath, ['tools/demo/workers.mjs', String(redis.port)]);
  parts.push({ name: 'The demo workers', pid: workers.pid, stop: () => workers.stop() });
  await ready(workers);
  say(`Redis    ${redis.url}, our own, with demo data`);
  say(`         Bookshop (PHP and node-resque) in namespace ${SHOP}, Warehouse (Ruby) in ${WAREHOUSE}`);
  say('Workers  node-resque workers and a producer keep it moving');
  // The demo's node-resque workers leave their own traces everywhere, so what each application speaks is said here.
  const connections = [
    { name: 'Bookshop', url: redis.url, namespace: SHOP, dialect: 'php-successor' },
    { name: 'Warehouse', url: redis.url, namespace: WAREHOUSE, dialect: 'ruby' },
  ];
  return { redisUrl: redis.url, connections, env: {} };
}

/** @param {import('./process-group.mjs').Group} workers */
async function ready(workers) {
  let late;
  const started = new Promise((done) =>
    workers.child.stdout?.on('data', () => workers.output().includes('ready') && done('ready')),
  );
  const deadline = new Promise((done) => {
    late = setTimeout(done, WORKERS_DEADLINE_MS, 'no answer');
  });
  const outcome = await Promise.race([started, workers.ended, deadline]);
  clearTimeout(late);
  if (outcome !== 'ready') throw new Error(`The demo workers did not start (${outcome}). ${workers.output().trim()}`);
}

/** Somebody's own server: no demo. The password goes on by environment alone, under a name the connection gives. */
async function useServer(text) {
  const { url, name, password } = await readRedisUrl(text);
  say(`Redis    ${url}, from REDIS_URL; no demo data, no demo workers`);
  const connection = { name, url, ...(password === undefined ? {} : { passwordEnv: PASSWORD_VARIABLE }) };
  return {
    redisUrl: url,
    connections: [connection],
    env: password === undefined ? {} : { [PASSWORD_VARIABLE]: password },
  };
}

/** An installation that is ended half way leaves no half of it. */
function installing(group) {
  const index = parts.findIndex(({ name }) => name === 'The installation');
  if (index >= 0) parts.splice(index, 1);
  if (!group) return;
  const end = async () => {
    await group.stop();
    rmSync(group.folder, { recursive: true, force: true });
  };
  parts.push({ name: 'The installation', pid: group.pid, stop: end });
}

async function main() {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--no-editor');
  if (unknown.length > 0) throw new Error(`npm start knows no ${unknown.join(' ')}; there is --no-editor.`);
  const redisUrl = process.env.REDIS_URL;
  delete process.env.REDIS_URL; // It may hold a password, and what we start need not know it.
  const { connections, env, redisUrl: shown } = await (redisUrl ? useServer(redisUrl) : startDemo());
  if (!process.argv.includes('--no-editor')) {
    const editor = await openEditor({ redisUrl: shown, connections, env, say, installing });
    parts.push({ name: 'VS Code', pid: editor.pid, stop: editor.stop });
    say(`VS Code  ${editor.where}`);
    if (editor.isAddress)
      say('         Open this address in a browser. It holds a token: who has it can use VS Code here.');
    say('\nThe Resque icon at the left shows the queues.');
  }
  say('Ctrl-C stops all of it and leaves nothing behind.');
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
watch();
try {
  await main();
} catch (error) {
  if (!stopping) console.error(`\n${error.message}`);
  await stop(1, '');
}
