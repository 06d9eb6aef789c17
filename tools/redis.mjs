// Finds or installs a Redis, and starts servers of our own: loopback only, empty, nothing kept.
import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canInstall, findProgram, install } from './apt.mjs';
import { spawnGroup } from './process-group.mjs';

const START_DEADLINE_MS = 20_000;
const PORT_ATTEMPTS_MAX = 20;

/** Below the range systems hand out by themselves, so that a server started again finds its port still free. */
const PORTS = /** @type {const} */ ([16_000, 32_000]);

/**
 * Debian's package redis-tools brings the server's own binary under the name of the dump checker; started under the
 * name redis-server it is the server. Unlike the package redis-server it adds no system service and no user.
 */
const find = () => process.env.REDIS_SERVER || findProgram(['redis-server', 'redis-check-rdb']);

/**
 * The Redis server's binary, installed first where that is possible. Start it with `startRedis`, which gives it the
 * name it needs.
 * @returns {Promise<string>}
 */
export async function findRedis() {
  const found = find();
  if (found) return found;
  if (canInstall()) await install(['redis-tools']);
  const installed = find();
  if (!installed) throw new Error('No Redis here: install redis-server, or name one in REDIS_SERVER.');
  return installed;
}

/**
 * @typedef {object} RedisServer
 * @property {string} url
 * @property {number} port
 * @property {number} pid for tests that stop, pause or kill it
 * @property {() => string} log what the server has printed
 * @property {() => Promise<void>} stop kills it and removes its folder; harmless twice
 */

/**
 * @param {object} [options]
 * @param {readonly string[]} [options.args] further arguments, e.g. `['--requirepass', 'secret']`; they win over ours
 * @param {number} [options.port] this one and no other, e.g. to come back where a server was; else a free one
 * @returns {Promise<RedisServer>}
 */
export async function startRedis({ args = [], port } = {}) {
  const command = await findRedis();
  for (let attempt = 1; ; attempt++) {
    const chosen = port ?? randomInt(...PORTS);
    const group = startOn(chosen, command, args);
    const trouble = await ready(group);
    if (trouble === undefined) {
      const stop = () => group.stop('SIGKILL'); // It has nothing to save, and a paused one hears nothing else.
      return { url: `redis://127.0.0.1:${chosen}`, port: chosen, pid: group.pid, log: group.output, stop };
    }
    await group.stop('SIGKILL');
    const taken = group.output().includes('Address already in use');
    if (!taken || port !== undefined || attempt === PORT_ATTEMPTS_MAX) {
      throw new Error(`Redis did not start on port ${chosen}: ${trouble}\n${group.output()}`);
    }
  }
}

function startOn(port, command, args) {
  const folder = mkdtempSync(join(tmpdir(), 'resque-inspector-redis-'));
  const fixed = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
  return spawnGroup(command, [...fixed, ...args], { argv0: 'redis-server', folder });
}

/** Undefined once the server takes connections, else why it never will. */
async function ready(group) {
  let late;
  const listening = new Promise((resolve) => {
    group.child.stdout?.on('data', () => {
      if (group.output().includes('Ready to accept connections')) resolve(undefined);
    });
  });
  const deadline = new Promise((resolve) => {
    late = setTimeout(resolve, START_DEADLINE_MS, `no answer within ${START_DEADLINE_MS} ms`);
  });
  const trouble = await Promise.race([listening, group.ended, deadline]);
  clearTimeout(late);
  return trouble;
}
