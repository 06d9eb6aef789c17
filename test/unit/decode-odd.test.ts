import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialects } from '../../server/src/dialect/all';
import { numberEntries } from '../../server/src/dialect/decode-entry';
import { decodeFailure } from '../../server/src/dialect/decode-failure';
import { decodeJob, parseEnqueuedAt } from '../../server/src/dialect/decode-job';
import { decodeStatus } from '../../server/src/dialect/decode-status';
import { decodeWorker } from '../../server/src/dialect/decode-worker';
import type {
  EntryList,
  Failure,
  Job,
  Status,
  Unreadable,
  UnreadableReason,
  Worker,
} from '../../server/src/protocol/shapes';
import { compileMasks, defaultMaskPatterns } from '../../server/src/text/mask';

const look = { masks: compileMasks(defaultMaskPatterns) };
const lists = {
  waiting: { list: 'waiting', queue: 'q' },
  delayed: { list: 'delayed', second: 5 },
  failed: { list: 'failed' },
} as const satisfies Record<string, EntryList>;
const at = (list: EntryList) => ({ in: list, place: 7, ordinal: 0 });
const json = (value: unknown): string => JSON.stringify(value);

/** Compares the fields that are named; identity and length are the golden files' business. */
function checkFields<Shape extends object>(
  actual: Shape,
  expected: Partial<Record<keyof Shape, unknown>>,
  what: string,
): void {
  const { id: _id, ref: _ref, bytes: _bytes, kind: _kind, ...rest } = { id: 0, ref: 0, bytes: 0, kind: 0, ...actual };
  assert.deepEqual(rest, expected, what);
}

const checkUnreadable = (entry: Buffer | string, reason: UnreadableReason, preview: string): void => {
  for (const list of [lists.waiting, lists.failed]) {
    const bytes = Buffer.from(entry);
    const decoded: Job | Failure | Unreadable =
      list === lists.failed ? decodeFailure(bytes, at(list), look) : decodeJob(bytes, at(list), look);
    assert.equal(decoded.kind, 'unreadable');
    assert.equal(decoded.kind === 'unreadable' && decoded.reason, reason);
    assert.equal(decoded.kind === 'unreadable' && decoded.preview, preview);
    assert.equal(decoded.bytes, bytes.length);
    assert.equal(decoded.ref.place, 7);
  }
};

test('entries that are no job keep their place, with a reason', () => {
  checkUnreadable('', 'empty', '');
  checkUnreadable(Buffer.from([0x7b, 0xff, 0x7d]), 'notUtf8', '{\\xff}');
  checkUnreadable('O:8:"stdClass":0:{}', 'notJson', 'O:8:"stdClass":0:{}');
  checkUnreadable('{"class":NaN}', 'notJson', '{"class":NaN}');
  checkUnreadable('{"password":"x"', 'notJson', '{"password":"•••"');
  checkUnreadable('a\nb\u202e', 'notJson', 'a\\x0ab\\xe2\\x80\\xae');
  checkUnreadable('[1,2]', 'notObject', '[1,2]');
  checkUnreadable('null', 'notObject', 'null');
  checkUnreadable('5', 'notObject', '5');
  checkUnreadable(`{"a":"${'x'.repeat(5_000_000)}"}`, 'tooLarge', `{"a":"${'x'.repeat(393)}…`);
  checkUnreadable('['.repeat(100_000) + ']'.repeat(100_000), 'notObject', `${'['.repeat(399)}…`);
});

