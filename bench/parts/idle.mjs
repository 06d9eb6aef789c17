// (d) What an idle inspector costs Redis: commands in a real minute with all views visible, and with all hidden; and what a hidden one costs
// while failures come in.
import { Redis } from 'ioredis';
import { failureEntry, PREFIX } from '../data-set.mjs';
import { figure, nowMs, sleep } from '../figures.mjs';
import { LanguageServer, OVERVIEW } from '../language-server.mjs';

const MINUTE_MS = 60_000;
const MINUTE_MS_QUICK = 21_000;
const COMMANDS_MAX = 4;
const HIDDEN_WRITES = 50;
const HIDDEN_WRITES_MS = 10_000;
/** The badge's length, once a second at most, and one for the moment it began. */
const HIDDEN_COMMANDS_PER_SECOND_MAX = 1.2;

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ server: file, redis, isQuick }) {
  const minuteMs = isQuick ? MINUTE_MS_QUICK : MINUTE_MS;
  const server = await LanguageServer.start(file);
  const client = new Redis(redis.url);
  try {
    await server.look(...OVERVIEW, 'statuses');
    await server.open(redis.url);
    await server.announced([...OVERVIEW, 'statuses']);
    await server.quiet(2_000);
    const visible = await commandsDuring(client, () => sleep(minuteMs));
    await server.look('failedCount');
    const hidden = await commandsDuring(client, () => sleep(minuteMs));
    const written = await commandsDuring(client, () => writeFailures(client));
    const perMinute = (count) => (count * MINUTE_MS) / minuteMs;
    const perSecond = written.ours / (HIDDEN_WRITES_MS / 1000);
    return [
      count('commands a minute, idle, all views visible', perMinute(visible.ours), COMMANDS_MAX, visible.text),
      count('commands a minute, idle, all views hidden', perMinute(hidden.ours), COMMANDS_MAX, hidden.text),
      count(
        `commands a second, hidden, ${HIDDEN_WRITES / (HIDDEN_WRITES_MS / 1000)} failures a second`,
        perSecond,
        HIDDEN_COMMANDS_PER_SECOND_MAX,
        written.text,
      ),
    ];
  } finally {
    client.disconnect();
    await server.stop();
  }
}

const count = (what, value, limit, note) => ({
  what,
  ours: figure(value),
  goal: `≤ ${limit}`,
  isMet: value <= limit,
  over: figure(value - limit),
  note,
});

/** What all clients but this one sent while `work` ran, by INFO commandstats. */
async function commandsDuring(client, work) {
  const before = await callsByCommand(client);
  const own = (await work()) ?? {};
  const after = await callsByCommand(client);
  const sent = [...after]
    .map(([name, calls]) => [name, calls - (before.get(name) ?? 0) - (own[name] ?? 0) - (name === 'info' ? 1 : 0)])
    .filter(([, calls]) => calls > 0);
  return {
    ours: sent.reduce((sum, [, calls]) => sum + calls, 0),
    text: sent.map(([name, calls]) => `${calls} ${name}`).join(', ') || 'none',
  };
}

async function callsByCommand(client) {
  const text = await client.info('commandstats');
  return new Map([...text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(([, name, calls]) => [name, Number(calls)]));
}

async function writeFailures(client) {
  const start = nowMs();
  for (let n = 0; n < HIDDEN_WRITES; n++) {
    await sleep(Math.max(0, start + (n * HIDDEN_WRITES_MS) / HIDDEN_WRITES - nowMs()));
    await client.rpush(`${PREFIX}failed`, failureEntry(n));
  }
  await sleep(Math.max(0, start + HIDDEN_WRITES_MS - nowMs()));
  await client.rpop(`${PREFIX}failed`, HIDDEN_WRITES);
  return { rpush: HIDDEN_WRITES, rpop: 1 };
}
