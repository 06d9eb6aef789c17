// One new job: in the bytes its family's library would write, in one atomic step, or not at all.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { CheckArguments, EnqueueJob } from '../../server/src/protocol/requests';
import type { DialectName, EnqueueOutcome } from '../../server/src/protocol/shapes';
import { lineOf, Monitor } from '../support/monitor';
import { families, setStage } from '../support/stage';

const stage = setStage();
let monitor: Monitor | undefined;
afterEach(() => {
  monitor?.stop();
  monitor = undefined;
});

const wish = { backendId: 'it', queue: 'mail', jobClass: 'App\\Jobs\\Sénd', argumentsText: '{}', isTracked: false };
const enqueue = (more: Partial<typeof wish> & { family?: DialectName } = {}): Promise<EnqueueOutcome> =>
  stage.server.ask(EnqueueJob, { ...wish, ...more });

/** Enqueues as a family; what stands in the queue, with id and time as letters. */
async function written(family: DialectName, more: Partial<typeof wish>): Promise<string> {
  await stage.open({ dialect: family });
  const outcome = await enqueue(more);
  assert.equal(outcome.kind, 'enqueued', JSON.stringify(outcome));
  const [entry = '', ...others] = await stage.redis.lrange(`resque:queue:${more.queue ?? wish.queue}`, 0, 9);
  assert.deepEqual(others, []);
  return entry.replace(/"[0-9a-f]{32}"/, '"ID"').replace(/:\d{10}\.\d{1,6}\}/, ':TIME}');
}

describe('byte for byte', () => {
  const odd =
    '{"url": "a/b", "é": "\\u00e9", "n": 1.0, "big": 9007199254740993, "list": [], "map": {}, "k": 1, "k": 2}';
  const php = '{"url":"a\\/b","\\u00e9":"\\u00e9","n":1.0,"big":9007199254740993,"list":[],"map":{},"k":1,"k":2}';
  const raw = '{"url":"a/b","é":"é","n":1.0,"big":9007199254740993,"list":[],"map":{},"k":1,"k":2}';
  const cases: readonly [DialectName, string, string][] = [
    ['php-classic', odd, `{"class":"App\\\\Jobs\\\\S\\u00e9nd","args":[${php}],"id":"ID","queue_time":TIME}`],
    ['php-classic', 'null', '{"class":"App\\\\Jobs\\\\S\\u00e9nd","args":[null],"id":"ID","queue_time":TIME}'],
    ['php-classic', ' [ ] ', '{"class":"App\\\\Jobs\\\\S\\u00e9nd","args":[[]],"id":"ID","queue_time":TIME}'],
    [
      'php-successor',
      odd,
      `{"class":"App\\\\Jobs\\\\S\\u00e9nd","args":[${php}],"id":"ID","prefix":"","queue_time":TIME}`,
    ],
    ['ruby', `[${odd}, 2]`, `{"class":"App\\\\Jobs\\\\Sénd","args":[${raw},2]}`],
    ['ruby', '[]', '{"class":"App\\\\Jobs\\\\Sénd","args":[]}'],
    ['node', `[${odd}]`, `{"class":"App\\\\Jobs\\\\Sénd","queue":"mail","args":[${raw}]}`],
  ];
  for (const [family, argumentsText, expected] of cases)
    test(`${family}: ${argumentsText}`, async () => assert.equal(await written(family, { argumentsText }), expected));

  for (const queue of ['two words', 'a:b:c', '🎉', '*?[x]', 'temp:1'])
    test(`a queue named ${queue}`, async () => {
      const args = { queue, jobClass: 'A', argumentsText: '[]' };
      assert.equal(await written('node', args), `{"class":"A","queue":${JSON.stringify(queue)},"args":[]}`);
      assert.deepEqual(await stage.redis.smembers('resque:queues'), [queue]);
    });
});

test('the id is 32 hex digits, the time is now to the microsecond, and the depth is told', async () => {
  await stage.open({ dialect: 'php-classic' });
  await stage.redis.rpush('resque:queue:mail', 'x', 'y');
  const outcome = await enqueue();
  assert.ok(outcome.kind === 'enqueued');
  assert.match(outcome.jobId ?? '', /^[0-9a-f]{32}$/);
  assert.deepEqual([outcome.depth, outcome.isTracked], [3, false]);
  const entry: unknown = JSON.parse((await stage.redis.lindex('resque:queue:mail', -1)) ?? '');
  const { id, queue_time: time } = entry as { id: string; queue_time: number };
  assert.equal(id, outcome.jobId);
  assert.ok(Math.abs(Date.now() / 1000 - time) < 5, String(time));
  assert.equal(await stage.redis.exists(`resque:job:${id}:status`), 0);
});

