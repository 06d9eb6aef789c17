// Retry: the payload's bytes go back as they stand in the record, the record is kept or removed as its family does, and nothing else moves.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DialectName } from '../../server/src/protocol/shapes';
import { failureOf, retry, shownFailures } from '../support/failures';
import { families, setStage } from '../support/stage';

const stage = setStage();
const id = '0123456789abcdef0123456789abcdef';

const payload = (name: string | number) => `{"class":"A","args":["${name}"]}`;

/** Retries the failures at these places from the head; outcomes in that order. */
async function retryAt(places: readonly number[], keepsRecord = false) {
  const shown = await shownFailures(stage.server);
  const refs = places.map((place) => {
    const found = shown.find(({ ref }) => ref.place === place);
    assert.ok(found, `no failure at ${place}`);
    return found.ref;
  });
  return retry(stage.server, refs, keepsRecord);
}

describe('the payload’s bytes', () => {
  const payloads = [
    '{"class":"A","args":[{"url":"a\\/b","name":"\\u00e9"}]}',
    '{"class":"A","args":["é/\u2028🎉"]}',
    '{"class":"A","args":[1.0,1e2,1.0e+100,-0,9007199254740993,18446744073709551616]}',
    '{"class":"A","args":[{},[],{"10":1,"2":2},null]}',
    '{"class":"A","args":[{"k":1,"k":2}],"class":"B"}',
    '{"class": "A", "args": [1, {"a": "}"}], "enqueue_timestamp": 1.5}',
    '{ "extra" : [ { } ] , "args" : null , "class" : "A" }',
    '{"args":["\\"}],{\\\\"],"class":"A"}',
  ];
  for (const family of families)
    for (const text of payloads)
      test(`${family}: ${text}`, async () => {
        await stage.redis.rpush('resque:failed', failureOf(family, text));
        await stage.open({ dialect: family });
        const [outcome] = await retryAt([0]);
        assert.deepEqual(outcome, { kind: 'retried', queue: 'mail', isTracked: false });
        assert.deepEqual(await stage.redis.lrange('resque:queue:mail', 0, -1), [text]);
        assert.deepEqual(await stage.redis.smembers('resque:queues'), ['mail']);
        assert.equal(await stage.redis.llen('resque:failed'), 0);
      });
});

describe('the status of a tracked PHP job', () => {
  const own = `{"class":"A","args":[{}],"id":"${id}","queue_time":1795329523.5}`;
  const cases: readonly [DialectName, string, string, RegExp][] = [
    ['php-classic', own, `resque:job:${id}:status`, /^\{"status":1,"updated":(\d{10}),"started":\1\}$/],
    ['php-successor', own, `resque:job:${id}:status`, /^\{"status":1,.*"result":null\}$/],
    [
      'php-successor',
      own.replace(',"queue_time"', ',"prefix":"p","queue_time"'),
      `resque:job:p_${id}:status`,
      /^\{"status":1,.*"result":null\}$/,
    ],
  ];
  for (const [family, text, key, packet] of cases) {
    test(`${family}: ${key} goes back to waiting, without TTL`, async () => {
      await stage.redis.set(key, '{"status":3,"updated":1795329524}', 'EX', 86_400);
      await stage.redis.rpush('resque:failed', failureOf(family, text));
      await stage.open({ dialect: family });
      const [outcome] = await retryAt([0]);
      assert.ok(outcome?.kind === 'retried' && outcome.isTracked);
      assert.match((await stage.redis.get(key)) ?? '', packet);
      assert.equal(await stage.redis.ttl(key), -1);
    });
    test(`${family}: ${key} is not made up`, async () => {
      await stage.redis.rpush('resque:failed', failureOf(family, text));
      await stage.open({ dialect: family });
      const [outcome] = await retryAt([0]);
      assert.ok(outcome?.kind === 'retried' && !outcome.isTracked);
      assert.equal(await stage.redis.exists(key), 0);
    });
  }
  test('a key of another type is left alone', async () => {
    await stage.redis.rpush(`resque:job:${id}:status`, 'x');
    await stage.redis.rpush('resque:failed', failureOf('php-classic', own));
    await stage.open({ dialect: 'php-classic' });
    const [outcome] = await retryAt([0]);
    assert.ok(outcome?.kind === 'retried' && !outcome.isTracked);
    assert.equal(await stage.redis.type(`resque:job:${id}:status`), 'list');
  });
});

