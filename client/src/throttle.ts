// Runs work at once when it is wanted, then at most so often: at most one run under way and one waiting.

/** What keeps time; tests pass their own. */
export interface Clock {
  now(): number;
  after(ms: number, then: () => void): () => void;
}

export const realClock: Clock = {
  now: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** Leading edge first, then at most once per interval, and never more than half of the time: slow work lowers its own rate. */
export class Throttle {
  readonly #run: () => Promise<void>;
  readonly #intervalMs: number;
  readonly #clock: Clock;
  readonly #restMs: number;
  #isRunning = false;
  #isWaiting = false;
  #cancel: (() => void) | undefined;

  /** `run` must not throw: it answers for its own errors. At least `restMs` lie between its end and its next start. */
  constructor(run: () => Promise<void>, intervalMs: number, clock: Clock = realClock, restMs = 0) {
    this.#run = run;
    this.#intervalMs = intervalMs;
    this.#clock = clock;
    this.#restMs = restMs;
  }

  poke(): void {
    if (this.#isRunning || this.#cancel) this.#isWaiting = true;
    else void this.#start();
  }

  async #start(): Promise<void> {
    this.#isRunning = true;
    const begun = this.#clock.now();
    await this.#run();
    this.#isRunning = false;
    const took = this.#clock.now() - begun;
    this.#cancel = this.#clock.after(Math.max(this.#intervalMs - took, took, this.#restMs), () => {
      this.#cancel = undefined;
      if (!this.#isWaiting) return;
      this.#isWaiting = false;
      void this.#start();
    });
  }

  dispose(): void {
    this.#cancel?.();
    this.#isWaiting = false;
  }
}
