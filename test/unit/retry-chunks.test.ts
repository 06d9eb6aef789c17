// Many failures are retried oldest first, and no further than the server or the user lets them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryInChunks } from '../../client/src/retry-chunks';
import type { EntryRef, RetryOutcome } from '../../server/src/protocol/shapes';

const ref = (place: number): EntryRef => ({ in: { list: 'failed' }, place, digest: `d${place}` });
/** As the view lists them: newest first. */
const newestFirst = (count: number): EntryRef[] => Array.from({ length: count }, (_, n) => ref(count - 1 - n));
const retried: RetryOutcome = { kind: 'retried', queue: 'mail', isTracked: false };

const kinds = (outcomes: readonly RetryOutcome[]): string[] => [...new Set(outcomes.map(({ kind }) => kind))];

test('oldest first, each at the place it has by then', async () => {
  const list = newestFirst(250)
    .toReversed()
    .map(({ digest }) => digest);
  const order: string[] = [];
  const outcomes = await retryInChunks(
    newestFirst(250),
    false,
    () => false,
    (some) => {
      for (const [at, { digest, place }] of some.entries()) assert.equal(list[place], digest, `${at}`);
      for (const { digest } of some) list.splice(list.indexOf(digest), 1);
      order.push(...some.map(({ digest }) => digest));
      return Promise.resolve(some.map(() => retried));
    },
  );
  assert.equal(outcomes.length, 250);
  assert.deepEqual(
    order,
    newestFirst(250)
      .toReversed()
      .map(({ digest }) => digest),
  );
});

test('records that are kept keep their places', async () => {
  const places: number[] = [];
  await retryInChunks(
    newestFirst(150),
    true,
    () => false,
    (some) => {
      places.push(...some.map(({ place }) => place));
      return Promise.resolve(some.map(() => retried));
    },
  );
  assert.equal(places.at(-1), 149);
});

test('what stopped the server stops the rest, and so does the user', async () => {
  const stopping: RetryOutcome = { kind: 'trouble', trouble: { code: 'outOfMemory', detail: '' } };
  let requests = 0;
  const stopped = await retryInChunks(
    newestFirst(300),
    false,
    () => false,
    (some) => {
      requests++;
      return Promise.resolve(some.map(() => stopping));
    },
  );
  assert.equal(requests, 1);
  assert.deepEqual([stopped.length, kinds(stopped)], [300, ['trouble', 'notTried']]);

  let isCancelled = false;
  const cancelled = await retryInChunks(
    newestFirst(300),
    false,
    () => isCancelled,
    (some) => {
      isCancelled = true;
      return Promise.resolve(some.map(() => retried));
    },
  );
  assert.deepEqual([cancelled.length, kinds(cancelled)], [300, ['retried', 'notTried']]);
});
