import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialects } from '../../server/src/dialect/all';
import { type KeyKind, keyKind, keysOf, splitWorkerId } from '../../server/src/dialect/keys';
import { keyspace } from '../support/recorded';

test('keys of each family', () => {
  const { ruby, node } = dialects;
  const php = keysOf('resque:', dialects['php-classic']);
  assert.equal(php.queues, 'resque:queues');
  assert.equal(php.waiting('a: b/ü'), 'resque:queue:a: b/ü');
  assert.equal(php.worker('vm:1:a,b'), 'resque:worker:vm:1:a,b');
  assert.equal(php.started('vm:1:*'), 'resque:worker:vm:1:*:started');
  assert.equal(php.processedBy('vm:1:a'), 'resque:stat:processed:vm:1:a');
  assert.equal(php.second?.(1924992000), 'resque:delayed:1924992000');
  assert.equal(php.status?.('abc'), 'resque:job:abc:status');
  assert.equal(php.heartbeat, undefined);
  assert.equal(php.pause, undefined);
  assert.equal(php.timestamps, undefined);
  const redis = keysOf('a:b:', ruby);
  assert.equal(redis.heartbeat, 'a:b:workers:heartbeat');
  assert.equal(redis.pause, 'a:b:pause-all-workers');
  assert.equal(redis.timestamps?.('{"class":"<queue>"}'), 'a:b:timestamps:{"class":"<queue>"}');
  assert.equal(redis.status, undefined);
  const plain = keysOf('', node);
  assert.equal(plain.failed, 'failed');
  assert.equal(plain.processedBy('vm:1+2:multi:a,multi b'), 'stat:processed:vm:1+2');
  assert.equal(plain.ping?.(node.workerName('vm:1+2:multi:a,multi b')), 'worker:ping:vm:1+2');
});

const checkKind = (key: string, expected: KeyKind | undefined, prefix = 'resque:'): void =>
  assert.deepEqual(keyKind(prefix, key), expected, key);

test('what a key is', () => {
  checkKind('resque:queues', { kind: 'queues' });
  checkKind('resque:queue:a:b', { kind: 'waiting', queue: 'a:b' });
  checkKind('resque:queue:', undefined);
  checkKind('resque:workers', { kind: 'workers' });
  checkKind('resque:workers:heartbeat', { kind: 'heartbeat' });
  checkKind('resque:worker:vm:1:a,b:c', { kind: 'worker', id: 'vm:1:a,b:c' });
  checkKind('resque:worker:vm:1:a:started', { kind: 'started', id: 'vm:1:a' });
  checkKind('resque:worker:ping:vm:1', { kind: 'ping', name: 'vm:1' });
  checkKind('resque:failed', { kind: 'failed' });
  checkKind('resque:stat:failed', { kind: 'stats' });
  checkKind('resque:stat:failed:vm:1:a', { kind: 'counter', id: 'vm:1:a' });
  checkKind('resque:delayed:1795334173', { kind: 'second', second: 1795334173 });
  checkKind('resque:delayed:last_enqueued_at', undefined);
  checkKind('resque:delayed_queue_schedule', { kind: 'schedule' });
  checkKind('resque:pause-all-workers', { kind: 'pause' });
  checkKind('resque:job:abc:status', { kind: 'status', jobId: 'abc' });
  checkKind('resque:job:p_abc:status', { kind: 'status', jobId: 'p_abc' });
  checkKind('resque:job:abc:pid', undefined);
  checkKind('resque:job::status', undefined);
  checkKind('resque:timestamps:{}', undefined);
  checkKind('other:queues', undefined);
  checkKind('queues', { kind: 'queues' }, '');
  checkKind('a:bqueues', { kind: 'queues' }, 'a:b');
  checkKind('resque::queues', undefined);
});

test('every key that is built is recognised again', () => {
  for (const dialect of Object.values(dialects)) {
    for (const prefix of ['', 'resque:', 'a:b:', 'a b']) {
      const keys = keysOf(prefix, dialect);
      const check = (key: string | undefined, expected: KeyKind): void => {
        if (key !== undefined) assert.deepEqual(keyKind(prefix, key), expected);
      };
      check(keys.queues, { kind: 'queues' });
      check(keys.workers, { kind: 'workers' });
      check(keys.failed, { kind: 'failed' });
      check(keys.processedTotal, { kind: 'stats' });
      check(keys.failedTotal, { kind: 'stats' });
      check(keys.heartbeat, { kind: 'heartbeat' });
      check(keys.pause, { kind: 'pause' });
      check(keys.schedule, { kind: 'schedule' });
      check(keys.second?.(5), { kind: 'second', second: 5 });
      check(keys.ping?.('h:1'), { kind: 'ping', name: 'h:1' });
      for (const name of ['a', 'a:b', 'ü 🎉', 'h:1:a,b:*', 'x:status']) {
        check(keys.waiting(name), { kind: 'waiting', queue: name });
        check(keys.worker(name), { kind: 'worker', id: name });
        check(keys.started(name), { kind: 'started', id: name });
        check(keys.processedBy(name), { kind: 'counter', id: dialect.counterName(name) });
        check(keys.failedBy(name), { kind: 'counter', id: dialect.counterName(name) });
        check(keys.status?.(name), { kind: 'status', jobId: name });
      }
    }
  }
});

const checkId = (id: string, host: string, pid: string | undefined, ...queues: string[]): void =>
  assert.deepEqual(splitWorkerId(id), { host, ...(pid === undefined ? {} : { pid }), queues }, id);

test('worker ids: host, pid, and queues whose names may hold colons', () => {
  checkId('vm:1797:default', 'vm', '1797', 'default');
  checkId('vm:2029:videos,images', 'vm', '2029', 'videos', 'images');
  checkId('vm:2050:*', 'vm', '2050', '*');
  checkId('vm:13867:a queue,critical:us', 'vm', '13867', 'a queue', 'critical:us');
  checkId('vm:18169+1:multi:a,multi b', 'vm', '18169+1', 'multi:a', 'multi b');
  checkId('vm:1', 'vm', '1');
  checkId('vm:1:', 'vm', '1');
  checkId('web', 'web', undefined);
  checkId('myWorker:a,b', 'myWorker', undefined, 'a', 'b');
  checkId('', '', undefined);
  checkId('vm:1:a\nb', 'vm', '1', 'a\nb');
});

test('every recorded worker is found under its keys', () => {
  const families = { 'php-resque-classic': 'php-classic', 'ruby-resque': 'ruby', 'node-resque': 'node' } as const;
  for (const [recording, name] of [
    ['php-resque-classic', families['php-resque-classic']],
    ['ruby-resque', families['ruby-resque']],
    ['node-resque', families['node-resque']],
  ] as const) {
    const all = new Map(keyspace(recording).map(({ key, value }) => [key, value]));
    const keys = keysOf('resque:', dialects[name]);
    const ids = all.get(keys.workers);
    assert.ok(Array.isArray(ids) && ids.length > 0);
    for (const id of ids.map(String)) assert.ok(all.has(keys.started(id)) || name === 'node', id);
    const counters = [...all.keys()].filter((key) => key.startsWith('resque:stat:processed:'));
    assert.ok(counters.length > 0);
    for (const counter of counters) {
      assert.ok(
        ids.some((id) => keys.processedBy(String(id)) === counter) || name === 'node',
        `${counter} belongs to a registered worker`,
      );
    }
  }
});
