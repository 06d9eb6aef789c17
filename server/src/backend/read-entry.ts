// One entry in full, found again by its bytes near where it was last seen.
import type { At, Look } from '../dialect/decode-entry';
import { detailsOf } from '../dialect/decode-details';
import { isSameButRetried } from '../dialect/retry';
import { DECODE_BYTES_MAX } from '../limits';
import type { EntryAnswer, EntryDetails, EntryRef } from '../protocol/shapes';
import { digestOf } from '../text/bytes';
import type { ReadContext } from './context';
import { keyOfList } from './read-entries';
import { seek } from './seek';

/** Reads the bytes again and compares. A failure to which `retried_at` was added since is still found, and said to be retried.
 *  An entry larger than DECODE_BYTES_MAX is given to `decodeElsewhere`: indenting megabytes takes longer than a slice. */
export async function readEntry(
  context: ReadContext,
  ref: EntryRef,
  isRevealed: boolean,
  decodeElsewhere: (entry: Buffer, at: At, look: Look) => Promise<EntryDetails>,
): Promise<EntryAnswer> {
  const key = keyOfList(context.keys, context.prefix, ref.in);
  const found = await seek(
    context.redis,
    key,
    ref,
    (entry) => digestOf(entry) === ref.digest || (ref.in.list === 'failed' && isSameButRetried(ref.digest, entry)),
  );
  if (found === undefined) return { found: 'no' };
  const at = { in: ref.in, place: found.index, ordinal: 0 };
  const look = { ...context.look, isRevealed };
  const isLarge = found.entry.length > DECODE_BYTES_MAX;
  const details = isLarge ? await decodeElsewhere(found.entry, at, look) : detailsOf(found.entry, at, look);
  return { found: digestOf(found.entry) === ref.digest ? 'same' : 'retried', details };
}
