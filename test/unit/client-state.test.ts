// Small pure answers of the client: which welcome is shown, what is said above rows, what is asked for, what is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered } from '../../client/src/interest';
import { newest } from '../../client/src/newest';
import { retrySentence } from '../../client/src/retry-outcome';
import { isDefaultPlace, needsReopening, type Situation, type State, stateOf } from '../../client/src/state';
import { afterReading, isOver, textOf, type Watched } from '../../client/src/watched';
import { difference, withoutTwins } from '../../client/src/tree/diff';
import { headerOf, rootNotes } from '../../client/src/tree/header';
import { note } from '../../client/src/tree/notes';
import type { Row } from '../../client/src/tree/row';
import type { StatusPage, TroubleCode } from '../../server/src/protocol/shapes';
import { backend, nowMs } from '../support/client-shapes';

const checkState = (fields: Partial<Situation>, expected: State): void =>
  assert.equal(
    stateOf({ isTrusted: true, isConfigured: true, hasFailed: false, backends: [backend], ...fields }),
    expected,
    JSON.stringify(fields),
  );
const inTrouble = (code: TroubleCode): Partial<Situation> => ({
  backends: [{ ...backend, state: 'away', trouble: { code, detail: '' } }],
});

test('which welcome is shown', () => {
  checkState({}, 'ready');
  checkState({ backends: [] }, 'connecting');
  checkState({ backends: [], hasFailed: true }, 'other');
  checkState({ backends: [], isTrusted: false }, 'untrusted');
  checkState({ backends: [{ ...backend, state: 'connecting' }] }, 'connecting');
  checkState({ backends: [{ ...backend, isEmpty: true }] }, 'empty');
  checkState({ backends: [backend, { ...backend, isEmpty: true }] }, 'ready');
  checkState(inTrouble('refused'), 'refused');
  checkState({ ...inTrouble('refused'), isConfigured: false }, 'noConnection');
  checkState({ ...inTrouble('auth'), isConfigured: false }, 'auth');
  checkState(inTrouble('tls'), 'tls');
  checkState(inTrouble('closed'), 'other');
  checkState({ backends: [{ ...backend, trouble: { code: 'permission', detail: '' } }] }, 'ready');
});

const checkReopening = (code: TroubleCode, expected: boolean): void =>
  assert.equal(needsReopening({ state: 'away', trouble: { code, detail: '' } }), expected, code);

test('what only a new connection can help', () => {
  checkReopening('auth', true);
  checkReopening('address', true);
  checkReopening('refused', false);
  checkReopening('loading', false);
  assert.equal(needsReopening({ state: 'connected', trouble: { code: 'auth', detail: '' } }), false);
});

test('the place tried when nothing is configured', () => {
  assert.equal(isDefaultPlace([backend]), true);
  assert.equal(isDefaultPlace([{ ...backend, prefix: 'x:' }]), false);
  assert.equal(isDefaultPlace([{ ...backend, address: 'redis://127.0.0.1:63790' }]), false);
  assert.equal(isDefaultPlace([]), false);
});

const checkHeader = (shown: Partial<Parameters<typeof headerOf>[0]>, description: string, message?: string): void =>
  assert.deepEqual(headerOf({ view: 'queues', backends: [backend], isEmpty: false, nowMs, ...shown }), {
    description,
    ...(message === undefined ? {} : { message }),
  });

