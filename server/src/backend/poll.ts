// Adaptive polling, where Redis does not push: quick while things change, slow while nothing does.
import { POLL_INTERVAL_MS_MAX, POLL_INTERVAL_MS_MIN } from '../limits';
import type { Part } from '../protocol/shapes';
import type { Refresher } from './refresher';

/** How much longer the pause gets after a look that found nothing new. */
const GROWTH = 1.5;

export class Poll {
  readonly #refresher: Refresher;
  readonly #onLook: (hasNewInterval: boolean) => void;
  #intervalMs = POLL_INTERVAL_MS_MIN;
  #hasChanged = false;
  #timer: NodeJS.Timeout | undefined;
  #isHidden = true;

  /** `onLook` is told of every look, and whether the interval grew or shrank, so that the view can say how live it is. */
  constructor(refresher: Refresher, onLook: (hasNewInterval: boolean) => void) {
    this.#refresher = refresher;
    this.#onLook = onLook;
    this.#schedule();
  }

  get intervalMs(): number {
    return this.#isHidden ? POLL_INTERVAL_MS_MAX : Math.round(this.#intervalMs);
  }

  setInterest(parts: readonly Part[]): void {
    const isHidden = parts.every((part) => part === 'failedCount' || part === 'backend');
    if (isHidden === this.#isHidden) return;
    this.#isHidden = isHidden;
    this.#intervalMs = POLL_INTERVAL_MS_MIN;
    this.#schedule();
  }

  sawChange(): void {
    this.#hasChanged = true;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), this.intervalMs);
  }

  #look(): void {
    const before = this.intervalMs;
    this.#intervalMs = this.#hasChanged
      ? POLL_INTERVAL_MS_MIN
      : Math.min(this.#intervalMs * GROWTH, POLL_INTERVAL_MS_MAX);
    this.#hasChanged = false;
    this.#refresher.markEverything();
    this.#schedule();
    this.#onLook(this.intervalMs !== before);
  }
}
