// Redis says no: each no is a Trouble with its code and Redis's own words, shown where the data would be; what is allowed goes on.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import * as messages from '../../server/src/protocol/requests';
import type { Part } from '../../server/src/protocol/shapes';
import { startRedis } from '../../tools/redis.mjs';
import { eventually, eventuallyPasses } from '../support/eventually';
import { failureOf, retry, shownFailures } from '../support/failures';
import { loadRecording } from '../support/load';
import { LspServer } from '../support/lsp';
import { firstPage, setStage } from '../support/stage';

const stage = setStage({ args: ['--repl-diskless-sync-delay', '0'] });
const wish = { backendId: 'it', queue: 'mail', jobClass: 'A', argumentsText: '[]', isTracked: false };

/** Opens as `user` with `password` at a Redis that wants "right"; what became of it. */
async function opened(user: string, password: string | undefined) {
  const redisServer = await startRedis({ args: ['--requirepass', 'right'] });
  const server = await LspServer.start();
  try {
    const url = redisServer.url.replace('//', `//${user}`);
    const { state, trouble } = await server.open({ name: 'it', url }, password === undefined ? {} : { password });
    return { state, code: trouble?.code, words: trouble?.detail ?? '', logged: server.logged.join('\n') };
  } finally {
    await server.stop();
    await redisServer.stop();
  }
}

describe('credentials', () => {
  test('none: NOAUTH', async () => {
    const { state, code, words } = await opened('', undefined);
    assert.deepEqual([state, code], ['away', 'auth']);
    assert.match(words, /^NOAUTH/);
  });
  test('a wrong one: WRONGPASS, without the password', async () => {
    const { state, code, words, logged } = await opened('', 'wr0ng-secret');
    assert.deepEqual([state, code], ['away', 'auth']);
    assert.match(words, /^WRONGPASS/);
    assert.ok(!`${words}${logged}`.includes('wr0ng-secret'));
  });
  test('the right one', async () => assert.equal((await opened('', 'right')).state, 'connected'));
  test('a user name that means nothing, as php-resque’s DSNs have: taken, and said in the log', async () => {
    const { state, logged } = await opened('whatever@', 'right');
    assert.equal(state, 'connected');
    assert.match(logged, /does not know the user "whatever"/);
  });
  test('such a name and a wrong password', async () => {
    const { state, code } = await opened('whatever@', 'wrong');
    assert.deepEqual([state, code], ['away', 'auth']);
  });
});

describe('what stands at the address', () => {
  const cases: readonly [string, string, string][] = [
    ['an unknown host', 'redis://no-such-host.invalid', 'unknownHost'],
    ['nothing', 'redis://127.0.0.1:1', 'refused'],
    ['no socket', 'unix:/nowhere/redis.sock', 'refused'],
    ['no address', 'http://127.0.0.1', 'address'],
  ];
  for (const [name, url, code] of cases)
    test(name, async () => {
      const { state, trouble } = await stage.open({ url });
      assert.deepEqual([state, trouble?.code], ['away', code], trouble?.detail);
    });
  test('a database that does not exist', async () => {
    const { state, trouble } = await stage.open({ url: `${stage.url}/99` });
    assert.deepEqual([state, trouble?.code], ['away', 'other']);
    assert.match(trouble?.detail ?? '', /DB index is out of range/);
  });
  test('TLS at a port without', async () => {
    const { state, trouble } = await stage.open({ url: stage.url.replace('redis:', 'rediss:') });
    assert.deepEqual([state, trouble?.code], ['away', 'tls'], trouble?.detail);
  });
  test('a web server', async () => {
    const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const { state, trouble } = await stage.open({ url: `redis://127.0.0.1:${port}` });
    assert.deepEqual([state, trouble?.code], ['away', 'notRedis'], trouble?.detail);
    web.close();
  });
});

