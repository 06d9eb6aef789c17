// How long to wait before the next refresh. Pure but for the times it is told.
import { STORM_PAUSE_MS_MAX } from '../limits';

/** A mark this soon after a refresh ended means that writes come faster than they are read, ms. */
const STORM_GAP_MS = 1;
/** So many in a row before the pace falls: a burst of a few writes should stay live. */
const STORM_RUN = 12;
/** A refresh may take this share of the time while a storm lasts: the rest is Redis's and the editor's. */
const BUSY_SHARE = 1 / 25;

/** Tracking announces a key once until it is read again, so a storm shows as marks that arrive the moment a refresh ends. Then the pause
 *  doubles, up to STORM_PAUSE_MS_MAX or what keeps refreshing at BUSY_SHARE; when a pause ends without a mark, it halves. */
export class Pace {
  #run = 0;
  #pauseMs = 0;
  #endedAtMs = Number.NEGATIVE_INFINITY;

  /** Pause before the refresh that a mark at `nowMs` asks for, ms; 0 in quiet times. */
  pauseAt(nowMs: number): number {
    const gapMs = nowMs - this.#endedAtMs;
    if (gapMs > this.#pauseMs + STORM_PAUSE_MS_MAX) {
      this.#pauseMs = 0;
      this.#run = 0;
    } else if (gapMs <= STORM_GAP_MS) {
      this.#run += 1;
      if (this.#run >= STORM_RUN) this.#pauseMs = Math.max(2 * this.#pauseMs, 4);
    } else {
      this.#run = 0;
      this.#pauseMs = this.#pauseMs < 4 ? 0 : this.#pauseMs / 2;
    }
    this.#pauseMs = Math.min(this.#pauseMs, STORM_PAUSE_MS_MAX);
    return this.#pauseMs;
  }

  /** A refresh that took `elapsedMs` ended. */
  ended(nowMs: number, elapsedMs: number): void {
    this.#endedAtMs = nowMs;
    if (this.#pauseMs > 0)
      this.#pauseMs = Math.max(this.#pauseMs, Math.min(elapsedMs / BUSY_SHARE, STORM_PAUSE_MS_MAX));
  }
}
