// A storm of writes on keys that are looked at: the refresh rate falls, and the last state is shown by itself, without a later write.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { PageFailures, PageJobs, PageQueues } from '../../server/src/protocol/requests';
import { startRedis } from '../../tools/redis.mjs';
import { eventuallyPasses } from '../support/eventually';
import { LspServer } from '../support/lsp';

const ROUNDS = 300;
const PUSHES_PER_ROUND = 200;
/** So many notifications a second would already be more than any view paints. */
const CHANGES_MAX = ROUNDS;

let redisServer: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let server: LspServer;
before(async () => {
  redisServer = await startRedis();
  redis = new Redis(redisServer.url);
  server = await LspServer.start();
});
after(async () => {
  await server.stop();
  redis.disconnect();
  await redisServer.stop();
});

test('after a storm the final depth, page and count are shown', async () => {
  const job = '{"class":"A","args":[{}],"id":"0123456789abcdef0123456789abcdef","queue_time":1795329523.5}';
  await redis.sadd('resque:queues', 'hot');
  await redis.rpush('resque:queue:hot', job);
  await server.open({ name: 'it', url: redisServer.url });
  await server.look('it', 'failedCount', 'queues', 'failures', 'queue:hot');
  const range = { backendId: 'it', from: 0, count: 200 };
  await server.ask(PageQueues, range);
  const since = server.changes.length;
  for (let round = 0; round < ROUNDS; round++) {
    const writes = redis.pipeline();
    for (let push = 0; push < PUSHES_PER_ROUND; push++) writes.rpush('resque:queue:hot', job);
    writes.lpop('resque:queue:hot', PUSHES_PER_ROUND - 1);
    writes.rpush('resque:failed', '{}');
    await writes.exec();
  }
  const [depth, failed] = [await redis.llen('resque:queue:hot'), await redis.llen('resque:failed')];
  assert.deepEqual([depth, failed], [ROUNDS + 1, ROUNDS]);
  const heard = server.changes.length;
  // The record is only what was announced: asking for it reads nothing.
  await eventuallyPasses(async () => assert.equal((await server.record('it')).failedCount, failed));
  await eventuallyPasses(async () => {
    assert.equal((await server.ask(PageQueues, range)).items[0]?.depth, depth);
    assert.equal((await server.ask(PageJobs, { ...range, queue: 'hot' })).total, depth);
    assert.equal((await server.ask(PageFailures, range)).total, failed);
  });
  assert.ok(heard - since < CHANGES_MAX, `${heard - since} notifications`);
});
