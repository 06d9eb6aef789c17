// Pages of entries: waiting jobs, failures, jobs of a delayed second. Bounded in entries and in bytes; bytes in, same bytes out.
import { decodeFailure } from '../dialect/decode-failure';
import { type At, entryId, type Look, numberDigests } from '../dialect/decode-entry';
import { decodeJob } from '../dialect/decode-job';
import {
  PAGE_BYTES_MAX,
  PAGE_ENTRIES_MAX,
  PROBE_ENTRIES,
  SIZES_REMEMBERED_MAX,
  STEP_ENTRIES_MAX,
  STEP_ENTRIES_UNKNOWN_MAX,
} from '../limits';
import type { EntryList, EntryRef, Failure, Job, Page, Unreadable } from '../protocol/shapes';
import type { Keys } from '../dialect/keys';
import { digestOf } from '../text/bytes';
import { batch, numberOf, type Reply, valueOf } from './batch';
import type { ReadContext } from './context';
import { seek } from './seek';
import { type Cancellation, mapInSlices } from './slices';

/** A stretch of a list as stored: `entries[i]` stands at index `from + i` from the head. */
export interface Stretch {
  readonly from: number;
  readonly entries: readonly Buffer[];
  readonly total: number;
  /** The stretch ended early at PAGE_BYTES_MAX. */
  readonly isCut: boolean;
}

/** The key a list is stored under. Delayed seconds are named alike in every family that has them (wire-format.md §1). */
export function keyOfList(keys: Keys, prefix: string, list: EntryList): string {
  switch (list.list) {
    case 'waiting':
      return keys.waiting(list.queue);
    case 'failed':
      return keys.failed;
    case 'delayed':
      return `${prefix}delayed:${list.second}`;
  }
}

/** Where a stretch begins: an index from the head of the list, or its tail whatever its length. */
type Start = number | 'tail';

/** Reads `count` entries at `start` (toward the tail), or up to `start` (toward the head), until PAGE_BYTES_MAX. Nothing at all when none are
 *  wanted or `start` lies before the head: to LRANGE a negative index is a place counted from the tail.
 *  One round trip where the sizes are known: this very stretch was read before, or no more entries are wanted than are ever read unforeseen, of
 *  a list whose entries were small. Else the first trip brings the length, MEMORY USAGE and a few entries, and LRANGEs follow that grow as
 *  the sizes seen allow. A single entry larger than the bound is still read: it must be reachable. */
export async function readStretch(
  { redis, entryBytes }: ReadContext,
  key: string,
  start: Start,
  count: number,
  toward: 'tail' | 'head',
): Promise<Stretch> {
  if (count < 1 || (start !== 'tail' && start < 0))
    return { from: 0, entries: [], total: await redis.llen(key), isCut: false };
  // The first page of what is open is read again with every change, so its own sizes are known; of what lies beyond, nothing is.
  const isFew = count <= STEP_ENTRIES_MAX;
  const isSeen = isFew || start === 'tail' || start === 0;
  const ownName = isFew ? key : `${start} ${count} ${key}`;
  const isOneTrip = isSeen && (entryBytes.get(ownName) ?? Infinity) * count <= PAGE_BYTES_MAX / 2;
  const [length, probe, memory] = await batch(redis, [
    ['llen', key],
    [
      'lrangeBuffer',
      key,
      ...rangeOf(start === 'tail' ? -1 : start, isOneTrip ? count : Math.min(count, PROBE_ENTRIES), toward),
    ],
    ...(isOneTrip ? [] : [['memory', 'USAGE', key, 'SAMPLES', '5'] as const]),
  ]);
  if (length && 'error' in length) throw length.error;
  const total = numberOf(length) ?? 0;
  const first = start === 'tail' ? total - 1 : start;
  const low = toward === 'tail' ? Math.max(first, 0) : Math.max(first - count + 1, 0);
  const high = Math.min(toward === 'tail' ? first + count - 1 : first, total - 1);
  const wanted = high - low + 1;
  let read = entriesOf(probe);
  let bytes = bytesIn(read);
  // MEMORY USAGE looks at the first nodes only; it is refused to some users, and absent from old servers: then the next step is small.
  const usage = numberOf(memory);
  const average = usage === undefined || total === 0 ? 0 : usage / total;
  let most = isOneTrip || usage !== undefined ? STEP_ENTRIES_MAX : STEP_ENTRIES_UNKNOWN_MAX;
  while (read.length < wanted && bytes < PAGE_BYTES_MAX) {
    const foreseen = Math.max(bytes / Math.max(read.length, 1), average);
    const size = Math.min(fitting(foreseen, PAGE_BYTES_MAX - bytes), wanted - read.length, most);
    const from = toward === 'tail' ? low + read.length : high - read.length;
    const part = await redis.lrangeBuffer(key, ...rangeOf(from, size, toward));
    if (part.length === 0) break; // The list shrank meanwhile.
    bytes += bytesIn(part);
    read = toward === 'tail' ? [...read, ...part] : [...part, ...read];
    most = STEP_ENTRIES_MAX;
  }
  if (read.length > 0) {
    if (entryBytes.size >= SIZES_REMEMBERED_MAX) entryBytes.clear();
    entryBytes.set(ownName, bytes / read.length);
  }
  // The large entries of a mixed list come unforeseen; what lies beyond the bound waits for its own page.
  const entries = bytes <= PAGE_BYTES_MAX ? read : withinBytes(read, toward);
  return {
    from: toward === 'tail' ? low : high - entries.length + 1,
    entries,
    total,
    isCut: entries.length < wanted && bytes >= PAGE_BYTES_MAX,
  };
}

