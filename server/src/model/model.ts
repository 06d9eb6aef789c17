// What we believe about one backend: the last reading of every part. Pure values; never reads the clock, never touches Redis.
import { isDeepStrictEqual } from 'node:util';
import type {
  DelayedSecond,
  Failure,
  Job,
  Moment,
  Page,
  Part,
  Stats,
  Status,
  Trouble,
  Unreadable,
  Worker,
} from '../protocol/shapes';
import { type Piece, partsWith } from './parts';

/** What one pass over a queue's key told. */
export interface QueueRow {
  readonly name: string;
  readonly depth?: number;
  readonly oldestEnqueuedAt?: Moment;
  readonly trouble?: Trouble;
}

/** Names of a set, sorted, at most NAMES_MAX of `total`. */
export interface Names {
  readonly names: readonly string[];
  readonly total: number;
}

export interface Model {
  readonly queueNames?: Names;
  /** Lists found by a bounded SCAN whose names are missing from `queues`. */
  readonly unlistedQueues: readonly string[];
  readonly queueRows: ReadonlyMap<string, QueueRow>;
  readonly workerIds?: Names;
  readonly workerRows: ReadonlyMap<string, Worker>;
  readonly failedCount?: number;
  readonly stats?: Stats;
  readonly seconds?: Page<DelayedSecond>;
  /** The newest failures. */
  readonly failures?: Page<Failure | Unreadable>;
  /** First pages of `queue:…` and `second:…`. */
  readonly jobs: ReadonlyMap<Part, Page<Job | Unreadable>>;
  readonly statuses: ReadonlyMap<string, Status>;
  readonly isPaused: boolean;
  /** Why a piece could not be read, for as long as it cannot: a key of another type, or one this user may not see. */
  readonly troubles: ReadonlyMap<Piece, Trouble>;
}

export const emptyModel: Model = {
  unlistedQueues: [],
  queueRows: new Map(),
  workerRows: new Map(),
  jobs: new Map(),
  statuses: new Map(),
  isPaused: false,
  troubles: new Map(),
};

/** One answer of Redis. `rows` replace rows of the same name; names replace the whole list, and rows without a name go. */
export type Reading =
  | { readonly of: 'queues'; readonly names?: Names; readonly rows: readonly QueueRow[]; readonly isPaused?: boolean }
  | { readonly of: 'unlisted'; readonly names: readonly string[] }
  | { readonly of: 'workers'; readonly ids?: Names; readonly rows: readonly Worker[] }
  | { readonly of: 'workerIds'; readonly ids: Names }
  | { readonly of: 'failedCount'; readonly count: number }
  | { readonly of: 'stats'; readonly stats: Stats }
  | { readonly of: 'seconds'; readonly page: Page<DelayedSecond> }
  | { readonly of: 'failures'; readonly page: Page<Failure | Unreadable> }
  | { readonly of: 'jobs'; readonly part: Part; readonly page: Page<Job | Unreadable> }
  | { readonly of: 'statuses'; readonly found: readonly Status[]; readonly gone: readonly string[] }
  /** Redis refused to read a piece, or (without a trouble) reads it again. What was believed of it stays. */
  | { readonly of: 'trouble'; readonly piece: Piece; readonly trouble?: Trouble };

/** The next model, and the parts in which it differs; none when the reading says what was believed already. */
export function apply(model: Model, reading: Reading): { readonly model: Model; readonly changed: readonly Part[] } {
  const next = applied(model, reading);
  return next === model ? { model, changed: [] } : { model: next, changed: partsOf(reading) };
}

function partsOf(reading: Reading): readonly Part[] {
  switch (reading.of) {
    case 'queues':
    case 'unlisted':
      return ['queues'];
    case 'workers':
      return reading.ids ? ['workers', 'queues'] : ['workers'];
    case 'workerIds':
      return ['queues'];
    case 'failedCount':
    case 'stats':
      return [reading.of];
    case 'seconds':
      return ['delayed'];
    case 'failures':
      return ['failures'];
    case 'jobs':
      return [reading.part];
    case 'statuses':
      return [
        'statuses',
        ...[...reading.found.map(({ jobId }) => jobId), ...reading.gone].map((id) => `job:${id}` as const),
      ];
    case 'trouble':
      return partsWith(reading.piece);
  }
}

