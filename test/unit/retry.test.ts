import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameButRetried, markRetried, retryOf, withMarker, withoutRetried } from '../../server/src/dialect/retry';
import { digestOf } from '../../server/src/text/bytes';
import { parseObject } from '../../server/src/text/json';
import { listsOf, roundTrips } from '../support/recorded';
import { randomFailure, randomOf } from '../support/random';

const nowMs = Date.UTC(2026, 10, 22, 6, 55, 39, 999);
const stamp = '"retried_at":"2026/11/22 06:55:39 UTC"';

const checkRetry = (entry: Buffer | string, expected: object | undefined): void => {
  const retry = retryOf(Buffer.from(entry));
  if (retry === undefined) assert.equal(expected, undefined, String(entry));
  else {
    const { payload, ...rest } = retry;
    assert.deepEqual({ payload: payload.toString(), ...rest }, expected, String(entry));
  }
};

test('the payload is cut out as it stands', () => {
  const php = '{"class":"App\\\\A","args":[{"big":18446744073709551616,"f":1.0,"s":"a\\/b\\u00e9"}], "id":"i" }';
  checkRetry(`{"é":"ü","payload": ${php} ,"queue":"q ü:1"}`, {
    payload: php,
    queue: 'q ü:1',
    jobClass: 'App\\A',
    jobId: 'i',
    family: 'php-classic',
  });
  const prefixed = '{"class":"A","id":"i","prefix":"p"}';
  checkRetry(`{"payload":${prefixed},"queue":"q"}`, {
    payload: prefixed,
    queue: 'q',
    jobClass: 'A',
    jobId: 'p_i',
    family: 'php-classic',
  });
  checkRetry('{"payload":{"class":"A"},"queue":"a","queue":"b"}', {
    payload: '{"class":"A"}',
    queue: 'b',
    jobClass: 'A',
  });
  checkRetry('{"payload":{"class":"A","queue":"n"}}', {
    payload: '{"class":"A","queue":"n"}',
    queue: 'n',
    jobClass: 'A',
    family: 'node',
  });
  checkRetry('{"payload":{"class":"A"},"queue":"q","retried_at":null}', {
    payload: '{"class":"A"}',
    queue: 'q',
    jobClass: 'A',
  });
  checkRetry('', undefined);
  checkRetry('[1,2]', undefined);
  checkRetry('{}', undefined);
  checkRetry('{"payload":null,"queue":"q"}', undefined);
  checkRetry('{"payload":[1],"queue":"q"}', undefined);
  checkRetry('{"payload":{"args":[]},"queue":"q"}', undefined);
  checkRetry('{"payload":{"class":5},"queue":"q"}', undefined);
  checkRetry('{"payload":{"class":"A"}}', undefined);
  checkRetry('{"payload":{"class":"A"},"queue":""}', undefined);
  checkRetry('{"payload":{"class":"A"},"queue":"q"', undefined);
  checkRetry(
    Buffer.concat([Buffer.from('{"payload":{"class":"'), Buffer.from([0xff]), Buffer.from('"},"queue":"q"}')]),
    undefined,
  );
});

const checkMarked = (entry: string, expected: string): void =>
  assert.equal(markRetried(Buffer.from(entry), nowMs).toString(), expected);

test('marking adds or replaces retried_at and touches nothing else', () => {
  checkMarked('{}', `{${stamp}}`);
  checkMarked('{ }', `{ ${stamp}}`);
  checkMarked('{"a":1}', `{"a":1,${stamp}}`);
  checkMarked(' {"a":"}"} \n', ` {"a":"}",${stamp}} \n`);
  checkMarked('{"ü":"é"}', `{"ü":"é",${stamp}}`);
  checkMarked('{"retried_at":"2020/01/01 00:00:00","a":1}', `{${stamp},"a":1}`);
  checkMarked('{"a":1,"retried_at" : null }', `{"a":1,${stamp.replace(':', ' : ')} }`);
  checkMarked('{"payload":{"retried_at":1}}', `{"payload":{"retried_at":1},${stamp}}`);
  for (const no of ['', '[]', '5', '{"a":1,}']) assert.throws(() => markRetried(Buffer.from(no), nowMs));
});