/** The entries from where the reading began up to the one that reaches PAGE_BYTES_MAX. */
function withinBytes(read: readonly Buffer[], toward: 'tail' | 'head'): readonly Buffer[] {
  let bytes = 0;
  const isInside = (entry: Buffer): boolean => {
    const isBefore = bytes < PAGE_BYTES_MAX;
    bytes += entry.length;
    return isBefore;
  };
  return toward === 'tail' ? read.filter(isInside) : read.toReversed().filter(isInside).toReversed();
}

/** The indexes of `size` entries that begin, or toward the head end, at `at`; -1 is the tail, whatever the length. */
function rangeOf(at: number, size: number, toward: 'tail' | 'head'): readonly [first: number, last: number] {
  if (toward === 'tail') return [at, at + size - 1];
  return [at < 0 ? at - size + 1 : Math.max(at - size + 1, 0), at];
}

function entriesOf(reply: Reply | undefined): Buffer[] {
  if (reply && 'error' in reply) throw reply.error;
  const value = valueOf(reply);
  return Array.isArray(value) ? value : [];
}

const bytesIn = (entries: readonly Buffer[]): number => entries.reduce((sum, entry) => sum + entry.length, 0);

const fitting = (averageBytes: number, room: number): number =>
  Math.max(1, Math.floor(room / Math.max(averageBytes, 1)));

export interface PageWish {
  readonly from: number;
  readonly count: number;
  readonly after?: EntryRef | undefined;
}

/** A page from the head: the next to run comes first. `known` are rows of the same list read before, which are not decoded again. */
export async function readJobs(
  context: ReadContext,
  list: EntryList,
  { from, count, after }: PageWish,
  cancellation?: Cancellation,
  known: readonly (Job | Unreadable)[] = [],
): Promise<Page<Job | Unreadable>> {
  const key = keyOfList(context.keys, context.prefix, list);
  const anchor = after && from > 0 ? await seek(context.redis, key, after) : undefined;
  const start = anchor ? anchor.index + 1 : from;
  const stretch = await readStretch(context, key, start, Math.min(count, PAGE_ENTRIES_MAX), 'tail');
  const items = await decodeAll(
    stretch.entries,
    (index) => ({ in: list, place: stretch.from + index }),
    (entry, at) => decodeJob(entry, at, context.look),
    cancellation,
    known,
  );
  return { items, from: start, total: stretch.total, ...remarks(stretch, after && from > 0 && !anchor) };
}

/** A page of failures, newest first: `from` counts from the tail, places in it from the head. `known` as in `readJobs`. */
export async function readFailures(
  context: ReadContext,
  { from, count, after }: PageWish,
  cancellation?: Cancellation,
  known: readonly (Failure | Unreadable)[] = [],
): Promise<Page<Failure | Unreadable>> {
  const { redis, keys, look } = context;
  const anchor = after && from > 0 ? await seek(redis, keys.failed, after) : undefined;
  const start = anchor ? anchor.index - 1 : from > 0 ? (await redis.llen(keys.failed)) - 1 - from : 'tail';
  const stretch = await readStretch(context, keys.failed, start, Math.min(count, PAGE_ENTRIES_MAX), 'head');
  const items = await decodeNewestFirst(stretch, look, cancellation, known);
  return {
    items,
    from: start === 'tail' ? 0 : stretch.total - 1 - start,
    total: stretch.total,
    ...remarks(stretch, after && from > 0 && !anchor),
  };
}

/** Decodes a stretch of failures from its tail to its head. */
export async function decodeNewestFirst(
  stretch: Stretch,
  look: Look,
  cancellation?: Cancellation,
  known: readonly (Failure | Unreadable)[] = [],
): Promise<(Failure | Unreadable)[]> {
  const newest = stretch.from + stretch.entries.length - 1;
  return decodeAll(
    stretch.entries.toReversed(),
    (index) => ({ in: { list: 'failed' }, place: newest - index }),
    (entry, at) => decodeFailure(entry, at, look),
    cancellation,
    known,
  );
}

/** Takes digests and decodes in slices. Entries never change under their digest: a row that is known only gets its new place. */
async function decodeAll<Row extends Job | Failure | Unreadable>(
  entries: readonly Buffer[],
  placeOf: (index: number) => Pick<At, 'in' | 'place'>,
  decode: (entry: Buffer, at: At) => Row,
  cancellation: Cancellation | undefined,
  known: readonly Row[],
): Promise<Row[]> {
  const numbers = numberDigests(await mapInSlices(entries, digestOf, cancellation));
  const rows = new Map(known.map((row) => [row.ref.digest, row]));
  return mapInSlices(
    entries,
    (entry, index) => {
      const at = { ...placeOf(index), ...(numbers[index] ?? { digest: digestOf(entry), ordinal: 0 }) };
      const row = rows.get(at.digest);
      if (row === undefined) return decode(entry, at);
      const id = entryId(at.digest, at.ordinal);
      if (row.id === id && row.ref.place === at.place) return row;
      return { ...row, id, ref: { in: at.in, place: at.place, digest: at.digest } };
    },
    cancellation,
  );
}

const remarks = (stretch: Stretch, hasMoved: boolean | undefined): Pick<Page<never>, 'cut' | 'hasMoved'> => ({
  ...(stretch.isCut ? { cut: 'bytes' } : {}),
  ...(hasMoved ? { hasMoved } : {}),
});