describe('the record', () => {
  for (const place of [0, 1, 7, 18, 19])
    test(`at ${place} of 20 is removed, and its neighbours stay as they are`, async () => {
      const all = Array.from({ length: 20 }, (_, index) => failureOf('ruby', payload(index)));
      await stage.redis.rpush('resque:failed', ...all);
      await stage.open({ dialect: 'ruby' });
      const [outcome] = await retryAt([place]);
      assert.equal(outcome?.kind, 'retried');
      assert.deepEqual(await stage.redis.lrange('resque:failed', 0, -1), all.toSpliced(place, 1));
      assert.deepEqual(await stage.redis.lrange('resque:queue:mail', 0, -1), [payload(place)]);
    });

  test('is kept with retried_at where the user wants that, and every other byte', async () => {
    const entry = failureOf('ruby', payload('1.0é'));
    await stage.redis.rpush('resque:failed', 'x', entry, 'y');
    await stage.open({ dialect: 'ruby' });
    const [outcome] = await retryAt([1], true);
    assert.equal(outcome?.kind, 'retried');
    const [, kept = ''] = await stage.redis.lrange('resque:failed', 0, -1);
    assert.match(kept, /,"retried_at":"\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d UTC"\}$/);
    assert.equal(kept.replace(/,"retried_at":"[^"]*"/, ''), entry);
    assert.equal(await stage.redis.llen('resque:failed'), 3);
    const [again] = await retryAt([1], true);
    assert.equal(again?.kind, 'retried', 'and may be retried once more');
    assert.equal(await stage.redis.llen('resque:queue:mail'), 2);
  });

  test('of a family that keeps none is removed, whatever is asked', async () => {
    await stage.redis.rpush('resque:failed', failureOf('node', payload(1)));
    await stage.open({ dialect: 'node' });
    assert.equal((await retryAt([0], true))[0]?.kind, 'retried');
    assert.equal(await stage.redis.llen('resque:failed'), 0);
  });

  test('several at once: in the order they failed, whatever the order of the question', async () => {
    const all = Array.from({ length: 50 }, (_, index) => failureOf('ruby', payload(index)));
    await stage.redis.rpush('resque:failed', ...all);
    await stage.open({ dialect: 'ruby' });
    const places = [40, 3, 49, 0, 25, 24, 26];
    const outcomes = await retryAt(places);
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      places.map(() => 'retried'),
    );
    const sorted = places.toSorted((one, other) => one - other);
    assert.deepEqual(await stage.redis.lrange('resque:queue:mail', 0, -1), sorted.map(payload));
    const left = all.filter((_, index) => !places.includes(index));
    assert.deepEqual(await stage.redis.lrange('resque:failed', 0, -1), left);
  });

  test('of 1,000 equal ones exactly one leaves per retry', async () => {
    const entry = failureOf('node', payload('same'));
    await stage.redis.rpush('resque:failed', ...Array.from({ length: 1_000 }, () => entry));
    await stage.open({ dialect: 'node' });
    for (const [index, place] of [999, 998, 900].entries()) {
      assert.equal((await retryAt([place]))[0]?.kind, 'retried');
      assert.deepEqual(
        [await stage.redis.llen('resque:failed'), await stage.redis.llen('resque:queue:mail')],
        [999 - index, index + 1],
      );
    }
    const shown = await shownFailures(stage.server);
    const outcomes = await retry(
      stage.server,
      shown.map(({ ref }) => ref),
    );
    assert.ok(outcomes.every(({ kind }) => kind === 'retried'));
    assert.deepEqual(
      [await stage.redis.llen('resque:failed'), await stage.redis.llen('resque:queue:mail')],
      [797, 203],
    );
  });

  test('named twice in one question is retried once', async () => {
    const entry = failureOf('node', payload('same'));
    await stage.redis.rpush('resque:failed', entry, entry, entry);
    await stage.open({ dialect: 'node' });
    assert.deepEqual(
      (await retryAt([1, 1])).map(({ kind }) => kind),
      ['retried', 'gone'],
    );
    assert.equal(await stage.redis.llen('resque:queue:mail'), 1);
  });
});

