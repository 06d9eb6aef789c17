// Redis is away, comes back, is paused, or loses one of our connections: rows stay, marked stale since when, and everything is live again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { PageQueues, Refresh } from '../../server/src/protocol/requests';
import { startRedis } from '../../tools/redis.mjs';
import { eventually, eventuallyPasses } from '../support/eventually';
import { LspServer } from '../support/lsp';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();

const depthsOf = async (server: LspServer): Promise<readonly (number | undefined)[]> =>
  (await server.ask(PageQueues, firstPage)).items.map(({ depth }) => depth);

/** A write by another client is announced by push, and seen. */
async function isLive(server: LspServer, redis: Redis): Promise<void> {
  const [depth = 0] = await depthsOf(server);
  const since = server.changes.length;
  await redis.rpush('resque:queue:mail', 'x');
  await server.changeOf('queues', since);
  assert.deepEqual(await depthsOf(server), [depth + 1]);
  assert.deepEqual((await server.record('it')).liveness, { by: 'push' });
}

test('Redis is not there, then it is', async () => {
  const found = await startRedis();
  await found.stop();
  const server = await LspServer.start();
  try {
    const record = await server.open({ name: 'it', url: found.url });
    assert.deepEqual([record.state, record.trouble?.code, record.staleSinceMs], ['away', 'refused', undefined]);
    const page = await server.ask(PageQueues, firstPage);
    assert.deepEqual([page.items, page.trouble?.code], [[], 'refused']);
    const again = await startRedis({ port: found.port });
    await eventually('it connects by itself', async () => (await server.record('it')).state === 'connected');
    await again.stop();
  } finally {
    await server.stop();
  }
});

test('Redis is killed and comes back on its port: rows stay, stale, then they are fresh', async () => {
  let redisServer = await startRedis();
  let redis = new Redis(redisServer.url);
  redis.on('error', () => undefined);
  await redis.sadd('resque:queues', 'mail');
  await redis.rpush('resque:queue:mail', 'x', 'y');
  const server = await LspServer.start();
  try {
    await server.open({ name: 'it', url: redisServer.url });
    await server.look('it', 'failedCount', 'queues');
    assert.deepEqual(await depthsOf(server), [2]);
    const killedAtMs = Date.now();
    await redisServer.stop();
    redis.disconnect();
    await eventually('it is away', async () => (await server.record('it')).state === 'away');
    const { staleSinceMs = 0, trouble } = await server.record('it');
    assert.ok(staleSinceMs >= killedAtMs && staleSinceMs <= Date.now(), String(staleSinceMs));
    assert.ok(trouble);
    const page = await server.ask(PageQueues, firstPage);
    assert.deepEqual([page.items.map(({ depth }) => depth), page.trouble?.code], [[2], trouble.code]);

    redisServer = await startRedis({ port: redisServer.port });
    redis = new Redis(redisServer.url);
    await redis.sadd('resque:queues', 'mail');
    await redis.rpush('resque:queue:mail', 'z');
    await eventually('it is back', async () => (await server.record('it')).state === 'connected');
    const record = await server.record('it');
    assert.deepEqual([record.staleSinceMs, record.trouble], [undefined, undefined]);
    await eventuallyPasses(async () => assert.deepEqual(await depthsOf(server), [1]));
    await isLive(server, redis);
  } finally {
    redis.disconnect();
    await server.stop();
    await redisServer.stop();
  }
});

test('Redis is paused: that is said within seconds; it goes on: all is live again', async () => {
  await stage.redis.sadd('resque:queues', 'mail');
  await stage.open({ dialect: 'ruby' });
  await stage.server.look('it', 'failedCount', 'queues');
  await depthsOf(stage.server);
  process.kill(stage.redisPid, 'SIGSTOP');
  try {
    void stage.server.ask(Refresh, { backendId: 'it' });
    await eventually('it is away', async () => (await stage.server.record('it')).state === 'away');
    const { trouble, staleSinceMs } = await stage.server.record('it');
    assert.equal(trouble?.code, 'timeout');
    assert.ok(staleSinceMs);
    assert.deepEqual(await depthsOf(stage.server), [0], 'rows stay');
  } finally {
    process.kill(stage.redisPid, 'SIGCONT');
  }
  await stage.server.ask(Refresh, { backendId: 'it' });
  await eventually('it is back', async () => (await stage.server.record('it')).state === 'connected', 25_000);
  await isLive(stage.server, stage.redis);
});

