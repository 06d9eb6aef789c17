// One entry in full, found again by its bytes near where it was last seen.
import { detailsOf } from '../dialect/decode-details';
import { isSameButRetried } from '../dialect/retry';
import type { EntryAnswer, EntryRef } from '../protocol/shapes';
import { digestOf } from '../text/bytes';
import type { ReadContext } from './context';
import { keyOfList } from './read-entries';
import { seek } from './seek';

/** Reads the bytes again and compares. A failure to which `retried_at` was added since is still found, and said to be retried. */
export async function readEntry(context: ReadContext, ref: EntryRef, isRevealed: boolean): Promise<EntryAnswer> {
  const key = keyOfList(context.keys, context.prefix, ref.in);
  const found = await seek(
    context.redis,
    key,
    ref,
    (entry) => digestOf(entry) === ref.digest || (ref.in.list === 'failed' && isSameButRetried(ref.digest, entry)),
  );
  if (found === undefined) return { found: 'no' };
  const details = detailsOf(
    found.entry,
    { in: ref.in, place: found.index, ordinal: 0 },
    { ...context.look, isRevealed },
  );
  return { found: digestOf(found.entry) === ref.digest ? 'same' : 'retried', details };
}
