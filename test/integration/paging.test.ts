// Pages of entries while others pop, push and remove: no row is missing or repeated, and no page is larger than its bounds.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { PAGE_BYTES_MAX, PAGE_ENTRIES_MAX } from '../../server/src/limits';
import { PageFailures, PageJobs, PageSeconds, ReadEntry } from '../../server/src/protocol/requests';
import type { DelayedSecond, EntryRef, Failure, Job, Page, Unreadable } from '../../server/src/protocol/shapes';
import { startRedis } from '../../tools/redis.mjs';
import { eventually } from '../support/eventually';
import { failureOf } from '../support/failures';
import { lineOf, Monitor } from '../support/monitor';
import { setStage } from '../support/stage';

const stage = setStage();
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const job = (name: string | number) => `{"class":"A","args":["${name}"]}`;
const failure = (name: string | number) => failureOf('ruby', job(name));

type Row = Job | Failure | Unreadable;
const nameOf = (row: Row): string => (row.kind === 'unreadable' ? row.preview : row.argumentsText.slice(2, -2));

const lists = {
  jobs: {
    key: 'resque:queue:mail',
    entry: job,
    ask: (from: number, after?: Row): Promise<Page<Row>> =>
      stage.server.ask(PageJobs, {
        backendId: 'it',
        queue: 'mail',
        from,
        count: 200,
        ...(after ? { after: after.ref } : {}),
      }),
  },
  failures: {
    key: 'resque:failed',
    entry: failure,
    ask: (from: number, after?: Row): Promise<Page<Row>> =>
      stage.server.ask(PageFailures, { backendId: 'it', from, count: 200, ...(after ? { after: after.ref } : {}) }),
  },
} as const;

/** Pages through a list as a tree does, each page after the last row shown; `between` happens before every page but the first. */
async function pageThrough({ ask }: (typeof lists)['jobs' | 'failures'], between: (page: number) => Promise<unknown>) {
  const rows: Row[] = [];
  for (let page = 0; page < 50; page += 1) {
    if (page > 0) await between(page);
    const { items, total, hasMoved, from } = await ask(rows.length, rows.at(-1));
    assert.equal(hasMoved, undefined, `page ${page} lost its place`);
    rows.push(...items);
    if (from + items.length >= total) break;
  }
  return rows.map(nameOf);
}

const everything = range(1_000).map(String);

describe('page by page', () => {
  const cases: readonly [string, keyof typeof lists, (page: number) => Promise<unknown>][] = [
    ['jobs, quiet', 'jobs', async () => undefined],
    ['jobs, while workers pop 40 between pages', 'jobs', () => stage.redis.lpop('resque:queue:mail', 40)],
    ['jobs, while others enqueue', 'jobs', (page) => stage.redis.rpush('resque:queue:mail', job(`new ${page}`))],
    ['failures, quiet', 'failures', async () => undefined],
    ['failures, while the oldest 40 are removed', 'failures', () => stage.redis.lpop('resque:failed', 40)],
    [
      'failures, while others fail',
      'failures',
      (page) => stage.redis.rpush('resque:failed', failure(`new ${page}`), failure(`more ${page}`)),
    ],
  ];
  for (const [name, list, between] of cases)
    test(name, async () => {
      const { key, entry } = lists[list];
      await stage.redis.rpush(key, ...everything.map(entry));
      await stage.open({ dialect: 'ruby' });
      const seen = (await pageThrough(lists[list], between)).filter((text) => !/new|more/.test(text));
      assert.equal(new Set(seen).size, seen.length, 'no row twice');
      const expected = list === 'jobs' ? everything : everything.toReversed();
      // What was taken away before its page came is not there to be seen; everything else is, in order.
      const isGone = new Set(expected.filter((text) => !seen.includes(text)));
      assert.deepEqual(
        seen,
        expected.filter((text) => !isGone.has(text)),
      );
      const taken = list === 'failures' && name.includes('oldest') ? 160 : 0;
      assert.ok(isGone.size <= taken, `${isGone.size} rows are missing`);
    });

  test('a place that is lost is said to be', async () => {
    await stage.redis.rpush('resque:queue:mail', ...everything.map(job));
    await stage.open({ dialect: 'ruby' });
    const { items } = await lists.jobs.ask(0);
    await stage.redis.del('resque:queue:mail');
    await stage.redis.rpush('resque:queue:mail', ...range(1_000).map((name) => job(`other ${name}`)));
    const page = await lists.jobs.ask(200, items.at(-1));
    assert.deepEqual([page.hasMoved, page.from, page.items.length], [true, 200, 200]);
  });
});

