// Finds an entry again by its bytes, near where it was last seen. Never LPOS: over a million entries of 2 kB it blocks Redis for 100 ms.
import type { Redis } from 'ioredis';
import { SEEK_BYTES_MAX, SEEK_WINDOW_ENTRIES } from '../limits';
import type { EntryRef } from '../protocol/shapes';
import { digestOf } from '../text/bytes';

export interface Found {
  readonly index: number;
  readonly entry: Buffer;
}

/** Entries asked for by one LRANGE of the search, and bytes it should answer with at most. */
const STEP_ENTRIES_MAX = 50;
const STEP_BYTES_MAX = 512 * 1024;

/** Looks at the last known place, then in steps on both sides of it, SEEK_WINDOW_ENTRIES and SEEK_BYTES_MAX at most. `isIt` may accept more
 *  than the same bytes. Undefined: not there any more, or moved beyond the window. */
export async function seek(
  redis: Redis,
  key: string,
  ref: EntryRef,
  isIt: (entry: Buffer) => boolean = (entry) => digestOf(entry) === ref.digest,
): Promise<Found | undefined> {
  const there = await redis.lindexBuffer(key, ref.place);
  if (there !== null && isIt(there)) return { index: ref.place, entry: there };
  const seen = { entries: there === null ? 0 : 1, bytes: there?.length ?? 0 };
  // A list that became shorter is looked at from its end.
  const middle = there === null ? Math.min(await redis.llen(key), ref.place) : ref.place;
  let isAtEnd = middle < ref.place;
  for (let distance = 1; distance <= SEEK_WINDOW_ENTRIES && seen.bytes <= SEEK_BYTES_MAX; ) {
    const step = stepAfter(seen);
    // Lists lose entries at the head more often than they gain any there, so the lower side comes first.
    const low = middle - distance;
    const high = middle + distance;
    const below: Looked = await lookAt(redis, key, Math.max(low - step + 1, 0), low, isIt, seen);
    if (typeof below === 'object') return below;
    const above: Looked = isAtEnd ? 'end' : await lookAt(redis, key, high, high + step - 1, isIt, seen);
    if (typeof above === 'object') return above;
    isAtEnd = above === 'end';
    if (isAtEnd && low <= 0) return undefined; // All of the list was looked at.
    distance += step;
  }
  return undefined;
}

interface Seen {
  entries: number;
  bytes: number;
}

/** As many entries as fit by the sizes seen so far; few while none was seen. */
function stepAfter({ entries, bytes }: Seen): number {
  if (entries === 0) return 1;
  const fitting = Math.floor(STEP_BYTES_MAX / Math.max(bytes / entries, 1));
  return Math.min(Math.max(fitting, 1), STEP_ENTRIES_MAX);
}

/** `end`: the list had less than was asked for. */
type Looked = Found | 'end' | 'not here';

async function lookAt(
  redis: Redis,
  key: string,
  from: number,
  to: number,
  isIt: (entry: Buffer) => boolean,
  seen: Seen,
): Promise<Looked> {
  if (to < from) return 'end';
  const entries = await redis.lrangeBuffer(key, from, to);
  seen.entries += entries.length;
  seen.bytes += entries.reduce((sum, entry) => sum + entry.length, 0);
  const offset = entries.findLastIndex(isIt);
  const entry = entries[offset];
  if (entry !== undefined) return { index: from + offset, entry };
  return entries.length < to - from + 1 ? 'end' : 'not here';
}