for (const [family, packet] of [
  ['php-classic', /^\{"status":1,"updated":(\d{10}),"started":\1\}$/],
  ['php-successor', /^\{"status":1,"updated":(\d{10}),"started":\1,"result":null\}$/],
] as const)
  test(`${family}: a tracked job is one EVAL with the status before the push`, async () => {
    await stage.open({ dialect: family });
    monitor = await Monitor.start(stage.redis);
    const outcome = await enqueue({ isTracked: true });
    assert.ok(outcome.kind === 'enqueued' && outcome.isTracked);
    const key = `resque:job:${outcome.jobId}:status`;
    assert.match((await stage.redis.get(key)) ?? '', packet);
    assert.equal(await stage.redis.ttl(key), -1);
    const writes = (await monitor.sent()).filter(({ name }) =>
      ['eval', 'set', 'sadd', 'rpush', 'multi'].includes(name),
    );
    assert.deepEqual(
      writes.map(({ name, source }) => [name, source === 'lua']),
      [
        ['eval', false],
        ['set', true],
        ['sadd', true],
        ['rpush', true],
      ],
    );
  });

for (const family of ['ruby', 'node'] as const)
  test(`${family} has no statuses, so nothing is tracked`, async () => {
    await stage.open({ dialect: family });
    const outcome = await enqueue({ argumentsText: '[]', isTracked: true });
    assert.ok(outcome.kind === 'enqueued' && !outcome.isTracked && outcome.jobId === undefined);
    assert.deepEqual((await stage.redis.keys('*')).toSorted(), ['resque:queue:mail', 'resque:queues']);
  });

describe('what is wrong is said and nothing is sent', () => {
  const cases: readonly [string, Partial<typeof wish>, string][] = [
    ['no class', { jobClass: '' }, 'class'],
    ['a blank class', { jobClass: ' A' }, 'class'],
    ['a class of two lines', { jobClass: 'A\nB' }, 'class'],
    ['no queue', { queue: '' }, 'queue'],
    ['a queue with a zero byte', { queue: 'a\0' }, 'queue'],
    ['arguments that are no JSON', { argumentsText: '{a}' }, 'notJson'],
    ['nothing at all', { argumentsText: '' }, 'notJson'],
    ['a list for PHP', { argumentsText: '[1]' }, 'notMap'],
    ['the mask’s stars', { argumentsText: '{"password":"•••"}' }, 'masked'],
    ['too much', { argumentsText: `{"a":"${'x'.repeat(1024 * 1024)}"}` }, 'tooLarge'],
  ];
  for (const [name, more, code] of cases)
    test(name, async () => {
      await stage.open({ dialect: 'php-classic' });
      monitor = await Monitor.start(stage.redis);
      const outcome = await enqueue(more);
      assert.ok(outcome.kind === 'invalid', JSON.stringify(outcome));
      assert.equal(outcome.problem.code, code);
      assert.deepEqual((await monitor.sent()).map(lineOf), []);
    });

  for (const family of families)
    test(`the same is said by the check, for ${family}`, async () => {
      await stage.open({ dialect: family });
      const ask = async (argumentsText: string) =>
        (await stage.server.ask(CheckArguments, { backendId: 'it', argumentsText })).problem?.code;
      const isMap = family.startsWith('php');
      assert.deepEqual(
        [await ask('{}'), await ask('[1]'), await ask('{')],
        [isMap ? undefined : 'notArray', isMap ? 'notMap' : undefined, 'notJson'],
      );
    });

  test('an empty namespace where nothing tells: the family is asked for', async () => {
    await stage.open();
    const outcome = await enqueue();
    assert.ok(outcome.kind === 'invalid' && outcome.problem.code === 'family');
    assert.equal(await stage.redis.dbsize(), 0);
    assert.equal((await enqueue({ family: 'node', argumentsText: '[]' })).kind, 'enqueued');
  });
});

test('keys that tell nothing of their family: it is asked for all the same', async () => {
  await stage.redis.sadd('resque:queues', 'mail');
  await stage.redis.incr('resque:stat:processed');
  const { isEmpty, dialect } = await stage.open();
  assert.deepEqual([isEmpty, dialect?.isCertain], [false, false]);
  const outcome = await enqueue();
  assert.ok(outcome.kind === 'invalid' && outcome.problem.code === 'family');
  const check = (family?: DialectName) =>
    stage.server.ask(CheckArguments, { backendId: 'it', argumentsText: '[]', ...(family ? { family } : {}) });
  assert.equal((await check()).problem?.code, 'family');
  assert.equal((await check('ruby')).problem, undefined);
  assert.equal(await stage.redis.exists('resque:queue:mail'), 0);
});

describe('a key of another type is named, and nothing is written', () => {
  const cases: readonly [string, () => Promise<unknown>][] = [
    ['the queue', () => stage.redis.set('resque:queue:mail', 'x')],
    ['the set of queues', () => stage.redis.set('resque:queues', 'x')],
  ];
  for (const [name, spoil] of cases)
    test(name, async () => {
      await spoil();
      await stage.open({ dialect: 'php-classic' });
      const before = await stage.redis.dbsize();
      const outcome = await enqueue({ isTracked: true });
      assert.ok(outcome.kind === 'trouble' && outcome.trouble.code === 'wrongType', JSON.stringify(outcome));
      assert.equal(await stage.redis.dbsize(), before);
    });
});
