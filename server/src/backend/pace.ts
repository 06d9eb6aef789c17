// How long to wait before the next refresh. Pure but for the times it is told.
import { STORM_PAUSE_MS_MAX } from '../limits';

/** What was read and is marked again this soon after the refresh ended changes faster than it is read, ms … */
const STORM_GAP_MS = 1;
/** … or within this share of the time the refresh took: on a busy machine the news waits for the processor as the refresh did. */
const STORM_GAP_SHARE = 1 / 2;
/** So many refreshes in a row must meet that before the pace falls: a burst of a few writes, or chance, should stay live. */
const STORM_RUN = 12;
/** The shortest pause there is, ms. */
const PAUSE_MS_MIN = 4;
/** A refresh may take this share of the time while a storm lasts: the rest is Redis's and the editor's. */
const BUSY_SHARE = 1 / 50;

/** Tracking announces a key once until it is read again, so a storm shows as keys that are announced again the moment they were read. Then the
 *  pause becomes what keeps refreshing at BUSY_SHARE, up to STORM_PAUSE_MS_MAX; when a pause ends without that, it halves. Many writes to many
 *  keys are no storm: each of them is read once for each time it is shown. */
export class Pace {
  #run = 0;
  #pauseMs = 0;
  #endedAtMs = Number.NEGATIVE_INFINITY;
  #elapsedMs = 0;

  /** Pause before the refresh that a mark at `nowMs` asks for, ms; 0 in quiet times. `isAgain`: it is about something the last refresh read. */
  pauseAt(nowMs: number, isAgain: boolean): number {
    const gapMs = nowMs - this.#endedAtMs;
    const isStorm = isAgain && gapMs <= Math.max(STORM_GAP_MS, this.#elapsedMs * STORM_GAP_SHARE);
    if (gapMs > this.#pauseMs + STORM_PAUSE_MS_MAX) {
      this.#run = 0;
      this.#pauseMs = 0;
    } else if (isStorm) {
      this.#run += 1;
      if (this.#run >= STORM_RUN || this.#pauseMs > 0)
        this.#pauseMs = Math.min(Math.max(PAUSE_MS_MIN, this.#elapsedMs / BUSY_SHARE), STORM_PAUSE_MS_MAX);
    } else {
      this.#run = 0;
      this.#pauseMs = this.#pauseMs < 2 * PAUSE_MS_MIN ? 0 : this.#pauseMs / 2;
    }
    return this.#pauseMs;
  }

  /** A refresh that took `elapsedMs` ended. */
  ended(nowMs: number, elapsedMs: number): void {
    this.#endedAtMs = nowMs;
    this.#elapsedMs = elapsedMs;
  }
}
