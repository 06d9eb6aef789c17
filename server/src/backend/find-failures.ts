// Text search through the failures: newest first, in bounded steps, cancellable.
import { SEARCH_ENTRIES_MAX, STEP_ENTRIES_MAX } from '../limits';
import type { Failure, Page, Unreadable } from '../protocol/shapes';
import type { ReadContext } from './context';
import { decodeNewestFirst, readStretch } from './read-entries';
import { type Cancellation, Cancelled } from './slices';

/** Failures that hold `text` in any of their fields, from place `from` counted from the tail, until `count` are found or SEARCH_ENTRIES_MAX were
 *  looked at. */
export async function findFailures(
  context: ReadContext,
  wish: { readonly text: string; readonly from: number; readonly count: number },
  cancellation?: Cancellation,
): Promise<Page<Failure | Unreadable> & { readonly looked: number }> {
  const { redis, keys } = context;
  const needle = wish.text.trim().toLowerCase();
  const total = await redis.llen(keys.failed);
  const items: (Failure | Unreadable)[] = [];
  let looked = 0;
  while (looked < SEARCH_ENTRIES_MAX && items.length < wish.count) {
    if (cancellation?.isCancellationRequested) throw new Cancelled();
    const newest = total - 1 - wish.from - looked;
    if (newest < 0) break;
    const stretch = await readStretch(context, keys.failed, newest, STEP_ENTRIES_MAX, 'head');
    if (stretch.entries.length === 0) break;
    looked += stretch.entries.length;
    const decoded = await decodeNewestFirst(stretch, context.look, cancellation);
    items.push(...decoded.filter((item) => textOf(item).includes(needle)));
  }
  return { items, from: wish.from, total, looked };
}

/** What a person sees of the entry, which is masked: a search never finds what is not shown. */
function textOf(item: Failure | Unreadable): string {
  if (item.kind === 'unreadable') return item.preview.toLowerCase();
  const { jobClass, wrappedClass, exception, error, queue, worker, jobId, argumentsText } = item;
  return [jobClass, wrappedClass, exception, error, queue, worker, jobId, argumentsText].join('\n').toLowerCase();
}