test('payloads that are not what their family writes', () => {
  const check = (
    payload: unknown,
    expected: Partial<Record<keyof Job, unknown>>,
    list: EntryList = lists.waiting,
  ): void => {
    const text = typeof payload === 'string' ? payload : json(payload);
    checkFields<Job | Unreadable>(decodeJob(Buffer.from(text), at(list), look), { queue: 'q', ...expected }, text);
  };
  const php = { id: 'i', queue_time: 1.5 };
  const told = { jobId: 'i', enqueuedAt: { text: '1.5', ms: 1500 }, family: 'php-classic' };
  check({ class: 'A', args: [{ a: 1 }], ...php }, { ...told, jobClass: 'A', argumentsText: '{"a":1}' });
  check({ class: 'A', args: [null], ...php }, { ...told, jobClass: 'A', argumentsText: 'null' });
  check(
    { class: 'A', args: { a: 1 }, ...php },
    { ...told, jobClass: 'A', argumentsText: '{"a":1}', oddity: 'argumentsNotArray' },
  );
  check(
    { class: 'A', args: [1, 2], ...php },
    { ...told, jobClass: 'A', argumentsText: '[1,2]', oddity: 'argumentsNotWrapped' },
  );
  check(
    { class: 'A', args: [], ...php },
    { ...told, jobClass: 'A', argumentsText: '[]', oddity: 'argumentsNotWrapped' },
  );
  check({ class: 'A', ...php }, { ...told, jobClass: 'A', argumentsText: '', oddity: 'argumentsMissing' });
  check({ args: [1], ...php }, { ...told, jobClass: '', argumentsText: '1', oddity: 'classMissing' });
  check({ class: null, args: [1], ...php }, { ...told, jobClass: '', argumentsText: '1', oddity: 'classMissing' });
  check({ class: 5, args: [1], ...php }, { ...told, jobClass: '5', argumentsText: '1', oddity: 'classMissing' });
  check('{"class":"A","class":"B","args":[1]}', {
    jobClass: 'B',
    argumentsText: '[1]',
    family: 'ruby',
    oddity: 'duplicateKeys',
  });
  check(
    { class: 'A', args: 'x' },
    { jobClass: 'A', argumentsText: '"x"', family: 'ruby', oddity: 'argumentsNotArray' },
  );
  check({}, { jobClass: '', argumentsText: '', oddity: 'classMissing' });
  check(
    { class: 'A', args: [1], id: 'i', prefix: 'p', queue_time: 1.5 },
    { ...told, jobId: 'p_i', family: 'php-successor', jobClass: 'A', argumentsText: '1' },
  );
  check(
    { class: 'A', args: [1], id: 'i', prefix: '', queue_time: 1.5 },
    { ...told, family: 'php-successor', jobClass: 'A', argumentsText: '1' },
  );
  check({ class: 'A', args: [1], id: 'i' }, { jobId: 'i', family: 'php-classic', jobClass: 'A', argumentsText: '1' });
  check(
    { id: 'x', class: 'A', data: { a: 1 } },
    { jobId: 'x', family: 'php-rewrite', jobClass: 'A', argumentsText: '{"a":1}' },
  );
  check('{"class": "A", "args": [1]}', { family: 'pyres', jobClass: 'A', argumentsText: '[1]' });
  check({ class: 'A', queue: 'elsewhere', args: [1] }, { family: 'node', jobClass: 'A', argumentsText: '[1]' });
  // In the delayed schedule every family names the queue, so only its place tells.
  check({ class: 'A', args: [1], queue: 'q' }, { jobClass: 'A', argumentsText: '[1]' }, lists.delayed);
  check({ class: 'A', queue: 'q', args: [1] }, { jobClass: 'A', argumentsText: '[1]', family: 'node' }, lists.delayed);
});

test('without evidence the namespace decides what an argument is', () => {
  const entry = Buffer.from('{"class":"A","args":[{"a":1}],"queue":"q"}');
  const decoded = decodeJob(entry, at(lists.delayed), { ...look, shape: 'map' });
  assert.equal(decoded.kind === 'job' && decoded.argumentsText, '{"a":1}');
});

const checkFailure = (record: unknown, expected: Partial<Record<keyof Failure, unknown>>): void =>
  checkFields<Failure | Unreadable>(
    decodeFailure(Buffer.from(json(record)), at(lists.failed), look),
    expected,
    json(record),
  );