describe('a key of another type costs its own rows', () => {
  const all: readonly Part[] = [
    'failedCount',
    'stats',
    'queues',
    'workers',
    'failures',
    'delayed',
    'statuses',
    'queue:default',
  ];
  const pages = {
    queues: messages.PageQueues.method,
    workers: messages.PageWorkers.method,
    failures: messages.PageFailures.method,
    delayed: messages.PageSeconds.method,
    statuses: messages.PageStatuses.method,
  };
  /** The trouble of each page, by its code. */
  async function troubles() {
    const codes: Record<string, string | undefined> = {};
    for (const [name, method] of Object.entries(pages)) {
      const { trouble } = await stage.server.connection.sendRequest<{ trouble?: { code: string } }>(method, firstPage);
      if (trouble) codes[name] = trouble.code;
    }
    return codes;
  }
  const cases: readonly [string, Record<string, string>][] = [
    ['resque:queues', { queues: 'wrongType' }],
    ['resque:workers', { workers: 'wrongType' }],
    ['resque:failed', { failures: 'wrongType' }],
    ['resque:delayed_queue_schedule', { delayed: 'wrongType' }],
    ['resque:workers:heartbeat', {}],
    ['resque:pause-all-workers', { queues: 'wrongType' }],
    ['resque:stat:processed', {}],
    ['resque:queue:default', {}],
  ];
  for (const [key, expected] of cases)
    test(key, async () => {
      await loadRecording(stage.redis, 'ruby-resque');
      await stage.redis.del(key);
      await (key.includes('stat:') || key.includes('pause') || key.endsWith('default')
        ? stage.redis.hset(key, 'a', 'b')
        : stage.redis.set(key, 'x'));
      const record = await stage.open({ dialect: 'ruby' });
      assert.equal(record.state, 'connected');
      await stage.server.look('it', ...all);
      assert.deepEqual(await troubles(), expected);
      assert.equal((await stage.server.record('it')).state, 'connected', 'the connection is not given up');
      if (key !== 'resque:queue:default') return;
      const { items } = await stage.server.ask(messages.PageQueues, firstPage);
      assert.deepEqual(
        items.filter(({ trouble }) => trouble).map(({ name, trouble }) => [name, trouble?.code]),
        [['default', 'wrongType']],
      );
      const jobs = await stage.server.ask(messages.PageJobs, { ...firstPage, queue: 'default' });
      assert.equal(jobs.trouble?.code, 'wrongType');
      // Put right, it is read again by itself.
      await stage.redis.del(key);
      await stage.redis.rpush(key, '{"class":"A","args":[]}');
      await eventuallyPasses(async () => {
        const now = await stage.server.ask(messages.PageJobs, { ...firstPage, queue: 'default' });
        assert.deepEqual([now.trouble, now.total], [undefined, 1]);
      });
    });

  test('a worker’s and a status’s', async () => {
    const id = '0123456789abcdef0123456789abcdef';
    await stage.redis.sadd('resque:workers', 'vm:1:a', 'vm:2:a');
    await stage.redis.rpush('resque:worker:vm:1:a', 'x');
    await stage.redis.rpush(`resque:job:${id}:status`, 'x');
    await stage.open({ dialect: 'php-classic' });
    const { items } = await stage.server.ask(messages.PageWorkers, firstPage);
    assert.deepEqual(
      items.map((worker) => worker.trouble?.code),
      ['wrongType', undefined],
    );
    const { status } = await stage.server.ask(messages.ReadStatus, { backendId: 'it', jobId: id });
    assert.deepEqual([status?.word, status?.trouble?.code], ['unknown', 'wrongType']);
  });
});

/** Both writes are answered with this trouble, and Redis holds what it held. */
async function bothRefused(redis: Redis, server: LspServer, code: string): Promise<void> {
  const keys = (await redis.keys('*')).toSorted();
  const enqueued = await server.ask(messages.EnqueueJob, { ...wish, family: 'ruby' });
  assert.deepEqual(
    [enqueued.kind, enqueued.kind === 'trouble' && enqueued.trouble.code],
    ['trouble', code],
    JSON.stringify(enqueued),
  );
  const shown = await shownFailures(server);
  assert.equal(shown.length, 1);
  for (const keepsRecord of [false, true]) {
    const [outcome] = await retry(
      server,
      shown.map(({ ref }) => ref),
      keepsRecord,
    );
    assert.deepEqual(
      [outcome?.kind, outcome?.kind === 'trouble' && outcome.trouble.code],
      ['trouble', code],
      JSON.stringify(outcome),
    );
  }
  assert.deepEqual((await redis.keys('*')).toSorted(), keys);
  assert.equal(await redis.llen('resque:failed'), 1);
}

