// The rows below one row: what is asked for, and what stays when an answer brings only trouble.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from '../../client/src/ask';
import { Listing } from '../../client/src/tree/listing';
import type { EntryRef, Job, Page, Trouble } from '../../server/src/protocol/shapes';
import { backend, nowMs } from '../support/client-shapes';

interface Wish {
  readonly from: number;
  readonly count: number;
  readonly after?: EntryRef;
}

const entry = (place: number): Job => ({
  kind: 'job',
  id: `d${place}/0`,
  ref: { in: { list: 'waiting', queue: 'mail' }, place, digest: `d${place}` },
  bytes: 10,
  jobClass: `Job${place}`,
  argumentsText: '[]',
});

/** A queue of so many jobs, and what was asked of it. */
function queueOf(total: number, trouble?: () => Trouble | undefined): { readonly ask: Ask; readonly wishes: Wish[] } {
  const wishes: Wish[] = [];
  const answer = ({ from, count }: Wish): Page<Job> => {
    const broken = trouble?.();
    if (broken) return { items: [], from, total: 0, trouble: broken };
    return {
      items: Array.from({ length: Math.max(0, Math.min(count, 200, total - from)) }, (_, n) => entry(from + n)),
      from,
      total,
    };
  };
  const ask = (_request: unknown, params: Wish): Promise<Page<Job>> => {
    wishes.push(params);
    return Promise.resolve(answer(params));
  };
  return { ask: ask as unknown as Ask, wishes };
}

const listing = (): Listing => new Listing({ kind: 'jobs', backendId: 'Shop', queue: 'mail' });
const labels = (from: Listing): string[] => from.rows(backend, 'q', nowMs).map(({ label }) => label);

test('one page at first, one more on demand, each behind the last entry', async () => {
  const { ask, wishes } = queueOf(1_000_000);
  const rows = listing();
  await rows.read(ask);
  assert.equal(labels(rows).length, 201);
  assert.equal(labels(rows).at(-1), 'Next 200 of 1,000,000');
  rows.wantMore();
  await rows.read(ask);
  assert.equal(labels(rows).length, 401);
  assert.deepEqual(
    wishes.map(({ from, count, after }) => [from, count, after?.digest]),
    [
      [0, 200, undefined],
      [0, 200, undefined],
      [200, 200, 'd199'],
    ],
  );
});

test('the last page says how few are left, and then nothing', async () => {
  const { ask } = queueOf(250);
  const rows = listing();
  await rows.read(ask);
  assert.equal(labels(rows).at(-1), 'Next 50 of 250');
  rows.wantMore();
  await rows.read(ask);
  assert.equal(labels(rows).at(-1), 'Job249');
});

test('rows stay when an answer brings only trouble, which is said once', async () => {
  let trouble: Trouble | undefined;
  const { ask } = queueOf(2, () => trouble);
  const rows = listing();
  await rows.read(ask);
  trouble = { code: 'permission', detail: 'NOPERM' };
  await rows.read(ask);
  assert.deepEqual(labels(rows), ['Job0', 'Job1', 'This Redis user may not do that.']);
  const away = { ...backend, state: 'away' as const, trouble };
  assert.deepEqual(
    rows.rows(away, 'q', nowMs).map(({ label }) => label),
    ['Job0', 'Job1'],
  );
});

test('a page that is cut for its size ends there, and the next goes on behind it', async () => {
  const wishes: Wish[] = [];
  const answer = (_request: unknown, params: Wish): Promise<Page<Job>> => {
    wishes.push(params);
    return Promise.resolve({ items: [entry(params.from)], from: params.from, total: 1_000, cut: 'bytes' as const });
  };
  const ask = answer as unknown as Ask;
  const rows = listing();
  await rows.read(ask);
  assert.deepEqual(labels(rows), ['Job0', 'Next 200 of 1,000']);
  assert.equal(wishes.length, 1);
  rows.wantMore();
  await rows.read(ask);
  assert.deepEqual(labels(rows), ['Job0', 'Job1', 'Next 200 of 1,000']);
  assert.deepEqual(
    wishes.map(({ from, after }) => [from, after?.digest]),
    [
      [0, undefined],
      [0, undefined],
      [1, 'd0'],
    ],
  );
});
