// Which prefix, which family: as typed, as found, and found again when an empty namespace fills or others join.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NAMES_MAX } from '../../server/src/limits';
import * as messages from '../../server/src/protocol/requests';
import { eventually, eventuallyPasses } from '../support/eventually';
import { loadRecording } from '../support/load';
import { lineOf, Monitor } from '../support/monitor';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();
const php = '{"class":"A","args":[{}],"id":"0123456789abcdef0123456789abcdef","queue_time":1795329523.5}';
const namesOf = async (): Promise<readonly string[]> =>
  (await stage.server.ask(messages.PageQueues, firstPage)).items.map(({ name }) => name);

describe('the prefix', () => {
  const cases: readonly [typed: string | undefined, stored: string, found: string][] = [
    [undefined, 'resque:', 'resque:'],
    ['resque', 'resque:', 'resque:'],
    ['resque:', 'resque:', 'resque:'],
    ['resque:', 'resque::', 'resque::'],
    ['', '', ''],
    ['a:b', 'a:b:', 'a:b:'],
    ['a:b', 'a:b', 'a:b'],
    ['my app 🎉', 'my app 🎉:', 'my app 🎉:'],
    ['g*l?o[b]', 'g*l?o[b]:', 'g*l?o[b]:'],
    ['back\\slash^', 'back\\slash^:', 'back\\slash^:'],
  ];
  for (const [typed, stored, found] of cases)
    test(`${String(typed)} finds ${stored}queues`, async () => {
      await stage.redis.sadd(`${stored}queues`, 'mail');
      await stage.redis.rpush(`${stored}queue:unlisted`, php);
      await stage.redis.set(`${stored}job:0123456789abcdef0123456789abcdef:status`, '{"status":1}');
      // What a pattern would take for ours.
      await stage.redis.rpush('gXXlYob:queue:theirs', 'x');
      const record = await stage.open(typed === undefined ? {} : { namespace: typed });
      assert.deepEqual([record.prefix, record.isEmpty], [found, false]);
      await stage.server.look('it', 'failedCount', 'queues', 'statuses');
      await eventuallyPasses(async () => assert.deepEqual(await namesOf(), ['mail', 'unlisted']));
      assert.equal((await stage.server.ask(messages.PageStatuses, firstPage)).items.length, 1);
      const since = stage.server.changes.length;
      await stage.redis.rpush(`${stored}queue:mail`, php);
      await stage.server.changeOf('queues', since);
    });
});

test('an empty namespace that fills under another prefix, by another family, is found again', async () => {
  const empty = await stage.open({ namespace: 'resque:' });
  assert.deepEqual([empty.isEmpty, empty.dialect?.isCertain], [true, false]);
  await stage.server.look('it', 'failedCount', 'queues');
  // As a client without MULTI does it, one by one.
  await stage.redis.sadd('resque::queues', 'mail');
  await eventually('the prefix is seen', async () => (await stage.server.record('it')).prefix === 'resque::');
  await stage.redis.rpush('resque::queue:mail', '{"class":"A","queue":"mail","args":[]}');
  await eventuallyPasses(async () => {
    const { dialect, isEmpty } = await stage.server.record('it');
    assert.deepEqual([dialect?.name, dialect?.isCertain, isEmpty], ['node', true, false]);
  });
  await eventuallyPasses(async () => assert.deepEqual(await namesOf(), ['mail']));
});

test('several families in one namespace: each entry by its own evidence, and one that joins later is seen', async () => {
  await stage.redis.sadd('resque:queues', 'mail');
  await stage.redis.rpush('resque:queue:mail', php, '{"class":"B","queue":"mail","args":[]}', 'x');
  const { dialect } = await stage.open();
  assert.deepEqual([dialect?.name, dialect?.alsoSeen], ['php-classic', []]);
  const page = await stage.server.ask(messages.PageJobs, { ...firstPage, queue: 'mail' });
  assert.deepEqual(
    page.items.map((item) => (item.kind === 'job' ? item.family : item.kind)),
    ['php-classic', 'node', 'unreadable'],
  );
  await stage.server.look('it', 'failedCount', 'workers');
  await stage.server.ask(messages.PageWorkers, firstPage);
  const old = '2020-01-01T00:00:00Z';
  await stage.redis.multi().hset('resque:workers:heartbeat', 'vm:1:*', old).sadd('resque:workers', 'vm:1:*').exec();
  await eventuallyPasses(async () => {
    const now = await stage.server.record('it');
    assert.deepEqual([now.dialect?.name, now.dialect?.alsoSeen], ['php-classic', ['ruby']]);
    const [worker] = (await stage.server.ask(messages.PageWorkers, firstPage)).items;
    assert.deepEqual([worker?.lastSeenAt?.text, worker?.ghost?.code], [old, 'heartbeatOld']);
  });
});

