// Finds an entry again by its bytes, near where it was last seen. Never LPOS: over a million entries of 2 kB it blocks Redis for 100 ms.
import type { Redis } from 'ioredis';
import { SEEK_WINDOW_ENTRIES } from '../limits';
import type { EntryRef } from '../protocol/shapes';
import { digestOf } from '../text/bytes';

export interface Found {
  readonly index: number;
  readonly entry: Buffer;
}

/** Entries asked for by one LRANGE of the search. */
const STEP = 50;

/** Looks at the last known place, then in growing steps on both sides of it, SEEK_WINDOW_ENTRIES at most. `isIt` may accept more than the
 *  same bytes. Undefined: not there any more, or moved beyond the window. */
export async function seek(
  redis: Redis,
  key: string,
  ref: EntryRef,
  isIt: (entry: Buffer) => boolean = (entry) => digestOf(entry) === ref.digest,
): Promise<Found | undefined> {
  const there = await redis.lindexBuffer(key, ref.place);
  if (there !== null && isIt(there)) return { index: ref.place, entry: there };
  for (let distance = 1; distance <= SEEK_WINDOW_ENTRIES; distance += STEP) {
    // Lists lose entries at the head more often than they gain any there, so the lower side comes first.
    const found =
      (await lookAt(redis, key, Math.max(ref.place - distance - STEP + 1, 0), ref.place - distance, isIt)) ??
      (await lookAt(redis, key, ref.place + distance, ref.place + distance + STEP - 1, isIt));
    if (found) return found;
  }
  return undefined;
}

async function lookAt(
  redis: Redis,
  key: string,
  from: number,
  to: number,
  isIt: (entry: Buffer) => boolean,
): Promise<Found | undefined> {
  if (to < from) return undefined;
  const entries = await redis.lrangeBuffer(key, from, to);
  const offset = entries.findLastIndex(isIt);
  const entry = entries[offset];
  return entry === undefined ? undefined : { index: from + offset, entry };
}
