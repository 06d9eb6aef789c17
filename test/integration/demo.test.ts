// The demo of `npm start`: what it fills Redis with reads as what each library writes, and names the sample workspace's classes.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { decodeFailure } from '../../server/src/dialect/decode-failure';
import { decodeJob } from '../../server/src/dialect/decode-job';
import { decodeStatus } from '../../server/src/dialect/decode-status';
import { phpSuccessor } from '../../server/src/dialect/php-successor';
import type { EntryList, Failure, Job, Unreadable } from '../../server/src/protocol/shapes';
import { compileMasks } from '../../server/src/text/mask';
import { fill, WAREHOUSE_ALIVE } from '../../tools/demo/fill.mjs';
import { SHOP, WAREHOUSE } from '../../tools/demo/jobs.mjs';
import { type RedisServer, startRedis } from '../../tools/redis.mjs';

const look = { masks: compileMasks(['password']) };
let server: RedisServer;
let redis: Redis;

before(async () => {
  server = await startRedis();
  await fill(server.url);
  redis = new Redis(server.url);
});

after(async () => {
  redis.disconnect();
  await server.stop();
});

async function jobsIn(key: string, list: EntryList): Promise<readonly (Job | Unreadable)[]> {
  const entries = await redis.lrangeBuffer(key, 0, -1);
  return entries.map((entry, place) => decodeJob(entry, { in: list, place, ordinal: 0 }, look));
}

async function waiting(namespace: string): Promise<readonly (Job | Unreadable)[]> {
  const queues = await redis.smembers(`${namespace}:queues`);
  const pages = queues.map((queue) => jobsIn(`${namespace}:queue:${queue}`, { list: 'waiting', queue }));
  return (await Promise.all(pages)).flat();
}

async function failures(namespace: string): Promise<readonly (Failure | Unreadable)[]> {
  const entries = await redis.lrangeBuffer(`${namespace}:failed`, 0, -1);
  return entries.map((entry, place) => decodeFailure(entry, { in: { list: 'failed' }, place, ordinal: 0 }, look));
}

function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const isJob = (entry: Job | Unreadable): entry is Job => entry.kind === 'job';
const isFailure = (entry: Failure | Unreadable): entry is Failure => entry.kind === 'failure';

test('waiting jobs read as those of the library that enqueues them', async () => {
  const jobs = [...(await waiting(SHOP)), ...(await waiting(WAREHOUSE))];
  assert.ok(jobs.every(isJob));
  assert.deepEqual(
    jobs.filter(({ oddity }) => oddity !== undefined),
    [],
  );
  const families = groupBy(jobs, ({ family }) => family);
  assert.deepEqual([...families.keys()].map(String).toSorted(), ['node', 'php-classic', 'php-successor', 'ruby']);
  assert.ok(families.get('php-classic')?.every(({ jobClass }) => jobClass === 'Newsletter_Send'));
  assert.ok(
    families
      .get('php-successor')
      ?.every(({ jobClass, jobId }) => jobClass.startsWith('App\\Jobs\\') && /^[0-9a-f]{32}$/.test(jobId ?? '')),
  );
  assert.ok(families.get('ruby')?.some(({ wrappedClass }) => wrappedClass === 'LowStockMailJob'));
});