test('layouts that are not supported are named', async () => {
  await loadRecording(stage.redis, 'ruby-resque', 'keyspace.multi-queue.jsonl');
  await stage.redis.sadd('resque:minions', 'x');
  await stage.redis.hset('resque:stats', 'queued', '1');
  await stage.redis.set('resque:workerLogger', 'x');
  const { dialect } = await stage.open();
  assert.deepEqual(dialect?.foreign.map(({ name }) => name).toSorted(), [
    'php-ex',
    'php-rewrite',
    'pyres',
    'ruby-multi-queue',
  ]);
});

test('hostile names: workers of stars and brackets, queues of anything', async () => {
  const stars = `vm:1:${'*a'.repeat(200)},${'[!'.repeat(200)},${'?*'.repeat(300)}`;
  const queues = ['a'.repeat(5_000), 'with space', 'a:b:c', '🎉', '*', '[', '\\', 'x\ny', ' '];
  await stage.redis.sadd('resque:queues', ...queues);
  for (const queue of queues) await stage.redis.rpush(`resque:queue:${queue}`, php);
  await stage.redis.sadd('resque:workers', stars, 'vm:2:*', 'vm', ':::', '');
  await stage.open();
  await stage.server.look(
    'it',
    'failedCount',
    'queues',
    'workers',
    ...queues.map((queue) => `queue:${queue}` as const),
  );
  const page = await stage.server.ask(messages.PageQueues, firstPage);
  assert.deepEqual(
    page.items.map(({ name }) => name),
    queues.toSorted(),
  );
  assert.ok(page.items.every(({ depth, listeners }) => depth === 1 && listeners?.includes('vm:2:*')));
  assert.equal((await stage.server.ask(messages.PageWorkers, firstPage)).items.length, 5);
  for (const queue of queues) {
    const jobs = await stage.server.ask(messages.PageJobs, { ...firstPage, queue });
    assert.equal(jobs.items.length, 1, queue);
  }
});

test('20,000 queues and workers: a part is listed, said to be cut, and nothing is read whole', async () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `q${index}`);
  await stage.redis.sadd('resque:queues', ...names);
  await stage.redis.sadd('resque:workers', ...names.map((name, index) => `vm:${index}:${name}`));
  const monitor = await Monitor.start(stage.redis);
  await stage.open({ dialect: 'ruby' });
  await stage.server.look('it', 'failedCount', 'queues', 'workers');
  for (const message of [messages.PageQueues, messages.PageWorkers]) {
    const page = await stage.server.connection.sendRequest<{ items: readonly unknown[]; total: number; cut?: string }>(
      message.method,
      firstPage,
    );
    assert.deepEqual([page.items.length, page.total, page.cut], [200, 20_000, 'limit'], message.method);
    const last = await stage.server.connection.sendRequest<{ items: readonly unknown[] }>(message.method, {
      ...firstPage,
      from: NAMES_MAX,
    });
    assert.equal(last.items.length, 0);
  }
  const sent = await monitor.sent();
  monitor.stop();
  assert.deepEqual(
    sent
      .filter(
        ({ name, args }) =>
          ['keys', 'smembers', 'hgetall'].includes(name) || (name === 'lrange' && args[2] === '-1' && args[1] === '0'),
      )
      .map(lineOf),
    [],
  );
  assert.ok(sent.filter(({ name }) => name === 'scan').length <= 40);
});

const id = (n: number) => n.toString(16).padStart(32, '0');

test('statuses: counted by how they were found, and only where they exist', async () => {
  const job = (n: number) => php.replace('0123456789abcdef0123456789abcdef', id(n));
  await stage.redis.sadd('resque:queues', 'mail');
  await stage.redis.rpush('resque:queue:mail', job(1), job(2), job(3));
  await stage.open();
  await stage.server.look('it', 'failedCount', 'queue:mail', 'statuses');
  await stage.server.ask(messages.PageJobs, { ...firstPage, queue: 'mail' });
  const counts = async () => {
    const { fromPayloads, fromScan, items, isScanComplete } = await stage.server.ask(messages.PageStatuses, firstPage);
    return [fromPayloads, fromScan, items.length, isScanComplete];
  };
  assert.deepEqual(await counts(), [0, 0, 0, true]);
  await stage.redis.set(`resque:job:${id(1)}:status`, '{"status":1,"updated":1,"started":1}');
  await stage.redis.set(`resque:job:${id(9)}:status`, '{"status":2,"updated":2}');
  await eventuallyPasses(async () => assert.deepEqual(await counts(), [1, 1, 2, true]));
  await stage.redis.del(`resque:job:${id(1)}:status`);
  await eventuallyPasses(async () => assert.deepEqual(await counts(), [0, 1, 1, true]));
});

test('namespaces and databases that hold something are found', async () => {
  await stage.redis.sadd('one:queues', 'a');
  await stage.redis.sadd('two:three:workers', 'a');
  await stage.redis.sadd('queues', 'a');
  await stage.open();
  const found = await stage.server.ask(messages.FindNamespaces, { backendId: 'it' });
  assert.deepEqual([found.prefixes, found.isComplete], [['', 'one:', 'two:three:'], true]);
  assert.deepEqual(found.databases, [{ database: 0, keys: 3 }]);
});
