// Rows of every kind as text: what a person reads, what is spoken, what can be done. `UPDATE_GOLDEN=1` writes them anew.
import { test } from 'node:test';
import { entryRow } from '../../client/src/tree/entry-rows';
import { backendRow, pageNotes } from '../../client/src/tree/notes';
import type { Row, RowContext } from '../../client/src/tree/row';
import { queueRow, secondRow, statusRow, workerRow } from '../../client/src/tree/rows';
import type { Backend, Failure, Job, Queue, Status, Unreadable, Worker } from '../../server/src/protocol/shapes';
import { matchGolden } from '../support/golden';
import { backend, nowMs, secondsAgo } from '../support/client-shapes';

process.env['TZ'] = 'UTC';

const context: RowContext = { backend, nowMs, above: 'connection:Shop' };
const text = (rows: readonly Row[]): string =>
  rows
    .map((row) =>
      [
        `$(${row.icon}) ${row.label} · ${row.description}`,
        `  id      ${row.id}`,
        `  spoken  ${row.spoken}`,
        `  flags   ${row.flags.join(' ')}${row.opens ? `, opens ${row.opens.kind}` : ''}`,
        ...row.tooltip.map((line) => `  | ${line}`),
      ].join('\n'),
    )
    .join('\n\n')
    .concat('\n');

const queue = (fields: Partial<Queue>): Queue => ({ name: 'mail', isRegistered: true, ...fields });

test('queues', () => {
  const queues: Queue[] = [
    queue({
      depth: 1_234_567,
      oldestEnqueuedAt: secondsAgo(125),
      listeners: ['vm:1:mail', 'vm:2:*'],
      listenerCount: 2,
    }),
    queue({ name: 'nobody', depth: 3, listeners: [], listenerCount: 0 }),
    queue({ name: 'unknown' }),
    queue({ name: 'halted', depth: 1, isPaused: true, listeners: ['w'], listenerCount: 120 }),
    queue({ name: 'hidden', isRegistered: false, depth: 0, listenerCount: 0 }),
    queue({ name: '', depth: 0 }),
    queue({ name: 'über \u{1f4ee}\n$(trash) [x](command:y) <b>', depth: 1, oldestEnqueuedAt: { text: 'yesterday' } }),
    queue({ name: 'string', trouble: { code: 'wrongType', detail: 'WRONGTYPE Operation against a key' } }),
  ];
  matchGolden(
    'rows.queues',
    text([
      ...queues.map((each) => queueRow(each, context)),
      queueRow(queue({}), { ...context, backend: { ...backend, isReadOnly: true } }),
    ]),
  );
});

const job: Job = {
  kind: 'job',
  id: 'd1/0',
  ref: { in: { list: 'waiting', queue: 'mail' }, place: 0, digest: 'd1' },
  bytes: 140,
  jobClass: 'App\\Jobs\\SendMail',
  jobId: 'abc123',
  argumentsText: '{"to":"a@b.c","token":"•••"}',
  enqueuedAt: secondsAgo(3_700),
};
const failure: Failure = {
  ...job,
  kind: 'failure',
  queue: 'mail',
  exception: 'RuntimeException',
  error: 'could not *connect*\nto <host>',
  failedAt: secondsAgo(60),
  worker: 'vm:1:mail',
};
const unreadable: Unreadable = {
  kind: 'unreadable',
  id: 'd9/0',
  ref: { ...job.ref, digest: 'd9' },
  bytes: 5_000_000,
  reason: 'tooLarge',
  preview: '{"class":"',
};

test('entries', () => {
  const entries: (Job | Failure | Unreadable)[] = [
    job,
    {
      ...job,
      id: 'd2/0',
      jobClass: 'ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper',
      wrappedClass: 'SendMailJob',
      family: 'ruby',
    },
    { ...job, id: 'd3/0', jobClass: '', argumentsText: '', oddity: 'classMissing' },
    {
      ...job,
      id: 'd4/0',
      ref: { in: { list: 'delayed', second: 1_800_000_000 }, place: 0, digest: 'd4' },
      queue: 'low',
    },
    failure,
    { ...failure, id: 'd5/0', retriedAt: { text: '2026/11/23 16:00:00' } },
    {
      ...failure,
      id: 'd6/0',
      jobClass: '',
      oddity: 'payloadMissing',
      error: '',
      exception: '',
      failedAt: { text: 'Thu Mar 12 2026', ms: Number.NaN },
    },
    unreadable,
    { ...unreadable, id: 'd10/0', reason: 'empty', bytes: 0, preview: '' },
    { ...unreadable, id: 'd11/0', reason: 'notUtf8', bytes: 3, preview: '\\xff\\xfe' },
    {
      ...unreadable,
      id: 'd12/0',
      reason: 'tooLarge',
      bytes: 300_000,
      ref: { ...unreadable.ref, in: { list: 'failed' } },
    },
    {
      ...unreadable,
      id: 'd13/0',
      reason: 'tooLarge',
      bytes: 300_000,
      ref: { ...unreadable.ref, in: { list: 'waiting', queue: 'mail' } },
    },
  ];
  matchGolden('rows.entries', text(entries.map((entry) => entryRow(entry, context))));
});

