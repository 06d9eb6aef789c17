// Every message of our own, documented. Params is always one object. PROTOCOL.md describes each; a test compares the two.
import { notification, request } from './message';
import type {
  ArgumentsProblem,
  Backend,
  ClassesSeen,
  ConnectionSpec,
  DelayedSecond,
  DialectName,
  EnqueueOutcome,
  EntryAnswer,
  EntryRef,
  Failure,
  Job,
  Manifest,
  NamespacesFound,
  Page,
  Part,
  Queue,
  RetryOutcome,
  Stats,
  Status,
  StatusPage,
  Trouble,
  Unreadable,
  Worker,
} from './shapes';

interface OfBackend {
  readonly backendId: string;
}

/** Rows `from`, at most `count` (the server's own bound is PAGE_ENTRIES_MAX). */
interface Range extends OfBackend {
  readonly from: number;
  readonly count: number;
}

/** A range of entries. `after` names the last row already shown, so that a page continues there although the list moved. */
interface EntryRange extends Range {
  readonly after?: EntryRef;
}

// ── Backends ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Opens one connection, or replaces the one of the same name. Answers at once; what becomes of it is announced by `Changed`.
 *  The password travels in this request only and is never stored, logged or sent back. */
export const OpenBackend = request<
  { readonly connection: ConnectionSpec; readonly password?: string; readonly manifests: readonly Manifest[] },
  Backend
>('resque/backends/open');

/** Closes the backend and its connections. Unknown ids are no error. */
export const CloseBackend = request<OfBackend, null>('resque/backends/close');

export const ListBackends = request<Record<string, never>, readonly Backend[]>('resque/backends/list');

/** What is being looked at, as a whole: replaces what was said before. Only these parts are read again when they change. */
export const SetInterest = notification<{
  readonly interest: readonly { readonly backendId: string; readonly parts: readonly Part[] }[];
}>('resque/interest');

/** Parts of a backend are newer than before; no data: ask again for what is shown. Server to client. */
export const Changed = notification<{
  readonly backendId: string;
  readonly revision: number;
  readonly parts: readonly Part[];
}>('resque/changed');

/** Reads everything of interest again, now. */
export const Refresh = request<OfBackend, null>('resque/backends/refresh');

/** Prefixes under which Resque keys stand, by a bounded SCAN, and databases that hold keys, from INFO keyspace. */
export const FindNamespaces = request<OfBackend, NamespacesFound>('resque/namespaces/find');

// ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const PageQueues = request<Range, Page<Queue>>('resque/queues/page');

/** Waiting jobs of one queue, from the head (the next to run). */
export const PageJobs = request<EntryRange & { readonly queue: string }, Page<Job | Unreadable>>('resque/jobs/page');

export const PageWorkers = request<Range, Page<Worker>>('resque/workers/page');

/** Failures, newest first: `from` counts from the tail. Their `ref.place` counts from the head, so jobs that fail meanwhile do not move it. */
export const PageFailures = request<EntryRange, Page<Failure | Unreadable>>('resque/failures/page');

/** Failures that hold `text` (any case) in class, exception, message, queue, worker, id or arguments, newest first. Looks at most at
 *  SEARCH_ENTRIES_MAX entries from place `from` (counted from the tail), in slices; cancellable; `looked` says how far it came. */
export const FindFailures = request<
  Range & { readonly text: string },
  Page<Failure | Unreadable> & { readonly looked: number }
>('resque/failures/find');

/** Seconds of the delayed schedule, soonest first. */
export const PageSeconds = request<Range, Page<DelayedSecond>>('resque/seconds/page');

/** Jobs of one delayed second, in the order they will be enqueued. */
export const PageDelayedJobs = request<EntryRange & { readonly second: number }, Page<Job | Unreadable>>(
  'resque/delayed/page',
);

/** Tracked statuses found so far, most recently updated first. */
export const PageStatuses = request<Range, StatusPage>('resque/statuses/page');

/** One status by job id (with the successor's prefix where it has one). `undefined`: not tracked, or expired. */
export const ReadStatus = request<
  OfBackend & { readonly jobId: string },
  { readonly status?: Status; readonly trouble?: Trouble }
>('resque/status/read');

export const ReadStats = request<OfBackend, Stats>('resque/stats/read');

/** One entry in full, found again by its bytes near its last place. `isRevealed` shows masked values. */
export const ReadEntry = request<OfBackend & { readonly ref: EntryRef; readonly isRevealed: boolean }, EntryAnswer>(
  'resque/entry/read',
);

/** Job classes seen in this backend's payloads so far, and the last arguments seen for each. Costs a bounded look at heads of queues and newest failures. */
export const SeenClasses = request<OfBackend, ClassesSeen>('resque/classes/seen');

// ── Writes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Says what is wrong with arguments as typed, for the backend's family (or `family`, where the user was asked, as it has to
 *  be while `dialect.isCertain` is false). Touches no Redis. */
export const CheckArguments = request<
  OfBackend & { readonly argumentsText: string; readonly family?: DialectName },
  { readonly problem?: ArgumentsProblem | { readonly code: 'family' } }
>('resque/arguments/check');

/** Writes what the family's library would write, in one atomic step. `argumentsText` is JSON text and is put in as typed. */
export const EnqueueJob = request<
  OfBackend & {
    readonly queue: string;
    readonly jobClass: string;
    readonly argumentsText: string;
    readonly isTracked: boolean;
    /** Asked of the user where `dialect.isCertain` is false. */
    readonly family?: DialectName;
  },
  EnqueueOutcome
>('resque/jobs/enqueue');

/** Puts failed jobs back on their queues, each by one script that compares bytes and then moves; outcomes in the order of `refs`.
 *  `keepsRecord`: where the family marks retried failures instead of removing them. At most RETRY_ENTRIES_MAX; cancellable between entries. */
export const RetryFailures = request<
  OfBackend & { readonly refs: readonly EntryRef[]; readonly keepsRecord: boolean },
  { readonly outcomes: readonly RetryOutcome[] }
>('resque/failures/retry');
