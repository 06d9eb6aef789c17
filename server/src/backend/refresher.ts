// Many marks → one refresh at a time. Reads only what is of interest; what is not stays marked until someone looks.
import { BADGE_INTERVAL_MS_MIN, HEARTBEAT_INTERVAL_MS_MIN, MARKED_ITEMS_MAX, SURVEY_INTERVAL_MS_MIN } from '../limits';
import { type Mark, type Piece, piecesOf } from '../model/parts';
import type { Part } from '../protocol/shapes';
import { Pace } from './pace';

/** Items of a piece that changed, or all of it. */
export type Items = ReadonlySet<string> | 'all';

/** Reads pieces again, in the order given. A rejection means that the connection is gone. */
export type ReadPieces = (pieces: ReadonlyMap<Piece, Items>) => Promise<void>;

export class Refresher {
  readonly #read: ReadPieces;
  readonly #onBroken: (error: unknown) => void;
  readonly #dirty = new Map<Piece, Set<string> | 'all'>();
  readonly #readAtMs = new Map<Piece, number>();
  readonly #pace = new Pace();
  #wanted: ReadonlySet<Piece> = new Set();
  #lastRead: ReadonlyMap<Piece, Items> = new Map();
  #asked = new Map<Piece, (() => void)[]>();
  /** What the running refresh reads, and who waits for it; undefined while none runs. */
  #running: Map<Piece, (() => void)[]> | undefined;
  #isVisible = false;
  #isOver = false;
  /** When the pace allows the next refresh; set by the first mark after the last one. */
  #notBeforeMs: number | undefined;
  #next: { readonly atMs: number; readonly stop: () => void } | undefined;

  constructor(read: ReadPieces, onBroken: (error: unknown) => void) {
    this.#read = read;
    this.#onBroken = onBroken;
  }

