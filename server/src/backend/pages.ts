// Answers to page requests: from the model where it is fresh, from Redis beyond its first pages, from what was believed while Redis is away.
import { PAGE_ENTRIES_MAX } from '../limits';
import { indexListeners } from '../model/listeners';
import type { Model } from '../model/model';
import type { Piece } from '../model/parts';
import type { ClassSeen } from '../model/tally';
import type {
  DelayedSecond,
  EntryList,
  Failure,
  Job,
  Page,
  Part,
  Queue,
  Stats,
  Status,
  StatusPage,
  Trouble,
  Unreadable,
  Worker,
} from '../protocol/shapes';
import type { Backend } from './backend';
import { type PageWish, readFailures, readJobs } from './read-entries';
import { readSeconds } from './read-delayed';
import { sampleQueues } from './sample';
import { type Cancellation, Cancelled } from './slices';
import { troubleOf } from './trouble';

interface Range {
  readonly from: number;
  readonly count: number;
}

/** Brings a part up to date where Redis is there, and answers the model either way. */
async function modelWith(backend: Backend, part: Part): Promise<Model> {
  await backend.settled();
  await backend.session?.refresher.ensure(part);
  return backend.model;
}

/** Why an answer may be empty or old: Redis is away, or refused to read one of these pieces. */
function remarks({ session, record, model }: Backend, ...pieces: readonly Piece[]): { readonly trouble?: Trouble } {
  const trouble =
    session === undefined
      ? record.trouble
      : pieces.map((piece) => model.troubles.get(piece)).find((refused) => refused !== undefined);
  return trouble === undefined ? {} : { trouble };
}

/** A page of its own, or why there is none. Rejects only when this is no fault of Redis. */
async function pageOr<Row>(from: number, read: () => Promise<Page<Row>>): Promise<Page<Row>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return { items: [], from, total: 0, trouble: troubleOf(error) };
  }
}

function slice<Row>(rows: readonly Row[], { from, count }: Range, total: number, isCut: boolean): Page<Row> {
  return {
    items: rows.slice(from, from + Math.min(count, PAGE_ENTRIES_MAX)),
    from,
    total,
    ...(isCut ? { cut: 'limit' } : {}),
  };
}

/** Rows in the order they are shown in, kept for as long as the model holds these very rows: a view asks for page after page. */
function sorter<Row>(compare: (one: Row, other: Row) => number): (rows: ReadonlyMap<string, Row>) => readonly Row[] {
  const sorted = new WeakMap<ReadonlyMap<string, Row>, readonly Row[]>();
  return (rows) => {
    const order = sorted.get(rows) ?? [...rows.values()].toSorted(compare);
    sorted.set(rows, order);
    return order;
  };
}

const byId = sorter<Worker>((one, other) => (one.id < other.id ? -1 : 1));
const newestFirst = sorter<Status>(
  (one, other) => (other.updatedAt?.ms ?? 0) - (one.updatedAt?.ms ?? 0) || (one.jobId < other.jobId ? -1 : 1),
);

/** While Redis is away there is no page but the first, which is believed: whoever asks for more is told why there is none. */
const noMore = <Row>(backend: Backend, { from }: { readonly from: number }, first?: Page<Row>): Page<Row> => ({
  items: [],
  from,
  total: first?.total ?? 0,
  ...remarks(backend),
});

export async function pageQueues(backend: Backend, range: Range): Promise<Page<Queue>> {
  const model = await modelWith(backend, 'queues');
  const registered = model.queueNames?.names ?? [];
  const isRegistered = new Set(registered);
  const unlisted = model.unlistedQueues.filter((name) => !isRegistered.has(name));
  const names = unlisted.length === 0 ? registered : [...registered, ...unlisted].toSorted();
  const page = slice(
    names,
    range,
    (model.queueNames?.total ?? 0) + unlisted.length,
    names.length < (model.queueNames?.total ?? 0),
  );
  const listeners = indexListeners(model.workerIds?.names ?? []);
  const items = page.items.map((name): Queue => {
    const { ids, count } = listeners.of(name);
    return {
      ...model.queueRows.get(name),
      name,
      isRegistered: isRegistered.has(name),
      ...(model.workerIds ? { listeners: ids, listenerCount: count } : {}),
      ...(model.isPaused ? { isPaused: true } : {}),
    };
  });
  return { ...page, items, ...remarks(backend, 'queueNames', 'queues') };
}