describe('several families in one namespace: each failure as its own family does', () => {
  const php = `{"class":"A","args":[{}],"id":"${id}","prefix":"","queue_time":1795329523.5}`;
  test('where PHP was decided for, a Ruby failure is kept with its mark', async () => {
    await stage.redis.rpush('resque:failed', failureOf('ruby', payload(1)), failureOf('php-classic', php));
    await stage.open({ dialect: 'php-classic' });
    assert.deepEqual(
      (await retryAt([0, 1], true)).map(({ kind }) => kind),
      ['retried', 'retried'],
    );
    const [kept = '', ...others] = await stage.redis.lrange('resque:failed', 0, -1);
    assert.match(kept, /"retried_at":"[^"]+"\}$/);
    assert.deepEqual(others, []);
  });
  test('where Ruby was decided for, a PHP failure is removed and its status waits again', async () => {
    const key = `resque:job:${id}:status`;
    await stage.redis.set(key, '{"status":3,"updated":1795329524}', 'EX', 86_400);
    await stage.redis.rpush('resque:failed', failureOf('php-successor', php));
    await stage.open({ dialect: 'ruby' });
    const [outcome] = await retryAt([0], true);
    assert.ok(outcome?.kind === 'retried' && outcome.isTracked);
    assert.equal(await stage.redis.llen('resque:failed'), 0);
    assert.match((await stage.redis.get(key)) ?? '', /^\{"status":1,.*"result":null\}$/);
  });
});

describe('what cannot be retried is said, and stays', () => {
  const cases: readonly [string, Buffer | string][] = [
    ['an empty entry', ''],
    ['no JSON', '{"payload":{"class":"A"'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['no object', '[1]'],
    ['a payload of null', failureOf('ruby', 'null')],
    ['a payload that is a list', failureOf('ruby', '[1,2]')],
    ['no class', failureOf('ruby', '{"args":[]}')],
    ['no queue', failureOf('ruby', '{"class":"A","args":[]}', '')],
  ];
  for (const [name, entry] of cases)
    test(name, async () => {
      await stage.redis.rpush('resque:failed', entry);
      await stage.open({ dialect: 'ruby' });
      assert.deepEqual(await retryAt([0]), [{ kind: 'notRetryable' }]);
      assert.deepEqual(await stage.redis.lrangeBuffer('resque:failed', 0, -1), [Buffer.from(entry)]);
      assert.equal(await stage.redis.exists('resque:queues'), 0);
    });

  test('a queue key of another type: nothing is written, and the others are retried', async () => {
    await stage.redis.set('resque:queue:bad', 'x');
    const entries = ['mail', 'bad', 'mail'].map((queue) => failureOf('ruby', '{"class":"A","args":[]}', queue));
    await stage.redis.rpush('resque:failed', ...entries);
    await stage.open({ dialect: 'ruby' });
    assert.deepEqual(
      (await retryAt([0, 1, 2])).map(({ kind }) => kind),
      ['retried', 'trouble', 'retried'],
    );
    assert.deepEqual(await stage.redis.lrange('resque:failed', 0, -1), [entries[1]]);
    assert.deepEqual(await stage.redis.smembers('resque:queues'), ['mail']);
  });
});