test('Ruby marks as we do', () => {
  const marked = listsOf('ruby-resque', /^failed$/)
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.includes('retried_at'));
  assert.ok(marked.length > 1);
  for (const entry of marked) {
    const time = /"retried_at":"([^"]+)"/.exec(entry.toString())?.[1] ?? '';
    assert.deepEqual(markRetried(withoutRetried(entry), Date.parse(time)), entry);
  }
});

const checkBare = (entry: string, expected: string): void =>
  assert.equal(withoutRetried(Buffer.from(entry)).toString(), expected);

test('without retried_at', () => {
  checkBare('{"a":1}', '{"a":1}');
  checkBare('{"retried_at":1}', '{}');
  checkBare('{"retried_at":1,"a":1}', '{"a":1}');
  checkBare('{"a":1,"retried_at":{"x":[1]}}', '{"a":1}');
  checkBare('{"a":1 , "retried_at" : 1 , "b":2 }', '{"a":1  , "b":2 }');
  checkBare('{ "retried_at":1 }', '{  }');
  checkBare('{"a":1 ,"retried_at":1}', '{"a":1 }');
  checkBare('{"retried_at":1,"retried_at":2,"a":1,"retried_at":3}', '{"a":1}');
  checkBare('{"payload":{"retried_at":1}}', '{"payload":{"retried_at":1}}');
  checkBare('"retried_at"', '"retried_at"');
  checkBare('{"retried_at":1', '{"retried_at":1');
});

test('a marker makes an entry like no other, and still a failure', () => {
  const entry = Buffer.from('{"payload":{"class":"A"},"queue":"q"}');
  const marked = withMarker(entry, 'x"1');
  assert.notDeepEqual(marked, withMarker(entry, 'x2'));
  assert.deepEqual(retryOf(marked), retryOf(entry));
  assert.throws(() => withMarker(Buffer.from(''), 'x'));
});

test('the same failure, retried meanwhile', () => {
  const entry = Buffer.from('{"payload":{"class":"A"},"queue":"q"}');
  const marked = markRetried(entry, nowMs);
  assert.equal(isSameButRetried(digestOf(entry), marked), true);
  assert.equal(isSameButRetried(digestOf(entry), entry), false);
  assert.equal(
    isSameButRetried(digestOf(entry), Buffer.from('{"payload":{"class":"B"},"queue":"q","retried_at":1}')),
    false,
  );
  assert.equal(isSameButRetried(digestOf(marked), markRetried(marked, nowMs + 5_000)), false);
});

test('every recorded failure gives its payload back', () => {
  const recorded = (['php-resque-classic', 'ruby-resque', 'node-resque'] as const)
    .flatMap((recording) => listsOf(recording, /^failed$/))
    .flatMap(({ entries }) => entries);
  for (const entry of [...recorded, ...roundTrips().map(({ failed }) => Buffer.from(failed))]) {
    const retry = retryOf(entry);
    assert.equal(retry === undefined, entry.length === 0);
    assert.ok(
      retry === undefined ||
        entry.includes(`"payload":${retry.payload.toString()}`) ||
        entry.includes(`"payload": ${retry.payload.toString()}`),
    );
  }
});

test('any record: bytes outside the cut are unchanged', () => {
  for (let seed = 1; seed <= 2_000; seed++) {
    const random = randomOf(seed);
    const { text, payload } = randomFailure(random);
    const entry = Buffer.from(text);
    assert.equal(retryOf(entry)?.payload.toString(), payload, `seed ${seed}: ${text}`);
    const marked = markRetried(entry, nowMs);
    const [before, after, ...more] = marked.toString().split('"2026/11/22 06:55:39 UTC"');
    assert.equal(more.length, 0, `seed ${seed}`);
    assert.ok(
      before !== undefined && after !== undefined && text.endsWith(after),
      `seed ${seed}: ${marked.toString()}`,
    );
    assert.ok(
      text.startsWith(before) || before === `${text.slice(0, -after.length)},"retried_at":`,
      `seed ${seed}: ${marked.toString()}`,
    );
    assert.equal(retryOf(marked)?.payload.toString(), payload, `seed ${seed}`);
    assert.equal(withoutRetried(marked).equals(withoutRetried(entry)), true, `seed ${seed}`);
    const bare = withoutRetried(entry);
    assert.equal(parseObject(bare.toString())?.named.has('retried_at'), false, `seed ${seed}: ${bare.toString()}`);
    assert.equal(isSameButRetried(digestOf(bare), marked), true, `seed ${seed}`);
  }
});