  /** Replaces what is looked at. Parts not read yet, or changed since, are read now. */
  setInterest(parts: readonly Part[]): void {
    this.#wanted = new Set(parts.flatMap(piecesOf));
    this.#isVisible = parts.some((part) => part !== 'failedCount' && part !== 'backend' && !part.startsWith('job:'));
    for (const piece of this.#wanted) {
      // What is being read, all of it, is not read once more because someone began to look meanwhile.
      const isBeingRead = this.#running?.has(piece) && this.#lastRead.get(piece) === 'all';
      if (!this.#readAtMs.has(piece) && !isBeingRead) this.#dirty.set(piece, 'all');
    }
    // Pages and watched jobs that nobody looks at are forgotten: their keys stay tracked only until they next change.
    for (const piece of [...this.#readAtMs.keys(), ...this.#dirty.keys()])
      if (this.#isPassing(piece)) this.#forget(piece);
    this.#wake();
  }

  /** Notes what changed. Costs nothing until someone looks; of what comes in any number, nothing is noted but what someone looks at. */
  mark(marks: readonly Mark[]): void {
    for (const { piece, item } of marks) {
      if (this.#isPassing(piece)) {
        this.#forget(piece);
        continue;
      }
      const known = this.#dirty.get(piece);
      if (known === 'all') continue;
      if (item === undefined) this.#dirty.set(piece, 'all');
      else if (known && known.size >= MARKED_ITEMS_MAX && !known.has(item)) this.#dirty.set(piece, 'all');
      else if (known) known.add(item);
      else this.#dirty.set(piece, new Set([item]));
    }
    this.#wake();
  }

  /** How many pieces are marked: bounded by what can be looked at, whatever is written. */
  get noted(): number {
    return this.#dirty.size;
  }

  /** Everything may have changed: after a flush, a reconnection, a poll, or a user's "refresh". */
  markEverything(): void {
    for (const piece of new Set([...this.#wanted, ...this.#readAtMs.keys()])) {
      if (this.#isPassing(piece)) this.#forget(piece);
      else if (piece !== 'survey') this.#dirty.set(piece, 'all');
    }
    this.#wake();
  }

  /** Resolves when `part` is read and nothing of it is marked, or when the connection is gone. What is being read is not read twice. Rows do not
   *  wait for the survey that may find more of them, but where nothing else finds any. */
  async ensure(part: Part): Promise<void> {
    if (this.#isOver) return;
    const stale = piecesOf(part).filter(
      (piece) => !this.#readAtMs.has(piece) || (this.#dirty.has(piece) && piece !== 'heartbeats'),
    );
    if (stale.length === 0) return;
    const waits = stale.map((piece) => {
      const running = this.#dirty.has(piece) ? undefined : this.#running?.get(piece);
      if (!running && !this.#readAtMs.has(piece)) this.#dirty.set(piece, 'all');
      return new Promise<void>((resolve) => {
        if (running) running.push(resolve);
        else this.#asked.set(piece, [...(this.#asked.get(piece) ?? []), resolve]);
        if (piece === 'survey' && part !== 'statuses') resolve();
      });
    });
    this.#wake();
    await Promise.all(waits);
  }

  stop(): void {
    this.#isOver = true;
    this.#next?.stop();
    for (const waiting of this.#asked.values()) for (const resolve of waiting) resolve();
    this.#asked.clear();
  }

  /** A page or a watched job that nobody looks at, waits for, or reads: there are as many of them as there are keys, so nothing is kept of one. */
  #isPassing(piece: Piece): boolean {
    return (
      piece.includes(':') &&
      !this.#wanted.has(piece) &&
      !this.#asked.has(piece) &&
      !(this.#running?.has(piece) ?? false)
    );
  }

  /** Whoever asks for it next has it read. */
  #forget(piece: Piece): void {
    this.#readAtMs.delete(piece);
    this.#dirty.delete(piece);
  }

  #wake(): void {
    if (this.#isOver || this.#running) return; // The end of the running refresh looks again.
    const nowMs = performance.now();
    const dueAtMs = this.#dueAt(nowMs);
    if (dueAtMs === undefined || (this.#next && this.#next.atMs <= dueAtMs)) return;
    this.#next?.stop();
    this.#next = { atMs: dueAtMs, stop: later(dueAtMs - nowMs, () => void this.#run()) };
  }

  /** When the next refresh may start; undefined when nothing of interest is marked. */
  #dueAt(nowMs: number): number | undefined {
    const marked = [...this.#dirty.keys()];
    if (marked.some((piece) => this.#asked.has(piece))) return nowMs;
    const notBefore = marked
      .filter((piece) => this.#wanted.has(piece))
      .map((piece) => (this.#readAtMs.get(piece) ?? Number.NEGATIVE_INFINITY) + this.#intervalMs(piece));
    if (notBefore.length === 0) return undefined;
    this.#notBeforeMs ??= nowMs + this.#pace.pauseAt(nowMs, this.#isMarkedAgain());
    return Math.max(Math.min(...notBefore), this.#notBeforeMs);
  }

  /** Whether something that the last refresh read is marked. */
  #isMarkedAgain(): boolean {
    for (const [piece, read] of this.#lastRead) {
      const marked = this.#dirty.get(piece);
      if (marked === undefined) continue;
      if (marked === 'all' || read === 'all' || [...marked].some((item) => read.has(item))) return true;
    }
    return false;
  }

  #intervalMs(piece: Piece): number {
    if (piece === 'heartbeats') return HEARTBEAT_INTERVAL_MS_MIN;
    if (piece === 'survey') return SURVEY_INTERVAL_MS_MIN;
    return piece === 'failedCount' && !this.#isVisible ? BADGE_INTERVAL_MS_MIN : 0;
  }

  #take(nowMs: number): Map<Piece, Items> {
    const taken = new Map<Piece, Items>();
    const order = [...new Set([...this.#wanted, ...this.#asked.keys()])];
    for (const piece of order) {
      const items = this.#dirty.get(piece);
      if (items === undefined) continue;
      const isDue =
        this.#asked.has(piece) ||
        (this.#readAtMs.get(piece) ?? Number.NEGATIVE_INFINITY) + this.#intervalMs(piece) <= nowMs;
      if (!isDue) continue;
      taken.set(piece, items);
    }
    // A thousand keys are looked at for what has no index: nobody's rows wait for that.
    if (taken.size > 1) taken.delete('survey');
    for (const piece of taken.keys()) this.#dirty.delete(piece);
    return taken;
  }

  async #run(): Promise<void> {
    this.#next = undefined;
    this.#notBeforeMs = undefined;
    const startMs = performance.now();
    const pieces = this.#take(startMs);
    const running = new Map([...pieces.keys()].map((piece) => [piece, this.#asked.get(piece) ?? []]));
    this.#running = running;
    for (const piece of pieces.keys()) this.#asked.delete(piece);
    this.#lastRead = pieces;
    try {
      await this.#read(pieces);
      const endMs = performance.now();
      for (const piece of pieces.keys()) this.#readAtMs.set(piece, startMs);
      this.#pace.ended(endMs, endMs - startMs);
    } catch (error) {
      for (const piece of pieces.keys()) this.#dirty.set(piece, 'all');
      this.#onBroken(error);
    }
    this.#running = undefined;
    for (const piece of pieces.keys()) if (this.#dirty.has(piece) && this.#isPassing(piece)) this.#forget(piece);
    for (const resolve of [...running.values()].flat()) resolve();
    this.#wake();
  }
}

/** Runs `work` after `delayMs`, or once this turn's other news has come in. Returns what stops it. */
function later(delayMs: number, work: () => void): () => void {
  if (delayMs <= 0) {
    const soon = setImmediate(work);
    return () => clearImmediate(soon);
  }
  const timer = setTimeout(work, delayMs);
  return () => clearTimeout(timer);
}
