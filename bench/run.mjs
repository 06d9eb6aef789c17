// `npm run bench`: fills a Redis of its own with data set R and measures what issue 2 §5 asks for, ours beside a floor of the same run.
// `npm run bench -- a c` runs only those parts, `--quick` takes fewer samples; both leave RESULTS.md alone. `--server <file>` measures another build
// of the language server, `--filled <port>` uses a Redis that holds R already. Nothing here fails on a slow machine: figures are for people.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { build } from '../tools/build.mjs';
import { startRedis } from '../tools/redis.mjs';
import { fill } from './data-set.mjs';
import { nowMs } from './figures.mjs';
import { Helper } from './processes.mjs';
import { print, write } from './report.mjs';

/**
 * @typedef {object} Bench
 * @property {string} server the language server's bundle
 * @property {import('../tools/redis.mjs').RedisServer} redis filled with R
 * @property {boolean} isQuick
 */

const PARTS = [
  { letters: 'a', file: 'overview', title: '(a) Cold overview' },
  { letters: 'b', file: 'liveness', title: '(b) From a write to its change' },
  { letters: 'bp', file: 'painted', title: '(b) From a write to its painted row' },
  { letters: 'c', file: 'storm', title: '(c) Storm' },
  { letters: 'd', file: 'idle', title: '(d) Idle' },
  { letters: 'e', file: 'pages', title: '(e) Pages of a million' },
  { letters: 'f', file: 'memory', title: '(f) Memory' },
  { letters: 'g', file: 'activation', title: '(g) Activation, sizes, first rows' },
  { letters: 'h', file: 'event-loop', title: '(h) The event loop under long work' },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, server: { type: 'string' }, filled: { type: 'string' } },
});
const chosen = PARTS.filter(
  ({ letters }) => positionals.length === 0 || positionals.some((letter) => letters.includes(letter)),
);

if (values.server === undefined) await build();
const server = values.server ?? 'server/out/server.js';
if (!existsSync(server)) throw new Error(`No language server at ${server}`);

const redis =
  values.filled === undefined
    ? await startRedis()
    : { url: `redis://127.0.0.1:${values.filled}`, port: Number(values.filled), stop: async () => {} };
try {
  const client = new Redis(redis.url);
  const start = nowMs();
  if (values.filled === undefined) await fill(client);
  const memory = /used_memory_human:(\S+)/.exec(await client.info('memory'))?.[1];
  const redisVersion = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'unknown';
  client.disconnect();
  console.log(`R filled in ${Math.round((nowMs() - start) / 1000)} s, ${memory}.`);
  const results = [];
  const idle = await Helper.start('do-nothing.mjs');
  for (const { file, title } of chosen) {
    const { measure } = await import(`./parts/${file}.mjs`);
    await idle.go({});
    const rows = await measure({ server, redis, isQuick: values.quick });
    const noise = await idle.go({});
    print(title, rows, noise);
    results.push({ title, rows, noise });
  }
  await idle.stop();
  if (!values.quick && positionals.length === 0)
    write(results, { redisVersion, date: new Date().toISOString().slice(0, 10) });
} finally {
  await redis.stop();
}
