// Pages of entries: waiting jobs, failures, jobs of a delayed second. Bounded in entries and in bytes; bytes in, same bytes out.
import type { Redis } from 'ioredis';
import { decodeFailure } from '../dialect/decode-failure';
import { type At, type Look, numberEntries } from '../dialect/decode-entry';
import { decodeJob } from '../dialect/decode-job';
import { PAGE_BYTES_MAX, PAGE_ENTRIES_MAX } from '../limits';
import type { EntryList, EntryRef, Failure, Job, Page, Unreadable } from '../protocol/shapes';
import type { Keys } from '../dialect/keys';
import type { ReadContext } from './context';
import { seek } from './seek';
import { type Cancellation, mapInSlices } from './slices';

/** The first LRANGE of a page asks for no more than this many entries of a list whose sizes are not known yet. */
const FIRST_STEP = 25;

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

/** Reads `count` entries at `from` (toward the tail), or up to `from` (toward the head), until PAGE_BYTES_MAX. Costs one LLEN and MEMORY USAGE,
 *  and LRANGEs that grow as the sizes seen allow. A single entry larger than the bound is still read: it must be reachable. */
export async function readStretch(
  redis: Redis,
  key: string,
  from: number,
  count: number,
  toward: 'tail' | 'head',
): Promise<Stretch> {
  const [length, usage] =
    (await redis
      .pipeline([
        ['llen', key],
        ['memory', 'USAGE', key, 'SAMPLES', '5'],
      ])
      .exec()) ?? [];
  if (length?.[0]) throw length[0];
  const total = Number(length?.[1] ?? 0);
  // Refused to some users, and absent from old servers: then the sizes are learnt from a small first step.
  const averageBytes = usage && !usage[0] && total > 0 ? Number(usage[1]) / total : undefined;

  const low = toward === 'tail' ? Math.max(from, 0) : Math.max(from - count + 1, 0);
  const high = Math.min(toward === 'tail' ? from + count - 1 : from, total - 1);
  const wanted = high - low + 1;
  let read: Buffer[] = [];
  let bytes = 0;
  let step = averageBytes === undefined ? FIRST_STEP : fitting(averageBytes, PAGE_BYTES_MAX);
  while (read.length < wanted && bytes < PAGE_BYTES_MAX) {
    const size = Math.min(step, wanted - read.length);
    const part =
      toward === 'tail'
        ? await redis.lrangeBuffer(key, low + read.length, low + read.length + size - 1)
        : await redis.lrangeBuffer(key, high - read.length - size + 1, high - read.length);
    if (part.length === 0) break; // The list shrank meanwhile.
    bytes += part.reduce((sum, entry) => sum + entry.length, 0);
    read = toward === 'tail' ? [...read, ...part] : [...part, ...read];
    step = fitting(bytes / read.length, PAGE_BYTES_MAX - bytes);
  }
  return {
    from: toward === 'tail' ? low : high - read.length + 1,
    entries: read,
    total,
    isCut: read.length < wanted && bytes >= PAGE_BYTES_MAX,
  };
}

const fitting = (averageBytes: number, room: number): number =>
  Math.max(1, Math.floor(room / Math.max(averageBytes, 1)));

export interface PageWish {
  readonly from: number;
  readonly count: number;
  readonly after?: EntryRef | undefined;
}

/** A page from the head: the next to run comes first. */
export async function readJobs(
  context: ReadContext,
  list: EntryList,
  { from, count, after }: PageWish,
  cancellation?: Cancellation,
): Promise<Page<Job | Unreadable>> {
  const key = keyOfList(context.keys, context.prefix, list);
  const anchor = after && from > 0 ? await seek(context.redis, key, after) : undefined;
  const start = anchor ? anchor.index + 1 : from;
  const stretch = await readStretch(context.redis, key, start, Math.min(count, PAGE_ENTRIES_MAX), 'tail');
  const items = await decodeAll(
    stretch.entries,
    (index) => ({ in: list, place: stretch.from + index }),
    (entry, at) => decodeJob(entry, at, context.look),
    cancellation,
  );
  return { items, from: start, total: stretch.total, ...remarks(stretch, after && from > 0 && !anchor) };
}

/** A page of failures, newest first: `from` counts from the tail, places in it from the head. */
export async function readFailures(
  context: ReadContext,
  { from, count, after }: PageWish,
  cancellation?: Cancellation,
): Promise<Page<Failure | Unreadable>> {
  const { redis, keys, look } = context;
  const total = await redis.llen(keys.failed);
  const anchor = after && from > 0 ? await seek(redis, keys.failed, after) : undefined;
  const newest = anchor ? anchor.index - 1 : total - 1 - from;
  const stretch = await readStretch(redis, keys.failed, newest, Math.min(count, PAGE_ENTRIES_MAX), 'head');
  const items = await decodeNewestFirst(stretch, look, cancellation);
  return {
    items,
    from: stretch.total - 1 - newest,
    total: stretch.total,
    ...remarks(stretch, after && from > 0 && !anchor),
  };
}

/** Decodes a stretch of failures from its tail to its head. */
export async function decodeNewestFirst(
  stretch: Stretch,
  look: Look,
  cancellation?: Cancellation,
): Promise<(Failure | Unreadable)[]> {
  const newest = stretch.from + stretch.entries.length - 1;
  return decodeAll(
    stretch.entries.toReversed(),
    (index) => ({ in: { list: 'failed' }, place: newest - index }),
    (entry, at) => decodeFailure(entry, at, look),
    cancellation,
  );
}

/** Decodes in slices; digests of a few megabytes are a slice of their own. */
async function decodeAll<Row>(
  entries: readonly Buffer[],
  placeOf: (index: number) => Pick<At, 'in' | 'place'>,
  decode: (entry: Buffer, at: At) => Row,
  cancellation?: Cancellation,
): Promise<Row[]> {
  const numbers = numberEntries(entries);
  return mapInSlices(
    entries,
    (entry, index) => decode(entry, { ...placeOf(index), ...(numbers[index] ?? { ordinal: 0 }) }),
    cancellation,
  );
}

const remarks = (stretch: Stretch, hasMoved: boolean | undefined): Pick<Page<never>, 'cut' | 'hasMoved'> => ({
  ...(stretch.isCut ? { cut: 'bytes' } : {}),
  ...(hasMoved ? { hasMoved } : {}),
});
