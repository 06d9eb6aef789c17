// The built server over stdio and IPC: reads recorded key spaces whole, and hears of changes by push.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import {
  PageDelayedJobs,
  PageFailures,
  PageJobs,
  PageQueues,
  PageSeconds,
  PageStatuses,
  PageWorkers,
} from '../../server/src/protocol/requests';
import { startRedis } from '../../tools/redis.mjs';
import { eventuallyPasses } from '../support/eventually';
import { loadRecording } from '../support/load';
import { LspServer } from '../support/lsp';
import { type Implementation, keyspace } from '../support/recorded';

let redisServer: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
before(async () => {
  redisServer = await startRedis();
  redis = new Redis(redisServer.url);
});
after(async () => {
  redis.disconnect();
  await redisServer.stop();
});
beforeEach(() => redis.flushall());

const whole = { backendId: 'it', from: 0, count: 200 };
const stored = (implementation: Implementation, key: string): readonly unknown[] => {
  const value = keyspace(implementation).find((each) => each.key === key)?.value;
  return Array.isArray(value) ? value : [];
};

/** A php-resque payload whose class and id are told by one letter. */
const payload = (letter: string): string =>
  `{"class":"Job_${letter}","args":[{}],"id":"${letter.repeat(32)}","queue_time":1795329523.5}`;