describe('entries of 5 MB', () => {
  const size = 5 * 1024 * 1024;
  const big = (name: number) => `{"class":"A","args":["${name}${'x'.repeat(size)}"]}`;

  test('a page ends at its bytes, every entry is reached, and its document is whole', async () => {
    const small = range(30).map(job);
    await stage.redis.rpush('resque:queue:mail', ...small, ...range(6).map(big), job('last'));
    await stage.open({ dialect: 'ruby' });
    const monitor = await Monitor.start(stage.redis);
    const rows: Row[] = [];
    let cuts = 0;
    for (let page = 0; page < 20 && rows.length < 37; page += 1) {
      const { items, cut } = await lists.jobs.ask(rows.length, rows.at(-1));
      assert.ok(items.length > 0, 'every page goes on');
      const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
      assert.ok(bytes <= PAGE_BYTES_MAX + size + 100, `a page of ${bytes} bytes`);
      if (cut === 'bytes') cuts += 1;
      rows.push(...items);
    }
    monitor.stop();
    assert.equal(rows.length, 37);
    assert.ok(cuts >= 5, `${cuts} pages were cut`);
    const [reason] = rows
      .filter(({ bytes }) => bytes > size)
      .map((row) => (row.kind === 'unreadable' ? row.reason : row.kind));
    assert.equal(reason, 'tooLarge');
    const { ref } = rows.find(({ bytes }) => bytes > size) ?? {};
    assert.ok(ref);
    const answer = await stage.server.ask(ReadEntry, { backendId: 'it', ref, isRevealed: true });
    assert.ok(answer.found === 'same' && !answer.details.isRawCut);
    assert.equal(Buffer.byteLength(answer.details.rawText), rows.find((row) => row.ref === ref)?.bytes);
  });

  test('one that is gone is looked for within bounds', async () => {
    await stage.redis.rpush('resque:queue:mail', ...range(20).map(big));
    await stage.open({ dialect: 'ruby' });
    const monitor = await Monitor.start(stage.redis);
    const ref = { in: { list: 'waiting' as const, queue: 'mail' }, place: 10, digest: '0'.repeat(32) };
    assert.equal((await stage.server.ask(ReadEntry, { backendId: 'it', ref, isRevealed: false })).found, 'no');
    const reads = (await monitor.sent()).filter(({ name }) => name === 'lrange');
    monitor.stop();
    assert.ok(
      reads.every(({ args }) => Number(args[2]) - Number(args[1]) < 2),
      reads.map(lineOf).join('\n'),
    );
    assert.ok(reads.length <= 9, `${reads.length} reads of 5 MB`);
  });
});

describe('what lies outside a list is no page', () => {
  test('of failures: nothing before the oldest, and never the whole list', async () => {
    await stage.redis.rpush('resque:failed', ...range(300).map(failure));
    await stage.open({ dialect: 'ruby' });
    const monitor = await Monitor.start(stage.redis);
    const ask = async (from: number, count: number, after?: EntryRef) => {
      const page = await stage.server.ask(PageFailures, { backendId: 'it', from, count, ...(after ? { after } : {}) });
      return [page.from, page.items.length, page.total];
    };
    assert.deepEqual(await ask(500, 200), [500, 0, 300]);
    assert.deepEqual(await ask(300, 200), [300, 0, 300]);
    assert.deepEqual(await ask(300, 0), [300, 0, 300]);
    assert.deepEqual(await ask(0, 0), [0, 0, 300]);
    assert.deepEqual(await ask(290, 200), [290, 10, 300]);
    // The last row shown slid to the head of the list meanwhile: nothing is older.
    const digest = (await lists.failures.ask(299)).items[0]?.ref.digest ?? '';
    assert.deepEqual(await ask(200, 200, { in: { list: 'failed' }, place: 0, digest }), [300, 0, 300]);
    const ranges = (await monitor.sent()).filter(({ name }) => name === 'lrange').map(({ args }) => args.slice(1));
    monitor.stop();
    assert.deepEqual(
      ranges.filter(([from, to]) => to === '-1' && (from === '0' || Number(from) < -200)),
      [],
    );
  });

  test('of jobs: nothing after the last', async () => {
    await stage.redis.rpush('resque:queue:mail', ...range(30).map(job));
    await stage.open({ dialect: 'ruby' });
    for (const from of [30, 500]) {
      const page = await lists.jobs.ask(from);
      assert.deepEqual([page.from, page.items.length, page.total], [from, 0, 30]);
    }
  });
});

