import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, Throttle } from '../../client/src/throttle';

/** A clock that moves only when told. */
class Hand implements Clock {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async move(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('runs at once, then at most once per interval', async () => {
  const clock = new Hand();
  const runs: number[] = [];
  const throttle = new Throttle(() => Promise.resolve(void runs.push(clock.now())), 100, clock);
  throttle.poke();
  await clock.move(0);
  for (let n = 0; n < 50; n++) {
    throttle.poke();
    await clock.move(10);
  }
  assert.deepEqual(runs, [0, 100, 200, 300, 400, 500]);
});

test('one running and one waiting, however often it is poked', async () => {
  const clock = new Hand();
  let running = 0;
  let most = 0;
  let count = 0;
  const ends: (() => void)[] = [];
  const throttle = new Throttle(
    async () => {
      most = Math.max(most, ++running);
      count++;
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
    },
    100,
    clock,
  );
  for (let n = 0; n < 10; n++) throttle.poke();
  await clock.move(400);
  ends.shift()?.();
  await clock.move(0);
  assert.equal(count, 1, 'work that took 400 ms rests as long');
  await clock.move(400);
  assert.equal(count, 2);
  ends.shift()?.();
  await clock.move(1_000);
  assert.deepEqual({ count, most }, { count: 2, most: 1 });
});

test('rests between the end of one run and the start of the next', async () => {
  const clock = new Hand();
  const runs: number[] = [];
  const throttle = new Throttle(() => Promise.resolve(void runs.push(clock.now())), 100, clock, 210);
  throttle.poke();
  await clock.move(0);
  for (let n = 0; n < 50; n++) {
    throttle.poke();
    await clock.move(10);
  }
  assert.deepEqual(runs, [0, 210, 420]);
});
