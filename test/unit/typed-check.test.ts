// What is typed is checked in the pauses, and once more before it is taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../client/src/throttle';
import { typedCheck } from '../../client/src/typed-check';

/** A box with a text, whose time passes when the test says so. */
function box(problem: (text: string) => Promise<string | undefined>) {
  let waiting: (() => void) | undefined;
  const clock: Clock = {
    now: () => 0,
    after: (_ms, then) => {
      waiting = then;
      return () => {
        waiting = undefined;
      };
    },
  };
  const it = { text: '', shown: '', checks: 0 };
  const check = typedCheck(
    () => {
      it.checks++;
      return problem(it.text);
    },
    (found) => {
      it.shown = found ?? '';
    },
    clock,
  );
  return {
    it,
    check,
    type: (text: string) => {
      it.text = text;
      check.changed();
    },
    pause: async () => {
      const then = waiting;
      waiting = undefined;
      then?.();
      await new Promise(setImmediate);
    },
  };
}
const notEmptyArray = (text: string): Promise<string | undefined> =>
  Promise.resolve(text === '[]' ? undefined : `wrong: ${text}`);

test('a pause in typing tells what is wrong, and the next key takes it back', async () => {
  const { it, type, pause } = box(notEmptyArray);
  type('[');
  type('[1');
  assert.equal(it.checks, 0);
  await pause();
  assert.deepEqual([it.checks, it.shown], [1, 'wrong: [1']);
  type('[]');
  assert.equal(it.shown, '');
  await pause();
  assert.equal(it.shown, '');
});

test('Enter right after a key is heard, and not undone by the pause that follows', async () => {
  const { it, check, type, pause } = box(notEmptyArray);
  type('[]');
  const taken = check.isRight();
  await pause();
  assert.equal(await taken, true);
  assert.equal(it.checks, 1);
});

test('a verdict on what stands there no more is not shown', async () => {
  const answers: (() => void)[] = [];
  const { it, type, pause } = box((text) => new Promise((resolve) => answers.push(() => resolve(`wrong: ${text}`))));
  type('a');
  await pause();
  type('b');
  answers[0]?.();
  await pause();
  assert.equal(it.shown, '');
});