export async function pageWorkers(backend: Backend, range: Range): Promise<Page<Worker>> {
  const model = await modelWith(backend, 'workers');
  const rows = byId(model.workerRows);
  const total = Math.max(model.workerIds?.total ?? 0, rows.length);
  return { ...slice(rows, range, total, rows.length < total), ...remarks(backend, 'workerIds', 'workers') };
}

export async function pageFailures(
  backend: Backend,
  wish: PageWish,
  cancellation?: Cancellation,
): Promise<Page<Failure | Unreadable>> {
  await backend.settled();
  if (wish.from === 0) {
    const page = (await modelWith(backend, 'failures')).failures;
    return {
      ...cutTo(page ?? { items: [], from: 0, total: backend.model.failedCount ?? 0 }, wish.count),
      ...remarks(backend, 'failures'),
    };
  }
  if (backend.session === undefined) return noMore(backend, wish, backend.model.failures);
  const { context } = backend.session;
  const page = await pageOr(wish.from, () => readFailures(context, wish, cancellation));
  backend.session.note(page.items);
  return page;
}

export async function pageJobs(
  backend: Backend,
  list: EntryList,
  wish: PageWish,
  cancellation?: Cancellation,
): Promise<Page<Job | Unreadable>> {
  const part: Part =
    list.list === 'waiting' ? `queue:${list.queue}` : list.list === 'delayed' ? `second:${list.second}` : 'failures';
  await backend.settled();
  if (wish.from === 0) {
    const page = (await modelWith(backend, part)).jobs.get(part);
    return { ...cutTo(page ?? { items: [], from: 0, total: 0 }, wish.count), ...remarks(backend, part) };
  }
  if (backend.session === undefined) return noMore(backend, wish, backend.model.jobs.get(part));
  const { context } = backend.session;
  const page = await pageOr(wish.from, () => readJobs(context, list, wish, cancellation));
  backend.session.note(page.items);
  return page;
}

export async function pageSeconds(backend: Backend, { from, count }: Range): Promise<Page<DelayedSecond>> {
  await backend.settled();
  const { session, model } = backend;
  if (from > 0)
    return session
      ? pageOr(from, () => readSeconds(session.context, from, count))
      : noMore(backend, { from }, model.seconds);
  const page = (await modelWith(backend, 'delayed')).seconds ?? { items: [], from: 0, total: 0 };
  return { ...cutTo(page, count), ...remarks(backend, 'delayed') };
}

export async function pageStatuses(backend: Backend, range: Range): Promise<StatusPage> {
  await backend.settled();
  backend.session?.wantStatuses();
  const model = await modelWith(backend, 'statuses');
  const { session } = backend;
  const { fromScan = 0, fromPayloads = 0, keysScanned = 0, keysTotal = 0, cursor = '0' } = session?.surveyed ?? {};
  const rows = newestFirst(model.statuses);
  const page = slice(rows, range, rows.length, false);
  return {
    ...page,
    items: page.items.map((status): Status => ({ ...session?.jobOf(status.jobId), ...status })),
    fromScan,
    fromPayloads,
    keysScanned,
    keysTotal,
    isScanComplete: cursor === '0',
    ...remarks(backend, 'statuses', 'survey'),
  };
}

export async function readStatus(
  backend: Backend,
  jobId: string,
): Promise<{ readonly status?: Status; readonly trouble?: Trouble }> {
  const model = await modelWith(backend, `job:${jobId}`);
  const status = model.statuses.get(jobId);
  return {
    ...(status ? { status: { ...backend.session?.jobOf(jobId), ...status } } : {}),
    ...remarks(backend, `job:${jobId}`),
  };
}

export async function readStats(backend: Backend): Promise<Stats> {
  return (await modelWith(backend, 'stats')).stats ?? {};
}

/** Classes met so far, after a bounded look at the newest failures and the heads of some queues. */
export async function seenClasses(backend: Backend): Promise<readonly ClassSeen[]> {
  await modelWith(backend, 'failures');
  const names = (await modelWith(backend, 'queues')).queueNames?.names ?? [];
  const { session } = backend;
  if (!session) return [];
  session.note(await sampleQueues(session.context, names));
  return [...session.tally.values()].toSorted((one, other) => (one.jobClass < other.jobClass ? -1 : 1));
}

const cutTo = <Row>(page: Page<Row>, count: number): Page<Row> =>
  page.items.length <= count ? page : { ...page, items: page.items.slice(0, count) };
