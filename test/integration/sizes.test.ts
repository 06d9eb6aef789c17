// What is large beside what is small: heads of queues, payloads of workers, statuses. Little more is read than is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DECODE_BYTES_MAX, PAGE_BYTES_MAX } from '../../server/src/limits';
import { PageQueues, PageStatuses, PageWorkers } from '../../server/src/protocol/requests';
import { eventually, eventuallyPasses } from '../support/eventually';
import { lineOf, Monitor } from '../support/monitor';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();
const MEGABYTE = 1024 * 1024;
const filler = 'x'.repeat(MEGABYTE);
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const job = (text: string) => `{"class":"A","args":[{"a":"${text}"}],"id":"i","queue_time":1795329523.5}`;
const idOf = (n: number) => n.toString(16).padStart(32, '0');
const record = (text: string) => `{"queue":"mail","run_at":"Sun Nov 22 06:55:39 UTC 2026","payload":${job(text)}}`;

const sent = async () => Number(/total_net_output_bytes:(\d+)/.exec(await stage.redis.info('stats'))?.[1]);

/** Bytes that Redis sent to anybody while `work` ran. */
async function sentDuring(work: () => Promise<unknown>): Promise<number> {
  const before = await sent();
  await work();
  return (await sent()) - before;
}

test('a hundred queues with heads of 1 MB are listed by their depth, and some by their age', async () => {
  const names = range(100).map((n) => `q${n}`);
  for (const name of names) await stage.redis.rpush(`resque:queue:${name}`, job(filler));
  await stage.redis.sadd('resque:queues', ...names);
  await stage.open({ dialect: 'php-classic' });
  const bytes = await sentDuring(async () => {
    const { items } = await stage.server.ask(PageQueues, firstPage);
    assert.deepEqual(
      items.map(({ depth }) => depth),
      names.map(() => 1),
    );
    assert.ok(items.some(({ oldestEnqueuedAt }) => oldestEnqueuedAt));
  });
  assert.ok(bytes < 5 * PAGE_BYTES_MAX, `${bytes} bytes`);
});

test('a large head is left alone while jobs are pushed behind it, and looked at again once it is popped', async () => {
  await stage.redis.rpush('resque:queue:mail', job(filler), job('small'));
  await stage.redis.sadd('resque:queues', 'mail');
  await stage.open({ dialect: 'php-classic' });
  await stage.server.look('it', 'queues');
  const rowOf = async () => (await stage.server.ask(PageQueues, firstPage)).items[0];
  await eventuallyPasses(async () => assert.equal((await rowOf())?.depth, 2));
  const monitor = await Monitor.start(stage.redis);
  await monitor.quiet();
  await stage.redis.rpush('resque:queue:mail', job('more'));
  await eventuallyPasses(async () => assert.equal((await rowOf())?.depth, 3));
  assert.deepEqual((await monitor.sent()).filter(({ name }) => name === 'lindex').map(lineOf), []);
  monitor.stop();
  await stage.redis.lpop('resque:queue:mail');
  await eventuallyPasses(async () => {
    const row = await rowOf();
    assert.equal(row?.depth, 2);
    assert.ok(row?.oldestEnqueuedAt);
  });
});

test('payloads of 1 MB that workers hold are said to be too large, and are not read', async () => {
  const ids = range(60).map((n) => `vm:${n}:mail`);
  for (const id of ids) await stage.redis.set(`resque:worker:${id}`, record(filler));
  await stage.redis.set('resque:worker:vm:1:mail', record('small'));
  await stage.redis.set('resque:worker:vm:2:mail', '');
  await stage.redis.del('resque:worker:vm:3:mail', 'resque:worker:vm:4:mail');
  await stage.redis.rpush('resque:worker:vm:4:mail', 'x');
  // Under the very same bytes a job of a few hundred kB is still decoded.
  await stage.redis.set('resque:worker:vm:5:mail', record('x'.repeat(DECODE_BYTES_MAX / 2)));
  await stage.redis.sadd('resque:workers', ...ids);
  await stage.open({ dialect: 'php-classic' });
  const bytes = await sentDuring(async () => {
    const { items } = await stage.server.ask(PageWorkers, firstPage);
    const told = new Map(
      items.map(({ id, unreadable, job: held, trouble }) => [id, unreadable ?? trouble?.code ?? held?.jobClass]),
    );
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((n) => told.get(`vm:${n}:mail`)),
      ['A', 'empty', undefined, 'wrongType', 'A'],
    );
    assert.equal([...told.values()].filter((what) => what === 'tooLarge').length, ids.length - 5);
  });
  assert.ok(bytes < PAGE_BYTES_MAX, `${bytes} bytes`);
});

test('without the right to ask for lengths, payloads are read in steps', async () => {
  const ids = range(60).map((n) => `vm:${n}:mail`);
  for (const id of ids) await stage.redis.set(`resque:worker:${id}`, record(filler));
  await stage.redis.sadd('resque:workers', ...ids);
  await stage.redis.call('ACL', 'SETUSER', 'shy', 'reset', 'on', '>pw', '~*', '&*', '+@all', '-strlen');
  await stage.server.open(
    { name: 'it', url: stage.url.replace('//', '//shy@'), dialect: 'php-classic' },
    { password: 'pw' },
  );
  const bytes = await sentDuring(async () => {
    const { items } = await stage.server.ask(PageWorkers, firstPage);
    assert.deepEqual([...new Set(items.map(({ unreadable }) => unreadable))], ['tooLarge']);
  });
  assert.ok(bytes < 12 * PAGE_BYTES_MAX, `${bytes} bytes`);
});

test('results of 1 MB in statuses are said to be too large, and are not read', async () => {
  for (const n of range(60))
    await stage.redis.set(
      `resque:job:${idOf(n)}:status`,
      `{"status":4,"updated":1795329523,"started":1795329523,"result":"${n === 0 ? 'small' : filler}"}`,
    );
  await stage.open({ dialect: 'php-successor' });
  await stage.server.look('it', 'statuses');
  const bytes = await sentDuring(() =>
    eventually('all are listed', async () => {
      const { items } = await stage.server.ask(PageStatuses, firstPage);
      if (items.length < 60) return undefined;
      assert.equal(items.filter(({ unreadable }) => unreadable === 'tooLarge').length, 59);
      assert.equal(items.find(({ jobId }) => jobId === idOf(0))?.word, 'complete');
      return items;
    }),
  );
  assert.ok(bytes < PAGE_BYTES_MAX, `${bytes} bytes`);
});
