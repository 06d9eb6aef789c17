// The pace of refreshing: none of its own in quiet times, slow in a storm, live again after it. Times are told, so nothing here waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../server/src/backend/pace';
import { STORM_PAUSE_MS_MAX } from '../../server/src/limits';

/** Refreshes that take `elapsedMs`, each followed after `gapMs` by a mark; answers the pauses those marks were given. */
function pauses(
  pace: Pace,
  count: number,
  mark: { elapsedMs: number; gapMs: number; isAgain: boolean },
  from = 0,
): number[] {
  let nowMs = from;
  return Array.from({ length: count }, () => {
    nowMs += mark.elapsedMs;
    pace.ended(nowMs, mark.elapsedMs);
    nowMs += mark.gapMs;
    const pauseMs = pace.pauseAt(nowMs, mark.isAgain);
    nowMs += pauseMs;
    return pauseMs;
  });
}

/** When a story of refreshes of 8 ms without gaps ended. */
const endOf = (given: readonly number[]): number => given.reduce((sum, pauseMs) => sum + 8 + pauseMs, 0);

const storm = { elapsedMs: 2, gapMs: 0, isAgain: true };

test('the first mark is read at once', () => assert.equal(new Pace().pauseAt(0, false), 0));

test('200 writes a second to one key never slow the pace', () => {
  assert.ok(pauses(new Pace(), 1_000, { elapsedMs: 2, gapMs: 3, isAgain: true }).every((pause) => pause === 0));
});

test('writes to ever other keys are no storm, however close they come', () => {
  assert.ok(pauses(new Pace(), 1_000, { elapsedMs: 2, gapMs: 0, isAgain: false }).every((pause) => pause === 0));
});

test('a burst is read at once, a storm is not', () => {
  const given = pauses(new Pace(), 100, storm);
  assert.ok(given.slice(0, 11).every((pause) => pause === 0));
  assert.equal(given.at(-1), 100); // 2 ms of refreshing are a fiftieth of the time.
});

test('a dear refresh is never put off for longer than the bound', () => {
  assert.equal(pauses(new Pace(), 100, { ...storm, elapsedMs: 400 }).at(-1), STORM_PAUSE_MS_MAX);
});

test('when the storm is over the pause halves with each refresh, down to none, though writes go on', () => {
  const pace = new Pace();
  const before = pauses(pace, 100, { ...storm, elapsedMs: 8 });
  assert.equal(before.at(-1), STORM_PAUSE_MS_MAX);
  const after = pauses(pace, 12, { elapsedMs: 8, gapMs: 30, isAgain: true }, endOf(before));
  assert.deepEqual(after.slice(0, 3), [125, 62.5, 31.25]);
  assert.deepEqual(after.slice(-4), [0, 0, 0, 0]);
});

test('one calm moment does not end a storm', () => {
  const pace = new Pace();
  const before = pauses(pace, 100, { ...storm, elapsedMs: 8 });
  const atMs = endOf(before);
  assert.equal(pauses(pace, 1, { elapsedMs: 8, gapMs: 30, isAgain: true }, atMs)[0], STORM_PAUSE_MS_MAX / 2);
  assert.equal(pauses(pace, 1, { ...storm, elapsedMs: 8 }, atMs + 200)[0], STORM_PAUSE_MS_MAX);
});

test('where the processor is short, news of a storm may come as late as half a refresh', () => {
  assert.equal(pauses(new Pace(), 100, { elapsedMs: 20, gapMs: 9, isAgain: true }).at(-1), STORM_PAUSE_MS_MAX);
});

test('after a silence the next write is read at once', () => {
  const pace = new Pace();
  pauses(pace, 100, storm);
  assert.equal(pace.pauseAt(1e9, true), 0);
});
