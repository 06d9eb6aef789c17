// (b) How soon a write is announced: another process pushes jobs at 200 a second onto queues whose pages are open; each write is matched with
// the first change after it that names its queue's page. Queues take turns, so that a change can only be about the write before it.
import { jobEntry, queueKey, queueName } from '../data-set.mjs';
import { ms, percentile } from '../figures.mjs';
import { LanguageServer } from '../language-server.mjs';
import { runHelper } from '../processes.mjs';

const WRITES_PER_SECOND = 200;
const SECONDS = 30;
const SECONDS_QUICK = 5;
/** A queue's turn comes every QUEUES / WRITES_PER_SECOND = 50 ms. */
const QUEUES = 10;
const P50_MS_MAX = 2;
const P99_MS_MAX = 15;

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ server: file, redis, isQuick }) {
  const server = await LanguageServer.start(file);
  try {
    const parts = Array.from({ length: QUEUES }, (_, n) => `queue:${queueName(n)}`);
    await server.look('failedCount', 'queues', ...parts);
    await server.open(redis.url);
    await server.announced(['queues', ...parts]);
    await server.quiet();
    const since = server.changes.length;
    const sentAtMs = await runHelper('write-steadily.mjs', {
      url: redis.url,
      keys: Array.from({ length: QUEUES }, (_, n) => queueKey(n)),
      entry: jobEntry(0),
      perSecond: WRITES_PER_SECOND,
      seconds: isQuick ? SECONDS_QUICK : SECONDS,
    });
    await server.quiet();
    const { delays, unannounced } = match(sentAtMs, parts, server.changes.slice(since));
    const [p50, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)];
    const note = `${delays.length} writes, longest ${ms(Math.max(...delays))}, ${unannounced} without a change of their own, ${server.changes.length - since} notifications`;
    return [
      row('write → changed at 200 writes/s, p50', p50, P50_MS_MAX, note),
      row('write → changed at 200 writes/s, p99', p99, P99_MS_MAX),
    ];
  } finally {
    await server.stop();
  }
}

const row = (what, value, limit, note) => ({
  what,
  ours: ms(value),
  goal: `≤ ${limit} ms`,
  isMet: value <= limit,
  over: ms(value - limit),
  ...(note ? { note } : {}),
});

/** Milliseconds from each write to its change. A write whose queue was written again before any change came shares that change: it has none of
 *  its own, and its delay counts all the same. */
function match(sentAtMs, parts, changes) {
  const arrivals = parts.map((part) => changes.filter((change) => change.parts.includes(part)).map(({ atMs }) => atMs));
  let unannounced = 0;
  const delays = sentAtMs.map((sentMs, n) => {
    const arrivedMs = arrivals[n % parts.length].find((atMs) => atMs >= sentMs) ?? Number.POSITIVE_INFINITY;
    if (arrivedMs >= (sentAtMs[n + parts.length] ?? Number.POSITIVE_INFINITY)) unannounced++;
    return arrivedMs - sentMs;
  });
  return { delays, unannounced };
}
