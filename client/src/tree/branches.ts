// What has to be asked for the rows below a row, and how an answer becomes rows. One value per kind of branch.
import {
  PageDelayedJobs,
  PageFailures,
  PageJobs,
  PageQueues,
  PageSeconds,
  PageStatuses,
  PageWorkers,
} from '../../../server/src/protocol/requests';
import type { EntryRef, Page, Part } from '../../../server/src/protocol/shapes';
import type { Ask } from '../ask';
import { entryRow } from './entry-rows';
import type { Opens, Row, RowContext } from './row';
import { queueRow, secondRow, statusRow, workerRow } from './rows';

/** One page with its rows still to be made: they are made anew when time passes, without asking again. */
export interface Answer extends Omit<Page<unknown>, 'items'> {
  readonly makers: readonly ((context: RowContext) => Row)[];
  /** The last entry of the page, where the branch holds entries: the next page continues behind it. */
  readonly last?: EntryRef;
  /** What a view says about the whole: statuses say how they were found. */
  readonly whole: Page<unknown>;
}

/** Asks for `count` rows from `from`, behind the entry `after` where there is one. */
type Read = (ask: Ask, from: number, count: number, after?: EntryRef) => Promise<Answer>;

/** The part of the backend that has changed when these rows are old. */
export function partOf(opens: Opens): Part {
  if (opens.kind === 'jobs') return `queue:${opens.queue}`;
  if (opens.kind === 'second') return `second:${opens.second}`;
  return opens.kind === 'failed' ? 'failures' : opens.kind;
}

const answer = <Item>(page: Page<Item>, row: (item: Item, context: RowContext) => Row, last?: EntryRef): Answer => ({
  from: page.from,
  total: page.total,
  ...(page.cut ? { cut: page.cut } : {}),
  ...(page.hasMoved === undefined ? {} : { hasMoved: page.hasMoved }),
  ...(page.trouble ? { trouble: page.trouble } : {}),
  ...(last ? { last } : {}),
  whole: page,
  makers: page.items.map((item) => (context: RowContext) => row(item, context)),
});

/** How the rows below are read. */
export function readerOf(opens: Opens): Read {
  const { backendId } = opens;
  switch (opens.kind) {
    case 'queues':
      return async (ask, from, count) => answer(await ask(PageQueues, { backendId, from, count }), queueRow);
    case 'workers':
      return async (ask, from, count) => answer(await ask(PageWorkers, { backendId, from, count }), workerRow);
    case 'delayed':
      return async (ask, from, count) => answer(await ask(PageSeconds, { backendId, from, count }), secondRow);
    case 'statuses':
      return async (ask, from, count) => answer(await ask(PageStatuses, { backendId, from, count }), statusRow);
    case 'failed':
      return async (ask, from, count, after) => {
        const page = await ask(PageFailures, { backendId, from, count, ...(after ? { after } : {}) });
        return answer(page, entryRow, page.items.at(-1)?.ref);
      };
    case 'jobs':
      return async (ask, from, count, after) => {
        const page = await ask(PageJobs, { backendId, queue: opens.queue, from, count, ...(after ? { after } : {}) });
        return answer(page, entryRow, page.items.at(-1)?.ref);
      };
    case 'second':
    default:
      return async (ask, from, count, after) => {
        const page = await ask(PageDelayedJobs, {
          backendId,
          second: opens.second,
          from,
          count,
          ...(after ? { after } : {}),
        });
        return answer(page, entryRow, page.items.at(-1)?.ref);
      };
  }
}
