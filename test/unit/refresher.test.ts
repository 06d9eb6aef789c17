// Many marks → one refresh at a time, and the last state always arrives. Deterministic: reads end when the test says so, timers are node:test's.
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { type Items, Refresher } from '../../server/src/backend/refresher';
import { BADGE_INTERVAL_MS_MIN, MARKED_ITEMS_MAX, STORM_PAUSE_MS_MAX } from '../../server/src/limits';
import type { Piece } from '../../server/src/model/parts';

/** A refresher whose reads are noted and end when told. */
class Bench {
  readonly reads: string[] = [];
  readonly broken: unknown[] = [];
  readonly refresher: Refresher;
  #end: ((error?: Error) => void) | undefined;

  constructor() {
    this.refresher = new Refresher(
      (pieces) => {
        assert.equal(this.#end, undefined, 'two refreshes at once');
        this.reads.push([...pieces].map(([piece, items]) => named(piece, items)).join(' '));
        return new Promise((resolve, reject) => {
          this.#end = (error) => (error ? reject(error) : resolve());
        });
      },
      (error) => this.broken.push(error),
    );
  }

  get isReading(): boolean {
    return this.#end !== undefined;
  }

  /** Ends the running read, and lets what waits for it go on. */
  async end(error?: Error): Promise<void> {
    const end = this.#end;
    this.#end = undefined;
    end?.(error);
    await turn();
  }

  /** Takes all that was read so far. */
  taken(): string[] {
    return this.reads.splice(0);
  }
}

const named = (piece: Piece, items: Items): string => (items === 'all' ? piece : `${piece}(${[...items].join()})`);

/** Lets promises and immediates run. setImmediate itself is not mocked. */
async function turn(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets time pass: timers that fall due run. */
async function pass(ms: number): Promise<void> {
  clock += ms;
  mock.timers.tick(ms);
  await turn();
}

let clock = 0;
beforeEach(() => {
  mock.timers.reset();
  mock.restoreAll();
  mock.timers.enable({ apis: ['setTimeout'] });
  clock = 1_000_000;
  mock.method(performance, 'now', () => clock);
});

/** One with these parts looked at, and read. */
async function watching(...parts: Parameters<Refresher['setInterest']>[0]): Promise<Bench> {
  const bench = new Bench();
  bench.refresher.setInterest(parts);
  await turn();
  while (bench.isReading) await bench.end();
  bench.taken();
  return bench;
}

test('what is looked at is read in one go, the survey after it', async () => {
  const bench = new Bench();
  bench.refresher.setInterest(['failedCount', 'queues', 'workers']);
  await turn();
  await bench.end();
  await bench.end();
  assert.deepEqual(bench.taken(), ['failedCount queueNames workerIds queues workers heartbeats', 'survey']);
});

test('what nobody looks at stays marked, and is read when someone does', async () => {
  const bench = await watching('failedCount', 'stats');
  bench.refresher.mark([{ piece: 'queue:mail' }]);
  await turn();
  assert.deepEqual(bench.taken(), []);
  bench.refresher.setInterest(['failedCount', 'stats', 'queue:mail']);
  await turn();
  assert.deepEqual(bench.taken(), ['queue:mail']);
});

test('what is opened while it is being read is not read twice', async () => {
  const bench = new Bench();
  const asked = bench.refresher.ensure('queue:mail');
  await turn();
  bench.refresher.setInterest(['queue:mail']);
  await bench.end();
  await asked;
  await turn();
  assert.deepEqual(bench.taken(), ['queue:mail']);
});

test('what changes while it is opened and read is read again', async () => {
  const bench = new Bench();
  const asked = bench.refresher.ensure('queue:mail');
  await turn();
  bench.refresher.setInterest(['queue:mail']);
  bench.refresher.mark([{ piece: 'queue:mail' }]);
  await bench.end();
  await asked;
  await turn();
  assert.deepEqual(bench.taken(), ['queue:mail', 'queue:mail']);
});

test('a page nobody looks at is read for each who asks after it changed, and only then', async () => {
  const bench = await watching('stats');
  const ask = async () => {
    const asked = bench.refresher.ensure('job:i');
    await turn();
    if (bench.isReading) await bench.end();
    await asked;
  };
  await ask();
  await ask();
  assert.deepEqual(bench.taken(), ['job:i']);
  bench.refresher.mark([{ piece: 'job:i' }]);
  await turn();
  await ask();
  assert.deepEqual(bench.taken(), ['job:i']);
  // Changed while it is read: the answer is that of the moment, the next one is another.
  bench.refresher.mark([{ piece: 'job:i' }]);
  const asked = bench.refresher.ensure('job:i');
  await turn();
  bench.refresher.mark([{ piece: 'job:i' }]);
  await bench.end();
  await asked;
  await ask();
  assert.deepEqual(bench.taken(), ['job:i', 'job:i']);
});

test('keys without number that nobody looks at leave nothing behind', async () => {
  const bench = await watching('stats');
  for (let n = 0; n < 300_000; n++) bench.refresher.mark([{ piece: `job:${n}` }, { piece: 'statuses', item: `${n}` }]);
  assert.equal(bench.refresher.noted, 1, 'the statuses');
  // Looked at from now on, they are read once; so are the statuses, all of them rather than 300,000 by name.
  bench.refresher.setInterest(['statuses']);
  await turn();
  while (bench.isReading) await bench.end();
  bench.taken();
  bench.refresher.setInterest(['stats']);
  for (let n = 0; n < 2 * MARKED_ITEMS_MAX; n++) bench.refresher.mark([{ piece: 'statuses', item: `${n}` }]);
  bench.refresher.setInterest(['statuses']);
  await turn();
  while (bench.isReading) await bench.end();
  assert.deepEqual(bench.taken(), ['statuses']);
});

test('many marks of one turn are one refresh; items gather, a whole piece swallows them', async () => {
  const bench = await watching('queues', 'stats');
  for (const item of ['a', 'b', 'a']) bench.refresher.mark([{ piece: 'queues', item }]);
  await turn();
  await bench.end();
  bench.refresher.mark([{ piece: 'queues', item: 'a' }, { piece: 'queues' }, { piece: 'queues', item: 'b' }]);
  await turn();
  await bench.end();
  assert.deepEqual(bench.taken(), ['queues(a,b)', 'queues']);
});

test('one refresh runs, at most one waits, and what was marked meanwhile is read again', async () => {
  const bench = await watching('queues', 'stats');
  bench.refresher.mark([{ piece: 'queues', item: 'a' }]);
  await turn();
  for (let n = 0; n < 50; n++) bench.refresher.mark([{ piece: 'queues', item: `${n % 2}` }]);
  await turn();
  assert.deepEqual(bench.taken(), ['queues(a)']);
  await bench.end();
  assert.deepEqual(bench.taken(), ['queues(0,1)']);
  await bench.end();
  await pass(10 * STORM_PAUSE_MS_MAX);
  assert.deepEqual(bench.taken(), []);
});

test('in a storm the rate falls to the bound, and the last change is always read', async () => {
  const bench = await watching('queues', 'stats');
  const write = () => bench.refresher.mark([{ piece: 'queues', item: 'hot' }]);
  write();
  const startMs = clock;
  let reads = 0;
  while (clock < startMs + 20_000) {
    await pass(1);
    if (!bench.isReading) continue;
    clock += 10; // A refresh takes 10 ms, and the key is written again before it ends.
    write();
    reads++;
    await bench.end();
  }
  assert.ok(reads < 20_000 / STORM_PAUSE_MS_MAX + 30, `${reads} refreshes in 20 s`);
  // The last write of the storm was marked while it was read: it must be read once more, within the pause.
  bench.taken();
  await pass(STORM_PAUSE_MS_MAX);
  if (bench.isReading) await bench.end();
  assert.deepEqual(bench.taken(), ['queues(hot)']);
  await pass(10 * STORM_PAUSE_MS_MAX);
  assert.deepEqual(bench.taken(), []);
});

test('after a storm a write is read at once', async () => {
  const bench = await watching('queues', 'stats');
  for (let n = 0; n < 40; n++) {
    bench.refresher.mark([{ piece: 'queues', item: 'hot' }]);
    await pass(STORM_PAUSE_MS_MAX);
    await bench.end();
  }
  await pass(10 * STORM_PAUSE_MS_MAX);
  bench.taken();
  bench.refresher.mark([{ piece: 'queues', item: 'hot' }]);
  await turn();
  assert.deepEqual(bench.taken(), ['queues(hot)']);
});

test('the badge alone is read once a second at most, and the last length arrives', async () => {
  const bench = await watching('failedCount');
  for (let n = 0; n < 30; n++) {
    bench.refresher.mark([{ piece: 'failedCount' }, { piece: 'failures' }]);
    await pass(100);
    if (bench.isReading) await bench.end();
  }
  assert.ok(bench.taken().length <= 4);
  await pass(BADGE_INTERVAL_MS_MIN);
  if (bench.isReading) await bench.end();
  bench.taken();
  await pass(10 * BADGE_INTERVAL_MS_MIN);
  assert.deepEqual(bench.taken(), []);
});

test('who asks does not wait for the pace, nor for the survey', async () => {
  const bench = new Bench();
  let isAnswered = false;
  const asked = bench.refresher.ensure('queues').then(() => (isAnswered = true));
  await turn();
  assert.deepEqual(bench.taken(), ['queueNames workerIds queues']);
  await bench.end();
  assert.ok(isAnswered);
  await asked;
  assert.deepEqual(bench.taken(), ['survey']);
});

test('what is being read is not read twice; what changed meanwhile is', async () => {
  const bench = new Bench();
  bench.refresher.setInterest(['stats', 'failures']);
  await turn();
  let answered = 0;
  void bench.refresher.ensure('stats').then(() => answered++);
  bench.refresher.mark([{ piece: 'failures' }]);
  void bench.refresher.ensure('failures').then(() => answered++);
  await bench.end();
  assert.equal(answered, 1);
  await bench.end();
  assert.equal(answered, 2);
  assert.deepEqual(bench.taken(), ['stats failures', 'failures']);
});

test('who asks for statuses waits for the survey: nothing else finds them', async () => {
  const bench = new Bench();
  let isAnswered = false;
  const asked = bench.refresher.ensure('statuses').then(() => (isAnswered = true));
  await turn();
  await bench.end();
  assert.ok(!isAnswered);
  await bench.end();
  await asked;
  assert.ok(isAnswered);
});

test('a connection that breaks leaves everything marked, and nobody waiting', async () => {
  const bench = new Bench();
  const asked = bench.refresher.ensure('stats');
  await turn();
  await bench.end(new Error('gone'));
  await asked;
  assert.equal(bench.broken.length, 1);
  bench.refresher.stop();
  await bench.refresher.ensure('stats');
});
