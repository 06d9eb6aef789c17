// (h) Whether the server still answers while it works: its event-loop delay during a search through 100,000 failures that finds nothing, and
// while pages of 4 MB are read and decoded. What measures is loaded into the server from outside.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { classic } from '../../tools/demo/entries.mjs';
import { FAILURES, failureEntry, fillList, PREFIX } from '../data-set.mjs';
import { figure, median, ms, nowMs, sleep } from '../figures.mjs';
import { LanguageServer } from '../language-server.mjs';

const P99_MS_MAX = 20;
const PAGE = 200;
const PAGES = 60;
const PAGES_QUICK = 15;
const MEGABYTE = 1e6;
const REPORT_DEADLINE_MS = 5_000;
/** Two ways to fill a page of 4 MB: every row large, and few rows very large but still decoded. */
const HEAVY = [
  { name: 'heavy:many', entries: 200, bytes: 20_000 },
  { name: 'heavy:few', entries: 18, bytes: 220_000 },
];

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ server: file, redis, isQuick }) {
  const folder = mkdtempSync(join(tmpdir(), 'resque-inspector-bench-'));
  const report = join(folder, 'delay.json');
  const server = await LanguageServer.start(file, {
    nodeArgs: ['--require', fileURLToPath(new URL('../children/event-loop-delay.cjs', import.meta.url))],
    env: { BENCH_DELAY_FILE: report },
  });
  const client = new Redis(redis.url);
  try {
    await server.look('failedCount');
    await server.open(redis.url);
    await server.announced(['failedCount']);
    const rows = [await search(server, report)];
    for (const heavy of HEAVY) rows.push(await pages(server, client, report, heavy, isQuick ? PAGES_QUICK : PAGES));
    return rows;
  } finally {
    client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function search(server, report) {
  await delays(server, report);
  const start = nowMs();
  let looked = 0;
  while (looked < FAILURES) {
    const page = await server.ask('resque/failures/find', {
      text: 'no such words anywhere',
      from: looked,
      count: PAGE,
    });
    if (page.looked === 0) throw new Error('the search went no further');
    looked += page.looked;
  }
  const seconds = (nowMs() - start) / 1000;
  const megabytes = (looked * Buffer.byteLength(failureEntry(0))) / MEGABYTE;
  const seen = await delays(server, report);
  return row(
    `event-loop delay p99 while ${looked.toLocaleString('en')} failures are searched`,
    seen,
    `${figure(seconds)} s for ${figure(megabytes)} MB, ${figure(megabytes / seconds)} MB/s`,
  );
}

async function pages(server, client, report, { name, entries, bytes }, count) {
  const key = `${PREFIX}queue:${name}`;
  await fillList(client, key, entries, (n) => heavyEntry(n, bytes));
  await delays(server, report);
  const elapsed = [];
  for (let page = 0; page < count; page++) {
    await server.look('failedCount'); // Forgets the page before, which would be answered from memory.
    const start = nowMs();
    await server.ask('resque/jobs/page', { queue: name, from: 0, count: PAGE });
    elapsed.push(nowMs() - start);
  }
  const seen = await delays(server, report);
  await client.del(key);
  return row(
    `event-loop delay p99 while pages of ${entries} × ${figure(bytes / 1000)} kB are decoded`,
    seen,
    `a page takes ${ms(median(elapsed))} in the median`,
  );
}

const row = (what, { p50, p99, max }, note) => ({
  what,
  ours: ms(p99),
  goal: `≤ ${P99_MS_MAX} ms`,
  isMet: p99 <= P99_MS_MAX,
  over: ms(p99 - P99_MS_MAX),
  note: `p50 ${ms(p50)}, longest ${ms(max)}; ${note}`,
});

/** A job whose arguments are a believable document of so many bytes. */
function heavyEntry(n, bytes) {
  const line = { sku: `978${n}`, title: 'Der Zauberberg / The Magic Mountain', price: 2499, tags: ['new', 'paper'] };
  const lines = Array.from({ length: Math.ceil(bytes / 90) }, (_, m) => ({ ...line, id: n * 1e6 + m }));
  return classic.encode(
    classic.payload({
      class: 'App\\Jobs\\ImportCatalog',
      args: { lines },
      id: `${n}`.padStart(32, '0'),
      queuedAtMs: 1e12,
    }),
  );
}

/** What was seen since this was asked last. */
async function delays(server, report) {
  rmSync(report, { force: true });
  process.kill(server.pid, 'SIGUSR2');
  for (const deadline = nowMs() + REPORT_DEADLINE_MS; !existsSync(report); await sleep(5))
    if (nowMs() > deadline) throw new Error('the server did not report its delays');
  return JSON.parse(readFileSync(report, 'utf8'));
}