test('workers', () => {
  const worker: Worker = {
    id: 'vm:12:high,*',
    host: 'vm',
    pid: '12',
    queues: ['high', '*'],
    processed: 1_000,
    failed: 2,
    startedAt: secondsAgo(90_000),
  };
  const workers: Worker[] = [
    worker,
    {
      ...worker,
      id: 'vm:13:mail',
      pid: '13',
      job: { ...job, queue: 'mail', runAt: secondsAgo(30) },
      lastSeenAt: secondsAgo(5),
    },
    {
      ...worker,
      id: 'gone:1:*',
      host: 'gone',
      pid: '1',
      ghost: { code: 'heartbeatOld', lastSeenAtMs: nowMs - 600_000 },
    },
    { ...worker, id: 'old:1:*', host: 'old', pid: '1', ghost: { code: 'pingOld', lastSeenAtMs: nowMs - 86_400_000 } },
    {
      ...worker,
      id: 'dead:1:*',
      host: 'dead',
      pid: '1',
      ghost: { code: 'processGone' },
      job: { ...job, runAt: { text: '12:00' } },
    },
    { ...worker, id: 'orphan', host: 'orphan', queues: [], ghost: { code: 'notRegistered' }, unreadable: 'notJson' },
    { id: '', host: '', queues: [] },
    { id: 'odd', host: 'odd', queues: ['a'], trouble: { code: 'wrongType', detail: 'WRONGTYPE' } },
  ];
  matchGolden('rows.workers', text(workers.map((each) => workerRow(each, context))));
});

test('delayed seconds', () => {
  const soon = Math.floor(nowMs / 1_000) + 90;
  const seconds = [
    { second: soon, count: 12, isOrphan: false },
    { second: soon - 200, count: 1, isOrphan: false },
    { second: soon + 1, count: 0, isOrphan: true },
    { second: 1e15, isOrphan: false, trouble: { code: 'wrongType', detail: 'WRONGTYPE' } as const },
  ];
  matchGolden('rows.delayed', text(seconds.map((each) => secondRow(each, context))));
});

test('statuses', () => {
  const status: Status = {
    jobId: 'abc123',
    word: 'running',
    code: 2,
    startedAt: secondsAgo(40),
    updatedAt: secondsAgo(3),
    jobClass: 'App\\Jobs\\SendMail',
    queue: 'mail',
  };
  const statuses: Status[] = [
    status,
    { jobId: 'plain', word: 'waiting', updatedAt: secondsAgo(1) },
    { ...status, jobId: 'done', word: 'complete', resultText: '{"sent":3}', expiresInSeconds: 86_000 },
    { jobId: 'new', word: 'unknown', code: 9 },
    { jobId: 'odd', word: 'unknown', unreadable: 'empty' },
  ];
  matchGolden('rows.statuses', text(statuses.map((each) => statusRow(each, context))));
});

test('connections and notes', () => {
  const backends: Backend[] = [
    backend,
    {
      ...backend,
      name: 'Live',
      isProduction: true,
      isReadOnly: true,
      failedCount: 1,
      liveness: { by: 'poll', why: 'NOPERM this user has no permissions', everyMs: 5_000 },
    },
    {
      ...backend,
      name: 'Away',
      state: 'away',
      staleSinceMs: nowMs - 180_000,
      trouble: { code: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:6379' },
    },
    { ...backend, name: 'New', state: 'connecting', unknownFields: ['sentinel'] },
  ];
  const page = { from: 0, total: 1_000_000 };
  const notes = [
    ...pageNotes(page, 200, context),
    ...pageNotes({ ...page, cut: 'bytes' }, 7, { ...context, above: 'a' }),
    ...pageNotes({ ...page, cut: 'limit', hasMoved: true }, 10_000, { ...context, above: 'b' }),
    ...pageNotes({ from: 0, total: 0, trouble: { code: 'permission', detail: 'NOPERM' } }, 0, {
      ...context,
      above: 'c',
    }),
    // Said by the connection, however old this answer is.
    ...pageNotes({ from: 0, total: 0, trouble: { code: 'refused', detail: 'ECONNREFUSED' } }, 0, context),
  ];
  matchGolden('rows.notes', text([...backends.map((each) => backendRow(each, 'failed', nowMs)), ...notes]));
});