test('failed records with parts missing, null or of another type', () => {
  checkFailure({}, { jobClass: '', argumentsText: '', oddity: 'payloadMissing' });
  checkFailure(
    { payload: null, exception: null, error: null, backtrace: null },
    { jobClass: '', argumentsText: '', oddity: 'payloadMissing' },
  );
  checkFailure(
    { payload: [1, 2], queue: 'q' },
    { jobClass: '', argumentsText: '', oddity: 'payloadMissing', queue: 'q' },
  );
  checkFailure(
    {
      payload: { class: 'A', args: [1] },
      exception: { a: 1 },
      error: { password: 'x', n: 1 },
      failed_at: 5,
      worker: 7,
      queue: null,
    },
    {
      jobClass: 'A',
      argumentsText: '[1]',
      exception: '{"a":1}',
      error: '{"password":"•••","n":1}',
      failedAt: { text: '5', ms: 5000 },
      worker: '7',
    },
  );
  checkFailure(
    { payload: { class: 'A', args: [1] }, error: 'token=abc', failed_at: '' },
    { jobClass: 'A', argumentsText: '[1]', error: 'token=•••' },
  );
  checkFailure(
    { payload: { class: 'A', args: [] }, backtrace: ['/a.rb:1:in `x'] },
    { jobClass: 'A', argumentsText: '[]', family: 'ruby' },
  );
  checkFailure(
    { payload: { class: 'A', args: [] }, backtrace: ['    at x (/a.js:1:2)'] },
    { jobClass: 'A', argumentsText: '[]', family: 'node' },
  );
  checkFailure(
    { payload: { class: 'A', args: [] }, exception: 'type' },
    { jobClass: 'A', argumentsText: '[]', exception: 'type', family: 'pyres' },
  );
});

test('long texts are cut', () => {
  const entry = Buffer.from(
    json({ payload: { class: 'C'.repeat(5_000), args: ['x'.repeat(5_000)] }, error: 'e'.repeat(5_000) }),
  );
  const decoded = decodeFailure(entry, at(lists.failed), look);
  assert.ok(decoded.kind === 'failure');
  assert.equal(decoded.jobClass.length, 1_000);
  assert.equal(decoded.argumentsText.length, 400);
  assert.equal(decoded.error?.length, 1_000);
});

test('equal entries are told apart by their ordinal', () => {
  const [one, two, three, four] = numberEntries(['a', 'b', 'a', 'a'].map((text) => Buffer.from(text)));
  assert.deepEqual(
    [one, two, three, four].map((each) => each?.ordinal),
    [0, 0, 1, 2],
  );
  assert.equal(one?.digest, three?.digest);
  const decoded = decodeJob(Buffer.from('{}'), { ...at(lists.waiting), ordinal: 3 }, look);
  assert.equal(decoded.id, `${decoded.ref.digest}.3`);
});

const checkEnqueued = (text: string, expected: string | undefined): void =>
  assert.equal(parseEnqueuedAt(Buffer.from(text))?.text, expected);

test('when the head of a queue was enqueued', () => {
  checkEnqueued('{"class":"A","args":[{}],"id":"i","queue_time":1795329523.61828}', '1795329523.61828');
  checkEnqueued('{"class": "A", "args": [], "enqueue_timestamp": 1795329523.5}', '1795329523.5');
  checkEnqueued('{"class":"A","args":["\\"queue_time\\":5"]}', undefined);
  checkEnqueued('{"class":"A","args":[{"queue_time":5}]}', undefined);
  checkEnqueued('"queue_time"', undefined);
  checkEnqueued('', undefined);
});

const checkStatus = (value: string, expected: Partial<Status>, dialect = dialects['php-successor']): void =>
  assert.deepEqual(decodeStatus('i', Buffer.from(value), dialect, look), { jobId: 'i', ...expected }, value);