describe('writing is refused, and nothing is half-written', () => {
  const failure = failureOf('ruby', '{"class":"A","args":[]}', 'other');

  test('OOM', async () => {
    await stage.redis.rpush('resque:failed', failure);
    await stage.open({ dialect: 'ruby' });
    await shownFailures(stage.server);
    await stage.redis.config('SET', 'maxmemory-policy', 'noeviction');
    await stage.redis.config('SET', 'maxmemory', '1mb');
    try {
      await bothRefused(stage.redis, stage.server, 'outOfMemory');
    } finally {
      await stage.redis.config('SET', 'maxmemory', '0');
    }
  });

  test('READONLY: a replica', async () => {
    await stage.redis.rpush('resque:failed', failure);
    const { port } = new URL(stage.url);
    const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', port] });
    const reader = new Redis(replica.url);
    const server = await LspServer.start();
    try {
      await eventually('the replica has it', async () => (await reader.llen('resque:failed')) === 1);
      await server.open({ name: 'it', url: replica.url, dialect: 'ruby' });
      await bothRefused(reader, server, 'readOnlyReplica');
      assert.deepEqual((await server.record('it')).liveness, { by: 'push' });
    } finally {
      reader.disconnect();
      await server.stop();
      await replica.stop();
    }
  });

  for (const missing of ['rpush', 'sadd', 'lset', 'lrem', 'lpop', 'rpop', 'eval'])
    test(`NOPERM: a user that may do everything but ${missing.toUpperCase()}`, async () => {
      await stage.redis.rpush('resque:failed', failure, 'y');
      await stage.redis.call('ACL', 'SETUSER', 'half', 'on', '>pw', '~*', '&*', '+@all', `-${missing}`);
      await stage.server.open(
        { name: 'it', url: stage.url.replace('//', '//half@'), dialect: 'ruby' },
        { password: 'pw' },
      );
      const keys = (await stage.redis.keys('*')).toSorted();
      const [, shown] = await shownFailures(stage.server);
      assert.ok(shown);
      const [outcome] = await retry(stage.server, [shown.ref]);
      assert.ok(outcome?.kind === 'trouble' && outcome.trouble.code === 'permission', JSON.stringify(outcome));
      assert.deepEqual((await stage.redis.keys('*')).toSorted(), keys);
      assert.equal(await stage.redis.llen('resque:failed'), 2);
    });
});

test('Redis is busy with a script: the part says so, and is read again when it is over', async () => {
  await stage.redis.sadd('resque:queues', 'mail');
  await stage.redis.config('SET', 'busy-reply-threshold', '1');
  await stage.open({ dialect: 'ruby' });
  await stage.server.look('it', 'failedCount', 'queues');
  await stage.server.ask(messages.PageQueues, firstPage);
  const other = stage.redis.duplicate();
  const endless = other.eval('while true do end', 0).catch((error: Error) => error.message);
  await eventually('it is busy', async () =>
    stage.redis.ping().then(
      () => false,
      (error: Error) => error.message.startsWith('BUSY'),
    ),
  );
  void stage.server.ask(messages.Refresh, { backendId: 'it' });
  await eventually(
    'the page says so',
    async () => (await stage.server.ask(messages.PageQueues, firstPage)).trouble?.code === 'loading',
  );
  await stage.redis.script('KILL');
  await endless;
  other.disconnect();
  await eventuallyPasses(async () => {
    const page = await stage.server.ask(messages.PageQueues, firstPage);
    assert.deepEqual([page.trouble, page.items.length], [undefined, 1]);
  });
});

test('LOADING: said while it lasts, and connected by itself when it is over', async () => {
  const slow = ['--key-load-delay', '50000', '--loading-process-events-interval-bytes', '1024'];
  const replica = await startRedis({ args: slow });
  const reader = new Redis(replica.url);
  const server = await LspServer.start();
  try {
    const names = Array.from({ length: 400 }, (_, index) => [`resque:queue:${index}`, 'x'.repeat(1_000)]);
    await stage.redis.mset(...names.flat());
    await reader.replicaof('127.0.0.1', Number(new URL(stage.url).port));
    const isLoading = () =>
      reader.dbsize().then(
        () => false,
        (error: Error) => error.message.startsWith('LOADING'),
      );
    await eventually('the replica loads', isLoading);
    const { state, trouble } = await server.open({ name: 'it', url: replica.url });
    assert.deepEqual([state, trouble?.code], ['away', 'loading'], trouble?.detail);
    await reader.config('SET', 'key-load-delay', '0');
    await eventually('it is connected', async () => (await server.record('it')).state === 'connected');
  } finally {
    reader.disconnect();
    await server.stop();
    await replica.stop();
  }
});