test('members of the schedule that are no seconds are rows, and pages do not overlap', async () => {
  for (const second of range(250)) await stage.redis.zadd('resque:delayed_queue_schedule', second + 1, `${second + 1}`);
  await stage.redis.zadd('resque:delayed_queue_schedule', 3, 'soon', 3, 'later', 'inf', 'never');
  await stage.redis.rpush('resque:delayed:3', job('x'));
  await stage.open({ dialect: 'ruby' });
  const rows: DelayedSecond[] = [];
  for (const expected of [200, 53]) {
    const page = await stage.server.ask(PageSeconds, { backendId: 'it', from: rows.length, count: 200 });
    assert.deepEqual([page.items.length, page.total], [expected, 253]);
    rows.push(...page.items);
  }
  assert.equal(new Set(rows.map(({ second }) => second)).size, 253);
  assert.deepEqual(
    rows.flatMap(({ trouble }) => (trouble ? [trouble.detail] : [])),
    ['"later" is no second', '"soon" is no second', '"never" is no second'],
  );
  assert.equal(rows.find(({ second }) => second === 3)?.count, 1);
});

test('while Redis is away the first pages are believed, and what lies beyond them is not made up', async () => {
  const redisServer = await startRedis();
  const redis = new Redis(redisServer.url, { retryStrategy: () => null });
  redis.on('error', () => undefined);
  await redis.rpush('resque:failed', ...range(300).map(failure));
  await redis.rpush('resque:queue:mail', ...range(300).map(job));
  for (const second of range(300)) await redis.zadd('resque:delayed_queue_schedule', second + 1, String(second + 1));
  await stage.server.open({ name: 'it', url: redisServer.url, dialect: 'ruby' });
  await stage.server.look('it', 'failures', 'queue:mail', 'delayed');
  const seconds = (from: number) => stage.server.ask(PageSeconds, { backendId: 'it', from, count: 200 });
  const asks = [lists.failures.ask, lists.jobs.ask, seconds] as const;
  for (const ask of asks) assert.equal((await ask(200)).items.length, 100);
  for (const ask of asks) assert.equal((await ask(0)).items.length, 200);
  redis.disconnect();
  await redisServer.stop();
  await eventually('it is away', async () => (await stage.server.record('it')).state === 'away');
  for (const ask of asks) {
    const [first, second] = [await ask(0), await ask(200)];
    assert.deepEqual([first.items.length, first.total], [200, 300]);
    assert.deepEqual([second.from, second.items.length, second.total], [200, 0, 300]);
    assert.ok(second.trouble);
  }
});

describe('small entries, then large ones', () => {
  const size = 1024 * 1024;
  const large = (name: number) => `{"class":"A","args":["${name}${'x'.repeat(size)}"]}`;
  for (const list of ['jobs', 'failures'] as const)
    test(`the second page of ${list} reads little more than it may hold`, async () => {
      const { key, ask } = lists[list];
      const entries = [...range(200).map(lists[list].entry), ...range(60).map(large)];
      await stage.redis.rpush(key, ...(list === 'jobs' ? entries : entries.toReversed()));
      await stage.open({ dialect: 'ruby' });
      const first = await ask(0);
      assert.equal(first.items.length, 200);
      const readBytes = await bytesSent();
      const { items, cut } = await ask(200, first.items.at(-1));
      assert.deepEqual([items.length, cut], [4, 'bytes']);
      const read = (await bytesSent()) - readBytes;
      assert.ok(read < 3 * PAGE_BYTES_MAX, `${read} bytes were read`);
    });
});

/** Bytes that Redis sent to anybody so far. */
async function bytesSent(): Promise<number> {
  return Number(/total_net_output_bytes:(\d+)/.exec(await stage.redis.info('stats'))?.[1]);
}

describe('a million entries', () => {
  test('head, middle and end cost the same few commands', async () => {
    const count = 1_000_000;
    const step = 10_000;
    for (let from = 0; from < count; from += step)
      await stage.redis.rpush('resque:queue:mail', ...range(step).map((index) => job(from + index)));
    await stage.redis.sadd('resque:queues', 'mail');
    await stage.open({ dialect: 'ruby' });
    await stage.server.look('it', 'queues', 'queue:mail');
    await lists.jobs.ask(0);
    const monitor = await Monitor.start(stage.redis);
    await monitor.quiet(); // The survey for what has no index follows the first rows.
    for (const from of [0, 200, 500_000, 999_800]) {
      await monitor.clear();
      const page = await lists.jobs.ask(from);
      assert.deepEqual(
        page.items.map(nameOf),
        range(200).map((index) => String(from + index)),
      );
      assert.equal(page.total, count);
      const sent = await monitor.sent();
      assert.ok(sent.length <= 7, sent.map(lineOf).join('\n'));
      for (const { name, args } of sent) {
        assert.ok(['llen', 'memory', 'lrange'].includes(name), name);
        if (name === 'lrange') assert.ok(Number(args[2]) - Number(args[1]) < PAGE_ENTRIES_MAX, args.join(' '));
      }
    }
    monitor.stop();
    assert.deepEqual((await lists.jobs.ask(1_000_000)).items, []);
  });
});