test('what stands above the rows', () => {
  checkHeader({}, 'Shop · php-resque 1.3+ (resque/php-resque)');
  checkHeader(
    { backends: [{ ...backend, isReadOnly: true, isProduction: true }] },
    'Shop · production · read-only · php-resque 1.3+ (resque/php-resque)',
  );
  checkHeader({ backends: [{ ...backend, isEmpty: true }], isEmpty: true }, 'redis://127.0.0.1:6379 · resque:');
  checkHeader(
    { backends: [{ ...backend, liveness: { by: 'poll', why: 'NOPERM no tracking', everyMs: 5_000 } }] },
    'Shop · php-resque 1.3+ (resque/php-resque)',
    'Not live: read again every 5 s: NOPERM no tracking',
  );
  const away = {
    ...backend,
    state: 'away' as const,
    staleSinceMs: nowMs - 60_000,
    trouble: { code: 'refused' as const, detail: 'ECONNREFUSED' },
  };
  checkHeader(
    { backends: [away] },
    'Shop · php-resque 1.3+ (resque/php-resque)',
    'As of 1 minute ago. Nothing listens at this address. (ECONNREFUSED)',
  );
  checkHeader({ backends: [away], isEmpty: true }, 'Shop · php-resque 1.3+ (resque/php-resque)');
  checkHeader({ view: 'failed', backends: [away] }, '12', 'As of 1 minute ago.');
  checkHeader({ view: 'failed', isEmpty: true, whole: { items: [], from: 0, total: 0 } }, '12', 'No failed jobs.');
  // An answer from before Redis came back says nothing about what there is.
  const unread = { items: [], from: 0, total: 0, trouble: { code: 'refused' as const, detail: 'ECONNREFUSED' } };
  checkHeader({ view: 'failed', isEmpty: true, whole: unread }, '12');
  checkHeader(
    { view: 'workers', isEmpty: true, whole: { items: [], from: 0, total: 0 } },
    '',
    'No worker is registered.',
  );
  const statuses: StatusPage = {
    items: [],
    from: 0,
    total: 0,
    fromPayloads: 3,
    fromScan: 1,
    keysScanned: 20_000,
    keysTotal: 1_000_000,
    isScanComplete: false,
  };
  checkHeader(
    { view: 'statuses', whole: statuses },
    '',
    'Found 3 in payloads seen, 1 by looking at 20,000 of about 1,000,000 keys.',
  );
  checkHeader({ backends: [backend, backend] }, '');
});

const notesSaid = (
  view: Parameters<typeof rootNotes>[0],
  fields: Partial<typeof backend>,
  shown: Parameters<typeof rootNotes>[2],
): string[] => {
  const it = { ...backend, ...fields };
  return rootNotes(view, it, shown, { backend: it, nowMs, above: 'r' }).map(({ label }) => label);
};

test('with several connections each root says what the view would', () => {
  assert.deepEqual(notesSaid('queues', {}, { isEmpty: false }), []);
  assert.deepEqual(notesSaid('queues', { isEmpty: true }, { isEmpty: true }), [
    'There is no Resque key in redis://127.0.0.1:6379 · resque:.',
  ]);
  assert.deepEqual(
    notesSaid('queues', { liveness: { by: 'poll', why: 'NOPERM', everyMs: 5_000 } }, { isEmpty: false }),
    ['Not live: read again every 5 s: NOPERM'],
  );
  const whole = { items: [], from: 0, total: 0 };
  assert.deepEqual(notesSaid('failed', {}, { isEmpty: true, whole }), ['No failed jobs.']);
  assert.deepEqual(notesSaid('failed', { state: 'away', staleSinceMs: 1 }, { isEmpty: true, whole }), []);
  const statuses: StatusPage = {
    ...whole,
    fromPayloads: 3,
    fromScan: 1,
    keysScanned: 20,
    keysTotal: 20,
    isScanComplete: true,
  };
  assert.deepEqual(notesSaid('statuses', {}, { isEmpty: false, whole: statuses }), [
    'Found 3 in payloads seen, 1 by looking at all 20 keys.',
  ]);
});

test('what is looked at, with the failed count always', () => {
  assert.deepEqual(
    gathered(
      ['a', 'b'],
      [
        { backendId: 'a', part: 'queues' },
        { backendId: 'a', part: 'queue:mail' },
        { backendId: 'a', part: 'queues' },
        { backendId: 'gone', part: 'workers' },
      ],
    ),
    [
      { backendId: 'a', parts: ['failedCount', 'queue:mail', 'queues'] },
      { backendId: 'b', parts: ['failedCount'] },
    ],
  );
});

