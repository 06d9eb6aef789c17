// A connection that only reads refuses every other command before it reaches the socket, alone, in a pipeline and in MULTI; and looking at
// everything never needs more.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Redis } from 'ioredis';
import { connect } from '../../server/src/backend/connect';
import { isReading } from '../../server/src/backend/guard';
import { parseAddress } from '../../server/src/protocol/address';
import * as messages from '../../server/src/protocol/requests';
import { retry, shownFailures } from '../support/failures';
import { loadRecording } from '../support/load';
import { lineOf, Monitor } from '../support/monitor';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();

describe('what writes, asks for a script or unsettles the server is refused', () => {
  let reader: Redis;
  before(async () => {
    const address = parseAddress(stage.url);
    assert.ok(!('problem' in address));
    reader = await connect(address, {}, 'read');
  });
  after(() => reader.disconnect());

  const commands = [
    ['set', 'k', 'v'],
    ['SET', 'k', 'v'],
    ['del', 'k'],
    ['lpop', 'k'],
    ['rpush', 'k', 'v'],
    ['getdel', 'k'],
    ['getex', 'k', 'EX', '1'],
    ['expire', 'k', '1'],
    ['eval', 'return 1', '0'],
    ['eval_ro', 'return 1', '0'],
    ['evalsha', 'x', '0'],
    ['fcall', 'f', '0'],
    ['script', 'LOAD', 'return 1'],
    ['keys', '*'],
    ['flushall'],
    ['config', 'SET', 'maxmemory', '1'],
    ['config', 'GET', '*'],
    ['client', 'KILL', 'TYPE', 'normal'],
    ['client', 'PAUSE', '1'],
    ['client', 'NO-EVICT', 'on'],
    ['memory', 'PURGE'],
    ['debug', 'SLEEP', '0'],
    ['multi'],
    ['exec'],
    ['publish', 'c', 'x'],
    ['sort', 'k', 'STORE', 'j'],
    ['monitor'],
    ['shutdown'],
  ] as const;
  for (const [name, ...args] of commands)
    test([name, ...args].join(' '), async () => {
      await stage.redis.rpush('k', 'x');
      const refused = { name: 'NotAReadingCommand' };
      await assert.rejects(reader.call(name, ...args), refused);
      const results = await reader
        .pipeline([
          ['llen', 'k'],
          ['call', name, ...args],
          ['llen', 'k'],
        ])
        .exec();
      assert.deepEqual(
        results?.map(([error, value]) => error?.name ?? value),
        [1, 'NotAReadingCommand', 1],
      );
      assert.deepEqual(await stage.redis.lrange('k', 0, -1), ['x']);
    });

  test('a transaction', async () => {
    await assert.rejects(reader.multi().set('k', 'v').exec());
    await assert.rejects(reader.multi({ pipeline: false }));
    assert.equal(await reader.llen('k'), 0, 'and the connection goes on');
    assert.equal(await stage.redis.exists('k'), 0);
  });

  test('names are told apart, not their beginnings', () => {
    assert.deepEqual(
      [
        isReading('get', 'k'),
        isReading('GETSET', 'k'),
        isReading('client', 'tracking'),
        isReading('client', 'trackingx'),
      ],
      [true, false, true, false],
    );
  });
});

test('a whole session on a readOnly connection sends reads only, and no script', async () => {
  await loadRecording(stage.redis, 'php-resque-classic');
  const monitor = await Monitor.start(stage.redis);
  await stage.open({ readOnly: true });
  await stage.server.look(
    'it',
    'failedCount',
    'stats',
    'queues',
    'workers',
    'failures',
    'delayed',
    'statuses',
    'queue:default',
  );
  for (const message of [
    messages.PageQueues,
    messages.PageWorkers,
    messages.PageFailures,
    messages.PageSeconds,
    messages.PageStatuses,
  ])
    await stage.server.connection.sendRequest(message.method, firstPage);
  const { items } = await stage.server.ask(messages.PageQueues, firstPage);
  for (const { name } of items) await stage.server.ask(messages.PageJobs, { ...firstPage, queue: name });
  const failures = await shownFailures(stage.server);
  for (const { ref } of failures)
    await stage.server.ask(messages.ReadEntry, { backendId: 'it', ref, isRevealed: false });
  await stage.server.ask(messages.FindFailures, { ...firstPage, text: 'exception' });
  for (const message of [messages.ReadStats, messages.SeenClasses, messages.FindNamespaces, messages.Refresh])
    await stage.server.connection.sendRequest(message.method, { backendId: 'it' });

  const wish = { backendId: 'it', queue: 'q', jobClass: 'A', argumentsText: '{}', isTracked: true };
  const enqueued = await stage.server.ask(messages.EnqueueJob, wish);
  assert.ok(enqueued.kind === 'trouble' && enqueued.trouble.code === 'readOnlyConnection');
  const outcomes = await retry(
    stage.server,
    failures.map(({ ref }) => ref),
  );
  assert.ok(outcomes.length > 0);
  for (const outcome of outcomes)
    assert.ok(
      outcome.kind === 'notRetryable' || (outcome.kind === 'trouble' && outcome.trouble.code === 'readOnlyConnection'),
      JSON.stringify(outcome),
    );

  const sent = await monitor.sent();
  monitor.stop();
  assert.ok(sent.length > 50);
  assert.deepEqual(sent.filter(({ name, args }) => !isReading(name, args[0])).map(lineOf), []);
});