test('statuses', () => {
  const updatedAt = { text: '7', ms: 7_000 };
  checkStatus('{"status":1,"updated":7,"started":7,"result":null}', {
    word: 'waiting',
    code: 1,
    updatedAt,
    startedAt: updatedAt,
  });
  checkStatus('{"status":4,"updated":7,"started":7,"result":{"big":9007199254740993,"token":"x"}}', {
    word: 'complete',
    code: 4,
    updatedAt,
    startedAt: updatedAt,
    resultText: '{"big":9007199254740993,"token":"•••"}',
  });
  checkStatus('{"status":4,"updated":7,"result":false}', { word: 'complete', code: 4, updatedAt, resultText: 'false' });
  checkStatus('{"status":3,"updated":7}', { word: 'failed', code: 3, updatedAt });
  checkStatus('{"status":"2","updated":7}', { word: 'running', code: 2, updatedAt });
  checkStatus('{"status":63,"updated":7}', { word: 'scheduled', code: 63, updatedAt }, dialects['php-classic']);
  checkStatus('{"status":63,"updated":7}', { word: 'unknown', code: 63, updatedAt });
  checkStatus('{"status":9}', { word: 'unknown', code: 9 });
  checkStatus('{"status":null}', { word: 'unknown' });
  checkStatus('', { word: 'unknown', unreadable: 'empty' });
  checkStatus('x', { word: 'unknown', unreadable: 'notJson' });
  checkStatus('1', { word: 'unknown', unreadable: 'notObject' });
  checkStatus('{"status":3}', { word: 'unknown', code: 3 }, dialects.ruby);
});

test('workers, alive or not', () => {
  const nowMs = Date.UTC(2026, 10, 22, 8);
  const check = (facts: object, expected: Partial<Worker>, dialect = dialects.ruby): void => {
    const worker = decodeWorker({ id: 'vm:1:q', isRegistered: true, nowMs, ...facts }, dialect, look);
    assert.deepEqual(worker, { id: 'vm:1:q', host: 'vm', pid: '1', queues: ['q'], ...expected });
  };
  check({}, {});
  check({ payload: null, started: null, heartbeat: null, processed: null, failed: null }, {});
  check({ processed: Buffer.from('12'), failed: Buffer.from('-1') }, { processed: 12, failed: -1 });
  check({ processed: Buffer.from('x'), failed: Buffer.from('') }, {});
  check({ payload: Buffer.from('') }, { unreadable: 'empty' });
  check({ payload: Buffer.from('[1]') }, { unreadable: 'notObject' });
  check(
    { payload: Buffer.from('{"queue":"q"}') },
    { job: { jobClass: '', argumentsText: '', oddity: 'payloadMissing', queue: 'q' } },
  );
  check({ started: Buffer.from('garbage') }, { startedAt: { text: 'garbage' } });
  const fresh = { text: '2026-11-22T07:55:00Z', ms: nowMs - 300_000 };
  const old = { text: '2026-11-22T07:54:59Z', ms: nowMs - 301_000 };
  check({ heartbeat: Buffer.from(fresh.text) }, { lastSeenAt: fresh });
  check(
    { heartbeat: Buffer.from(old.text) },
    { lastSeenAt: old, ghost: { code: 'heartbeatOld', lastSeenAtMs: old.ms } },
  );
  check({ heartbeat: Buffer.from('2026-11-22 07:00') }, { lastSeenAt: { text: '2026-11-22 07:00' } });
  const ping = (secondsAgo: number): Buffer => Buffer.from(json({ time: nowMs / 1000 - secondsAgo, name: 'vm:1' }));
  check(
    { ping: ping(3600) },
    { lastSeenAt: { text: String(nowMs / 1000 - 3600), ms: nowMs - 3_600_000 } },
    dialects.node,
  );
  check(
    { ping: ping(3601) },
    {
      lastSeenAt: { text: String(nowMs / 1000 - 3601), ms: nowMs - 3_601_000 },
      ghost: { code: 'pingOld', lastSeenAtMs: nowMs - 3_601_000 },
    },
    dialects.node,
  );
  check({ ping: Buffer.from('nonsense') }, {}, dialects.node);
  check({ isRegistered: false, isProcessGone: true }, { ghost: { code: 'notRegistered' } });
  check({ isProcessGone: true }, { ghost: { code: 'processGone' } });
});

test('node: cjson wrote {} for no arguments', () => {
  const payload = Buffer.from(
    '{"run_at":"Sun Nov 22 2026 07:01:52 GMT+0000 (UTC)","worker":"vm:1","payload":{"args":{},"class":"a","queue":"q"},"queue":"q"}',
  );
  const worker = decodeWorker({ id: 'vm:1:q', payload, isRegistered: true, nowMs: 0 }, dialects.node, look);
  assert.equal(worker.job?.argumentsText, '[]');
  assert.equal(worker.job?.oddity, undefined);
});