for (const transport of ['stdio', 'ipc'] as const) {
  describe(`over ${transport}`, () => {
    let server: LspServer;
    before(async () => {
      server = await LspServer.start({ transport });
    });
    after(() => server.stop());

    for (const [implementation, dialect] of [
      ['php-resque-classic', 'php-classic'],
      ['node-resque', 'node'],
      ['ruby-resque', 'ruby'],
    ] as const) {
      test(`a key space of ${implementation} is read whole`, async () => {
        await loadRecording(redis, implementation);
        const record = await server.open({ name: 'it', url: redisServer.url });
        assert.equal(record.state, 'connected');
        assert.deepEqual(record.liveness, { by: 'push' });
        assert.deepEqual([record.prefix, record.dialect?.name, record.dialect?.isCertain], ['resque:', dialect, true]);

        const queues = await server.ask(PageQueues, whole);
        for (const name of stored(implementation, 'resque:queues')) {
          const waiting = stored(implementation, `resque:queue:${String(name)}`);
          assert.equal(queues.items.find((queue) => queue.name === name)?.depth, waiting.length, String(name));
          const page = await server.ask(PageJobs, { ...whole, queue: String(name) });
          assert.deepEqual([page.total, page.items.length], [waiting.length, waiting.length]);
        }
        const workers = await server.ask(PageWorkers, whole);
        for (const id of stored(implementation, 'resque:workers')) {
          assert.ok(
            workers.items.some((worker) => worker.id === id),
            `worker ${String(id)}`,
          );
        }
        const failures = await server.ask(PageFailures, whole);
        assert.equal(failures.items.length, stored(implementation, 'resque:failed').length);
        const seconds = await server.ask(PageSeconds, whole);
        assert.equal(seconds.items.length, stored(implementation, 'resque:delayed_queue_schedule').length);
        for (const { second, count = 0, isOrphan } of seconds.items) {
          const page = await server.ask(PageDelayedJobs, { ...whole, second });
          assert.deepEqual([page.items.length, isOrphan], [count, count === 0]);
        }
        const statuses = await server.ask(PageStatuses, whole);
        const tracked = keyspace(implementation).filter(({ key }) => /^resque:job:.*:status$/.test(key));
        assert.equal(statuses.items.length, tracked.length);
      });
    }

    test('a status says what it is of, from the payload on its queue or with its worker', async () => {
      await redis.sadd('resque:queues', 'default');
      await redis.rpush('resque:queue:default', payload('a'));
      await redis.sadd('resque:workers', 'vm:1:default');
      await redis.set(
        'resque:worker:vm:1:default',
        `{"queue":"default","run_at":"Sun Nov 22 06:38:44 GMT 2026","payload":${payload('b')}}`,
      );
      for (const [letter, code] of [
        ['a', 1],
        ['b', 2],
      ] as const) {
        await redis.set(
          `resque:job:${letter.repeat(32)}:status`,
          `{"status":${code},"updated":1795329523,"started":1795329523}`,
        );
      }
      await server.open({ name: 'it', url: redisServer.url });
      const classes = async () =>
        (await server.ask(PageStatuses, whole)).items.map(({ word, jobClass }) => [word, jobClass]);
      await server.look('it', 'statuses');
      assert.deepEqual(await classes(), [
        ['waiting', 'Job_a'],
        ['running', undefined],
      ]);
      await server.ask(PageWorkers, whole);
      await eventuallyPasses(async () =>
        assert.deepEqual(await classes(), [
          ['waiting', 'Job_a'],
          ['running', 'Job_b'],
        ]),
      );
    });

    test('a write is announced for what is looked at, and only that', async () => {
      await redis.sadd('resque:queues', 'quiet', 'seen');
      await server.open({ name: 'it', url: redisServer.url });
      await server.look('it', 'failedCount', 'queues');
      await server.ask(PageQueues, whole);
      const since = server.changes.length;
      await redis.rpush('resque:queue:seen', '{"class":"A","args":[]}');
      await server.changeOf('queues', since);
      assert.equal((await server.ask(PageQueues, whole)).items.find(({ name }) => name === 'seen')?.depth, 1);
      await redis.rpush('resque:failed', '{}');
      await server.changeOf('failedCount', since);
      assert.equal((await server.record('it')).failedCount, 1);
      assert.ok(
        server.changes.slice(since).every(({ parts }) => !parts.includes('failures') && !parts.includes('workers')),
      );
    });

    test('new queues, workers, statuses and delayed jobs appear by themselves', async () => {
      await redis.sadd('resque:queues', 'default');
      await redis.rpush(
        'resque:queue:default',
        '{"class":"A","args":[{}],"id":"0123456789abcdef0123456789abcdef","queue_time":1795329523.5}',
      );
      await server.open({ name: 'it', url: redisServer.url });
      await server.look('it', 'failedCount', 'queues', 'workers', 'delayed', 'statuses', 'queue:default');
      await server.ask(PageStatuses, whole);
      await server.ask(PageWorkers, whole);
      await redis.set(
        'resque:job:0123456789abcdef0123456789abcdef:status',
        '{"status":1,"updated":1795329523,"started":1795329523}',
      );
      await redis
        .multi()
        .sadd('resque:workers', 'vm:1:default')
        .set('resque:worker:vm:1:default:started', 'Sun Nov 22 06:38:44 GMT 2026')
        .exec();
      await redis.multi().sadd('resque:queues', 'fresh').rpush('resque:queue:fresh', 'x').exec();
      await redis
        .multi()
        .zadd('resque:delayed_queue_schedule', 1_924_992_000, '1924992000')
        .rpush('resque:delayed:1924992000', '{}')
        .exec();
      await eventuallyPasses(async () => {
        assert.deepEqual(
          (await server.ask(PageStatuses, whole)).items.map(({ word, jobClass }) => [word, jobClass]),
          [['waiting', 'A']],
        );
        assert.deepEqual(
          (await server.ask(PageWorkers, whole)).items.map(({ id }) => id),
          ['vm:1:default'],
        );
        assert.deepEqual(
          (await server.ask(PageQueues, whole)).items.map(({ name, depth, listenerCount }) => [
            name,
            depth,
            listenerCount,
          ]),
          [
            ['default', 1, 1],
            ['fresh', 1, 0],
          ],
        );
        assert.deepEqual((await server.ask(PageSeconds, whole)).items, [
          { second: 1_924_992_000, count: 1, isOrphan: false },
        ]);
      });
      await redis.set('resque:job:0123456789abcdef0123456789abcdef:status', '{"status":4,"updated":1795329524}');
      await eventuallyPasses(async () =>
        assert.equal((await server.ask(PageStatuses, whole)).items[0]?.word, 'complete'),
      );
    });
  });
}
