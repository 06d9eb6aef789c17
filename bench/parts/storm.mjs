// (c) Storm: how much of Redis's throughput is left while the inspector watches the very keys that are written as fast as Redis answers.
// Interleaved runs bare, watched, bare: the watched one is read against its two neighbours, and those against each other are the noise.
import { jobEntry, queueKey, queueName } from '../data-set.mjs';
import { figure, median, nowMs, percent, percentile, sleep } from '../figures.mjs';
import { LanguageServer, OVERVIEW } from '../language-server.mjs';
import { cpuSeconds, Helper } from '../processes.mjs';

const PAIRS = 12;
const PAIRS_QUICK = 6;
const RUN_MS = 2_000;
/** Connections of the writer, as redis-benchmark's default. */
const CLIENTS = 50;
/** Commands per batch with pipelining. */
const PIPELINED = 16;
const QUEUES = 4;
/** Between runs: the last change of the one before has been read by then. */
const PAUSE_MS = 300;
const SHARE_MIN = 0.95;

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ server: file, redis, isQuick }) {
  const server = await LanguageServer.start(file);
  const writer = await Helper.start('storm.mjs');
  try {
    const rows = [];
    for (const pipelined of [1, PIPELINED]) {
      const task = {
        port: redis.port,
        keys: Array.from({ length: QUEUES }, (_, n) => queueKey(n)),
        entry: jobEntry(0),
        clients: CLIENTS,
        pipelined,
        durationMs: RUN_MS,
      };
      rows.push(await interleave(server, writer, redis.url, task, isQuick ? PAIRS_QUICK : PAIRS));
    }
    return rows;
  } finally {
    await writer.stop();
    await server.stop();
  }
}

async function interleave(server, writer, url, task, pairs) {
  await writer.go(task); // Warms up Redis, the writer and the keys.
  const bare = [await writer.go(task)];
  const watched = [];
  const notifications = [];
  const cpu = [];
  for (let pair = 0; pair < pairs; pair++) {
    await watch(server, url);
    const seen = server.changes.length;
    const [cpuBefore, startMs] = [cpuSeconds(server.pid), nowMs()];
    watched.push(await writer.go(task));
    const seconds = (nowMs() - startMs) / 1000;
    cpu.push((cpuSeconds(server.pid) - cpuBefore) / seconds);
    notifications.push((server.changes.length - seen) / seconds);
    await server.close();
    await sleep(PAUSE_MS);
    bare.push(await writer.go(task));
  }
  const shares = watched.map((perSecond, n) => perSecond / ((bare[n] + bare[n + 1]) / 2));
  const noise = bare.slice(1).map((perSecond, n) => perSecond / bare[n]);
  const share = median(shares);
  // The middle half of the bare pairs: a share within it cannot be told from no cost at all.
  const [low, high] = [percentile(noise, 0.25), percentile(noise, 0.75)];
  return {
    what: `storm of RPUSH/LPOP ${task.pipelined === 1 ? 'without pipelining' : `pipelined by ${task.pipelined}`}, throughput left, median of ${pairs}`,
    ours: percent(share),
    floor: `${figure(median(bare))}/s bare`,
    ratio: `bare pairs ${percent(low)} to ${percent(high)}`,
    goal: `≥ ${SHARE_MIN * 100} % read against that spread`,
    isMet: share >= SHARE_MIN,
    over: percent(SHARE_MIN - share),
    note: `watched runs ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}, ${figure(median(notifications))} notifications/s, server ${percent(median(cpu))} of one core`,
  };
}

/** Opens the backend with every view and the pages of the stormy queues in sight. */
async function watch(server, url) {
  const parts = [...OVERVIEW, ...Array.from({ length: QUEUES }, (_, n) => `queue:${queueName(n)}`)];
  const since = server.changes.length;
  await server.look(...parts);
  await server.open(url);
  await server.announced(parts, since);
  await server.quiet(PAUSE_MS);
}