test('an answer older than what is held is dropped', () => {
  const held = [{ ...backend, revision: 5, failedCount: 5 }];
  assert.equal(newest(held, [{ ...backend, revision: 4, failedCount: 4 }])[0]?.failedCount, 5);
  assert.equal(newest(held, [{ ...backend, revision: 6, failedCount: 6 }])[0]?.failedCount, 6);
  assert.deepEqual(newest(held, []), []);
});

const checkWatch = (watch: Watched, expected: string, isEnd: boolean): void =>
  assert.deepEqual([textOf(watch), isOver(watch)], [expected, isEnd]);

test('a watched job ends with its status, also when that vanishes', () => {
  const fresh: Watched = { jobId: 'i1', jobClass: 'SendMail', status: undefined, isGone: false };
  checkWatch({ ...fresh, ...afterReading(fresh, {}) }, 'SendMail: no status yet', false);
  const running: Watched = { ...fresh, ...afterReading(fresh, { status: { jobId: 'i1', word: 'running' } }) };
  checkWatch(running, 'SendMail: running', false);
  checkWatch(
    { ...running, ...afterReading(running, { trouble: { code: 'refused', detail: '' } }) },
    'SendMail: running',
    false,
  );
  checkWatch({ ...running, ...afterReading(running, {}) }, 'SendMail: no status any more', true);
  checkWatch(
    { ...running, ...afterReading(running, { status: { jobId: 'i1', word: 'complete' } }) },
    'SendMail: complete',
    true,
  );
});

const row = (id: string, label = id): Row => ({ ...note('x', label, 'info', { backend, nowMs, above: '' }), id });

test('only what looks different is painted', () => {
  assert.deepEqual(difference([row('a'), row('b')], [row('a'), row('b')]), { kind: 'rows', ids: [] });
  assert.deepEqual(difference([row('a'), row('b')], [row('a'), row('b', 'B')]), { kind: 'rows', ids: ['b'] });
  assert.deepEqual(difference([row('a'), row('b')], [row('b'), row('a')]), { kind: 'order' });
  assert.deepEqual(difference([], [row('a')]), { kind: 'order' });
  assert.deepEqual(
    withoutTwins([row('a'), row('b'), row('a'), row('a')]).map(({ id }) => id),
    ['a', 'b', 'a#2', 'a#3'],
  );
});

const codeOf = (kind: string): string => (kind === 'timeout' ? 'timeout' : 'outOfMemory');
const checkSentence = (kinds: string, expected: string): void => {
  const outcomes = kinds
    .split(' ')
    .map((kind) =>
      kind === 'trouble' || kind === 'timeout'
        ? { kind: 'trouble', trouble: { code: codeOf(kind), detail: kind === 'trouble' ? 'OOM' : '' } }
        : kind === 'retried'
          ? { kind, queue: 'mail', isTracked: false }
          : { kind },
    );
  assert.equal(retrySentence(outcomes as Parameters<typeof retrySentence>[0]), expected);
};

test('what became of a retry, in one sentence', () => {
  checkSentence('retried retried retried changed gone', 'Retried 3; 1 had changed meanwhile; 1 was gone.');
  checkSentence('retried', 'Retried 1.');
  checkSentence('gone gone', 'Retried none; 2 were gone.');
  checkSentence('notRetryable', 'Retried none; 1 has no job to put back.');
  checkSentence('retried trouble', 'Retried 1; 1 was refused: Redis has no memory left. (OOM)');
  checkSentence('retried notTried notTried', 'Retried 1; 2 were not tried.');
  checkSentence(
    'retried timeout notTried',
    'Retried 1; 1 was not tried; whether 1 was retried is not known: Redis did not answer in time.',
  );
});
