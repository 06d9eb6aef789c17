// The rows below one row, as far as they were asked for: read again from the start when something changed, longer by a page on demand.
import type { Backend, EntryRef, Page } from '../../../server/src/protocol/shapes';
import type { Ask } from '../ask';
import { readerOf } from './branches';
import { PAGE_ROWS, pageNotes } from './notes';
import type { Opens, Row, RowContext } from './row';

interface Held {
  readonly makers: readonly ((context: RowContext) => Row)[];
  /** The last page's notes: total, cut, trouble. */
  readonly end: Omit<Page<unknown>, 'items'>;
  readonly whole: Page<unknown>;
}

/** Reads and keeps what one branch shows. Never asks for more than is shown, and keeps what it has when an answer brings only trouble. */
export class Listing {
  readonly opens: Opens;
  /** Pages, which end after PAGE_ROWS rows, or earlier where the server cuts large entries off. */
  #pagesWanted = 1;
  #pagesHeld = 0;
  #held: Held | undefined;

  constructor(opens: Opens) {
    this.opens = opens;
  }

  get isLoaded(): boolean {
    return this.#held !== undefined;
  }

  /** What the last answer said about the whole, beside its items. */
  get whole(): Page<unknown> | undefined {
    return this.#held?.whole;
  }

  /** The next reading goes one page further. */
  wantMore(): void {
    this.#pagesWanted = Math.max(this.#pagesHeld, 1) + 1;
  }

  /** Reads everything shown again, page by page; each continues behind the entry the one before ended with. */
  async read(ask: Ask): Promise<void> {
    const read = readerOf(this.opens);
    const makers: ((context: RowContext) => Row)[] = [];
    let after: EntryRef | undefined;
    let hasMoved = false;
    let from = 0;
    for (let pages = 1; ; pages++) {
      const page = await read(ask, from, PAGE_ROWS, after);
      makers.push(...page.makers);
      hasMoved ||= page.hasMoved === true;
      from = page.from + page.makers.length;
      after = page.last;
      const isEnd =
        page.trouble !== undefined || page.makers.length === 0 || page.cut === 'limit' || from >= page.total;
      if (!isEnd && pages < this.#pagesWanted) continue;
      if (page.trouble === undefined) this.#pagesHeld = pages;
      const { makers: _, last: __, whole, ...end } = page;
      const kept = makers.length === 0 && end.trouble && this.#held ? this.#held.makers : makers;
      this.#held = { makers: kept, end: { ...end, hasMoved }, whole };
      return;
    }
  }

  /** The rows as of `nowMs`. */
  rows(backend: Backend, above: string, nowMs: number): Row[] {
    if (!this.#held) return [];
    const context: RowContext = { backend, above, nowMs };
    const { end, makers } = this.#held;
    return [...makers.map((make) => make(context)), ...pageNotes(end, makers.length, context)];
  }
}