/** Client ids by what they do: the listener is subscribed, the one that writes was asked to last. */
const clients = async () =>
  String(await stage.redis.client('LIST'))
    .split('\n')
    .filter((line) => line.includes('name=resque-inspector'))
    .map((line) => ({
      id: Number(/\bid=(\d+)/.exec(line)?.[1]),
      isListener: /\bsub=1\b/.test(line),
      isTracker: /\bflags=\S*B/.test(line),
    }));
type Client = Awaited<ReturnType<typeof clients>>[number];

describe('a connection of ours is killed', () => {
  const cases: readonly [string, (client: Client) => boolean][] = [
    ['the reader', ({ isListener, isTracker }) => !isListener && !isTracker],
    ['the listener, where invalidations go', ({ isListener }) => isListener],
    ['the one that hears of statuses', ({ isTracker }) => isTracker],
  ];
  for (const [name, isIt] of cases)
    test(`${name}: all are replaced together, and changes are heard again`, async () => {
      await stage.redis.sadd('resque:queues', 'mail');
      await stage.open({ dialect: 'php-classic' });
      await stage.server.look('it', 'failedCount', 'queues', 'statuses');
      await isLive(stage.server, stage.redis);
      await eventually('three connections', async () => (await clients()).length === 3);
      const old = await clients();
      const victim = old.find(isIt);
      assert.ok(victim, JSON.stringify(old));
      await stage.redis.client('KILL', 'ID', victim.id);
      await eventually('three others', async () => {
        const now = await clients();
        return now.length === 3 && now.every(({ id }) => !old.some((each) => each.id === id));
      });
      await eventually('it is back', async () => (await stage.server.record('it')).state === 'connected');
      await depthsOf(stage.server);
      await isLive(stage.server, stage.redis);
    });

  test('again and again: none is left behind', async () => {
    await stage.redis.sadd('resque:queues', 'mail');
    await stage.open({ dialect: 'php-classic' });
    await stage.server.look('it', 'failedCount', 'queues', 'statuses');
    for (let turn = 0; turn < 5; turn += 1) {
      const victims = await eventually('some are there', async () => {
        const all = await clients();
        return all.length > 0 && all;
      });
      await Promise.all(victims.map(({ id }) => stage.redis.client('KILL', 'ID', id).catch(() => 0)));
      await eventually('it is back', async () => (await clients()).length >= 2);
    }
    await eventually('three in all', async () => (await clients()).length === 3);
    await eventually('connected', async () => (await stage.server.record('it')).state === 'connected');
    await depthsOf(stage.server);
    await isLive(stage.server, stage.redis);
  });
});

test('everything is flushed: the rows go, and what comes next is seen', async () => {
  await stage.redis.sadd('resque:queues', 'mail', 'more');
  await stage.open();
  await stage.server.look('it', 'failedCount', 'queues');
  assert.equal((await depthsOf(stage.server)).length, 2);
  await stage.redis.flushall();
  await eventuallyPasses(async () => assert.deepEqual(await depthsOf(stage.server), []));
  await eventually('it is said to be empty', async () => (await stage.server.record('it')).isEmpty);
  await stage.redis.sadd('resque:queues', 'mail');
  await eventuallyPasses(async () => assert.deepEqual(await depthsOf(stage.server), [0]));
  await isLive(stage.server, stage.redis);
});

describe('many backends', () => {
  const servers: Awaited<ReturnType<typeof startRedis>>[] = [];
  before(async () => {
    servers.push(await startRedis(), await startRedis());
  });
  after(async () => {
    for (const server of servers) await server.stop();
  });
  test('one that is away does not hold up the others', async () => {
    const [one, other] = servers;
    assert.ok(one && other);
    await stage.server.open({ name: 'one', url: one.url });
    await stage.server.open({ name: 'other', url: other.url });
    process.kill(one.pid, 'SIGSTOP');
    try {
      const hanging = stage.server.ask(PageQueues, { ...firstPage, backendId: 'one' });
      const page = await stage.server.ask(PageQueues, { ...firstPage, backendId: 'other' });
      assert.deepEqual(page.items, []);
      assert.equal((await stage.server.record('other')).state, 'connected');
      process.kill(one.pid, 'SIGCONT');
      await hanging;
    } finally {
      process.kill(one.pid, 'SIGCONT');
      await stage.server.close('one');
      await stage.server.close('other');
    }
  });
});
