// (b) on to the eye: another process pushes jobs, one by one and at 200 a second, onto a queue whose row is on screen; an observer in the page notes which depth is
// painted when. Each push has a depth of its own, so it is matched with the first painted depth that includes it.
import { Redis } from 'ioredis';
import { jobEntry, PREFIX, QUEUES, queueName } from '../data-set.mjs';
import { ms, percentile, sleep } from '../figures.mjs';
import { runHelper } from '../processes.mjs';
import { clockOffsetMs, withWindow } from '../workbench.mjs';

/** Alone, and as part of the stream of (b). */
const PACES = [
  { what: 'a write every second and a half', perSecond: 2 / 3, writes: 30 },
  { what: '200 writes/s', perSecond: 200, writes: 4_000 },
];
const QUICK_SHARE = 4;
const P95_MS_MAX = 150;
/** Rows are on screen, and what the first look at R started is over. */
const SETTLE_MS = 5_000;
const ROW_DEADLINE_MS = 60_000;

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ redis, isQuick }) {
  const client = new Redis(redis.url);
  const queue = Array.from({ length: QUEUES }, (_, n) => queueName(n)).toSorted()[0] ?? '';
  const key = `${PREFIX}queue:${queue}`;
  try {
    return await withWindow(redis.url, async (window) => {
      await window.showContainer('Resque');
      await window.row(queue).waitFor({ timeout: ROW_DEADLINE_MS });
      await sleep(SETTLE_MS);
      await window.page.evaluate(observeDepth, queue);
      const rows = [];
      for (const pace of PACES) rows.push(await writeAndWatch(window, client, redis.url, key, pace, isQuick));
      return rows;
    });
  } finally {
    client.disconnect();
  }
}

async function writeAndWatch(window, client, url, key, { what, perSecond, writes }, isQuick) {
  const depth = await client.llen(key);
  const offsetMs = await clockOffsetMs(window);
  await window.page.evaluate(() => {
    globalThis.paintedDepths.length = 0;
  });
  const seconds = writes / perSecond / (isQuick ? QUICK_SHARE : 1);
  const sentAtMs = await runHelper('write-steadily.mjs', { url, keys: [key], entry: jobEntry(0), perSecond, seconds });
  await sleep(SETTLE_MS);
  /** @type {{ depth: number, atMs: number }[]} */
  const painted = await window.page.evaluate(() => globalThis.paintedDepths);
  const delays = sentAtMs.map((sentMs, n) => {
    const seen = painted.find((each) => each.depth >= depth + n + 1);
    return seen ? seen.atMs + offsetMs - sentMs : Number.POSITIVE_INFINITY;
  });
  const p95 = percentile(delays, 0.95);
  return {
    what: `write → painted row, ${what}, p95`,
    ours: ms(p95),
    goal: `≤ ${P95_MS_MAX} ms`,
    isMet: p95 <= P95_MS_MAX,
    over: ms(p95 - P95_MS_MAX),
    note: `p50 ${ms(percentile(delays, 0.5))}, longest ${ms(Math.max(...delays))}; ${delays.length} writes, ${painted.length} paintings`,
  };
}

/** Runs in the page: notes the depth in the row of `queue` whenever it differs, at the start of the frame that shows it. */
function observeDepth(queue) {
  const seen = [];
  globalThis.paintedDepths = seen;
  const look = () => {
    const rows = [...document.querySelectorAll('.sidebar [role=treeitem]')];
    const row = rows.find((each) => each.querySelector('.label-name')?.textContent === queue);
    const text = row?.querySelector('.label-description')?.textContent ?? '';
    const depth = Number(/^[\d.,\s\u00a0\u202f]+/.exec(text)?.[0].replaceAll(/\D/g, ''));
    if (depth > 0 && depth !== seen.at(-1)?.depth) seen.push({ depth, atMs: performance.now() });
  };
  const sidebar = document.querySelector('.sidebar');
  const observer = new MutationObserver(() => requestAnimationFrame(look));
  if (sidebar) observer.observe(sidebar, { subtree: true, childList: true, characterData: true, attributes: true });
}