function applied(model: Model, reading: Reading): Model {
  switch (reading.of) {
    case 'queues':
      return withQueues(model, reading);
    case 'unlisted':
      return isDeepStrictEqual(model.unlistedQueues, reading.names)
        ? model
        : { ...model, unlistedQueues: reading.names };
    case 'workers':
      return withWorkers(model, reading);
    case 'workerIds':
      return sameNames(model.workerIds, reading.ids) ? model : { ...model, workerIds: reading.ids };
    case 'failedCount':
      return model.failedCount === reading.count ? model : { ...model, failedCount: reading.count };
    case 'stats':
      return isDeepStrictEqual(model.stats, reading.stats) ? model : { ...model, stats: reading.stats };
    case 'seconds':
      return isDeepStrictEqual(model.seconds, reading.page) ? model : { ...model, seconds: reading.page };
    case 'failures':
      return samePage(model.failures, reading.page) ? model : { ...model, failures: reading.page };
    case 'jobs':
      return samePage(model.jobs.get(reading.part), reading.page)
        ? model
        : { ...model, jobs: new Map(model.jobs).set(reading.part, reading.page) };
    case 'statuses':
      return withStatuses(model, reading);
    case 'trouble':
      return withTrouble(model, reading);
  }
}

function withTrouble(model: Model, { piece, trouble }: Reading & { of: 'trouble' }): Model {
  if (isDeepStrictEqual(model.troubles.get(piece), trouble)) return model;
  const troubles = new Map(model.troubles);
  if (trouble === undefined) troubles.delete(piece);
  else troubles.set(piece, trouble);
  return { ...model, troubles };
}

function withQueues(model: Model, { names, rows, isPaused = model.isPaused }: Reading & { of: 'queues' }): Model {
  const listed = names ?? model.queueNames;
  const isListed =
    listed === undefined || listed === model.queueNames
      ? undefined
      : new Set([...listed.names, ...model.unlistedQueues]);
  const merged = mergeRows(model.queueRows, rows, ({ name }) => name, isListed);
  const areNamesSame = names === undefined || sameNames(model.queueNames, names);
  if (merged === model.queueRows && areNamesSame && isPaused === model.isPaused) return model;
  return { ...model, queueRows: merged, isPaused, ...(listed === undefined ? {} : { queueNames: listed }) };
}

function withWorkers(model: Model, { ids, rows }: Reading & { of: 'workers' }): Model {
  const kept = ids === undefined ? undefined : new Set(rows.map(({ id }) => id));
  const merged = mergeRows(model.workerRows, rows, ({ id }) => id, kept);
  if (merged === model.workerRows && (ids === undefined || sameNames(model.workerIds, ids))) return model;
  return { ...model, workerRows: merged, ...(ids === undefined ? {} : { workerIds: ids }) };
}

function withStatuses(model: Model, { found, gone }: Reading & { of: 'statuses' }): Model {
  const merged = mergeRows(model.statuses, found, ({ jobId }) => jobId);
  const left = gone.filter((id) => merged.has(id));
  if (left.length === 0) return merged === model.statuses ? model : { ...model, statuses: merged };
  const remaining = new Map(merged);
  for (const id of left) remaining.delete(id);
  return { ...model, statuses: remaining };
}

/** The same map when nothing differs, so that a reading without news costs no notification. */
function mergeRows<Row>(
  known: ReadonlyMap<string, Row>,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  kept?: ReadonlySet<string>,
): ReadonlyMap<string, Row> {
  const fresh = rows.filter((row) => {
    const before = known.get(nameOf(row));
    return before === undefined || !isDeepStrictEqual(before, row);
  });
  const dropped = kept === undefined ? [] : [...known.keys()].filter((name) => !kept.has(name));
  if (fresh.length === 0 && dropped.length === 0) return known;
  const next = new Map(known);
  for (const name of dropped) next.delete(name);
  for (const row of fresh) next.set(nameOf(row), row);
  return next;
}

function sameNames(known: Names | undefined, { names, total }: Names): boolean {
  return (
    known !== undefined &&
    known.total === total &&
    known.names.length === names.length &&
    known.names.every((name, index) => name === names[index])
  );
}

/** Entries never change under their id, so ids and places tell whether two pages are the same. */
function samePage(
  known: Page<Job | Failure | Unreadable> | undefined,
  page: Page<Job | Failure | Unreadable>,
): boolean {
  return (
    known !== undefined &&
    known.total === page.total &&
    known.from === page.from &&
    known.cut === page.cut &&
    isDeepStrictEqual(known.trouble, page.trouble) &&
    known.items.length === page.items.length &&
    known.items.every(
      (item, index) => item.id === page.items[index]?.id && item.ref.place === page.items[index]?.ref.place,
    )
  );
}