test('64-bit customer numbers and slashes stand as PHP writes them, and what looks secret is masked', async () => {
  const raw = (await redis.lindex(`${SHOP}:queue:default`, 0)) ?? '';
  assert.match(
    raw,
    /^\{"class":"App\\\\Jobs\\\\SyncCustomer","args":\[\{"customer":9007199254740993,"crm":\{"url":"https:\\\/\\\/crm/,
  );
  assert.match(raw, /"id":"[0-9a-f]{32}","prefix":"","queue_time":\d{10}\.\d{1,6}\}$/);
  const [job] = await jobsIn(`${SHOP}:queue:default`, { list: 'waiting', queue: 'default' });
  assert.ok(job && isJob(job));
  assert.match(job.argumentsText, /9007199254740993/);
  assert.doesNotMatch(job.argumentsText, /not-a-real-password/);
});

test('failures of every family and kind, and two entries that are none', async () => {
  const all = await failures(SHOP);
  const odd = all.filter((entry) => entry.kind === 'unreadable');
  assert.deepEqual(
    odd.map(({ reason }) => reason),
    ['empty', 'notUtf8'],
  );
  const readable = [...all, ...(await failures(WAREHOUSE))].filter(isFailure);
  assert.ok(readable.every(({ failedAt }) => failedAt?.ms !== undefined));
  const exceptions = groupBy(readable, ({ exception }) => exception);
  assert.ok((exceptions.get('PDOException')?.length ?? 0) >= 300);
  for (const name of [
    'Resque\\Exceptions\\ResqueException',
    'Resque_Job_DirtyExitException',
    'Resque::DirtyExit',
    'NameError',
    'TypeError',
    undefined,
  ]) {
    assert.ok(exceptions.has(name), String(name));
  }
  assert.deepEqual([...new Set(readable.map(({ family }) => String(family)))].toSorted(), [
    'node',
    'php-classic',
    'php-successor',
    'ruby',
  ]);
  const times = readable.slice(0, all.length - odd.length).map(({ failedAt }) => failedAt?.ms ?? 0);
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
});

test('statuses of all four words, those of jobs that are done with a day to live', async () => {
  const keys = await redis.keys(`${SHOP}:job:*:status`);
  const statuses = await Promise.all(
    keys.map(async (key) => {
      const status = decodeStatus(key, (await redis.getBuffer(key)) ?? Buffer.alloc(0), phpSuccessor, look);
      return { word: status.word, seconds: await redis.ttl(key) };
    }),
  );
  assert.deepEqual([...new Set(statuses.map(({ word }) => word))].toSorted(), [
    'complete',
    'failed',
    'running',
    'waiting',
  ]);
  for (const { word, seconds } of statuses) {
    const isDone = word === 'complete' || word === 'failed';
    assert.ok(isDone ? seconds > 0 && seconds <= 86_400 : seconds === -1, `${word} ${seconds}`);
  }
});

test('delayed jobs name their queue; one second of the schedule is an orphan', async () => {
  const orphans: string[] = [];
  for (const namespace of [SHOP, WAREHOUSE]) {
    for (const second of await redis.zrange(`${namespace}:delayed_queue_schedule`, '0', '-1')) {
      const jobs = await jobsIn(`${namespace}:delayed:${second}`, { list: 'delayed', second: Number(second) });
      if (jobs.length === 0) orphans.push(second);
      assert.ok(jobs.every((job) => isJob(job) && job.queue !== undefined));
    }
  }
  assert.equal(orphans.length, 1);
});

test('every job class of the demo is written in the sample workspace, but the one that was renamed', async () => {
  const folder = 'tools/demo/workspace';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:php|rb|js|py)$/.test(file),
  );
  const sources = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
  const jobs = [...(await waiting(SHOP)), ...(await waiting(WAREHOUSE))].filter(isJob);
  const failed = [...(await failures(SHOP)), ...(await failures(WAREHOUSE))].filter(isFailure);
  const classes = new Set([...jobs, ...failed].map(({ wrappedClass, jobClass }) => wrappedClass ?? jobClass));
  const missing = [...classes].filter((name) => {
    const short = name.split(/\\|::/).at(-1) ?? name;
    return !new RegExp(`(?:class|function) ${short}\\b`).test(sources);
  });
  assert.deepEqual(missing, ['App\\Jobs\\SendInvoice']);
});

test('one PHP worker died on this host; of the Ruby ones all but one send heartbeats', async () => {
  const ids = await redis.smembers(`${SHOP}:workers`);
  const local = ids.filter((id) => !/^(?:app|media)-/.test(id));
  assert.equal(local.length, 1);
  assert.throws(() => process.kill(Number(local[0]?.split(':')[1]), 0), { code: 'ESRCH' });
  const beats = await redis.hgetall(`${WAREHOUSE}:workers:heartbeat`);
  const fresh = Object.keys(beats).filter((id) => Date.now() - Date.parse(beats[id] ?? '') < 300_000);
  assert.deepEqual(fresh.toSorted(), WAREHOUSE_ALIVE.toSorted());
  assert.equal(Object.keys(beats).length, WAREHOUSE_ALIVE.length + 1);
});
