// Failed jobs back on their queues, exactly once each: one script per job that compares the entry's bytes, then moves its payload.
import { randomUUID } from 'node:crypto';
import { dialects } from '../dialect/all';
import type { Dialect } from '../dialect/dialect';
import { keysOf } from '../dialect/keys';
import { isSameButRetried, markRetried, retryOf, withMarker } from '../dialect/retry';
import { RETRY_ENTRIES_MAX } from '../limits';
import type { DialectName, EntryRef, ForeignName, RetryOutcome, TroubleCode } from '../protocol/shapes';
import { digestOf } from '../text/bytes';
import type { ReadContext } from './context';
import type { Link } from './link';
import { trackingDialect } from './read-statuses';
import retryFailure from './scripts/retry-failure.lua';
import { type Found, seek } from './seek';
import type { Cancellation } from './slices';
import { troubleOf } from './trouble';

/** Times an entry is looked for again when it moved between being found and being compared: other clients may be at the list all the while. */
const ATTEMPTS_MAX = 20;

/** Retries in the order the jobs failed, so that they run in that order again; outcomes in the order of `refs`. Stops at the first trouble
 *  that every further entry would meet, and at cancellation: the rest are then left as they were, and answered with that trouble or as not tried. */
export async function retry(
  link: Link,
  context: ReadContext,
  refs: readonly EntryRef[],
  keepsRecord: boolean,
  cancellation?: Cancellation,
): Promise<readonly RetryOutcome[]> {
  const outcomes = new Map<number, RetryOutcome>();
  const order = refs.map((ref, index) => ({ ref, index })).toSorted((one, other) => one.ref.place - other.ref.place);
  let removed = 0;
  let stopped: RetryOutcome | undefined;
  for (const [count, { ref, index }] of order.entries()) {
    if (count >= RETRY_ENTRIES_MAX || cancellation?.isCancellationRequested) stopped ??= { kind: 'notTried' };
    // Named twice: once it is retried it is gone, and an equal entry that slid into its place is another failure.
    const before = order[count - 1]?.ref;
    if (before?.place === ref.place && before.digest === ref.digest) {
      outcomes.set(index, { kind: 'gone' });
      continue;
    }
    const outcome = stopped ?? (await retryOne(link, context, { ...ref, place: ref.place - removed }, keepsRecord));
    if (outcome.kind === 'retried' && !keepsRecord) removed += 1;
    if (outcome.kind === 'trouble' && !concernsOneEntry.has(outcome.trouble.code)) stopped = outcome;
    outcomes.set(index, outcome);
  }
  return refs.map((_, index) => outcomes.get(index) ?? { kind: 'gone' });
}

/** Troubles that the next entry may not meet. */
const concernsOneEntry: ReadonlySet<TroubleCode> = new Set(['wrongType', 'other']);

async function retryOne(link: Link, context: ReadContext, ref: EntryRef, keepsRecord: boolean): Promise<RetryOutcome> {
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const found = await seek(
        context.redis,
        context.keys.failed,
        ref,
        (entry) => digestOf(entry) === ref.digest || isSameButRetried(ref.digest, entry),
      );
      if (found === undefined) return { kind: 'gone' };
      if (digestOf(found.entry) !== ref.digest) return { kind: 'changed' };
      const outcome = await move(link, context, found, keepsRecord);
      if (outcome !== undefined) return outcome;
    }
    const detail = 'the failures change faster than this one can be found again';
    return { kind: 'trouble', trouble: { code: 'other', detail } };
  } catch (error) {
    return { kind: 'trouble', trouble: troubleOf(error) };
  }
}

const supported = (family: DialectName | ForeignName): Dialect | undefined =>
  Object.hasOwn(dialects, family) ? dialects[family as DialectName] : undefined;

/** Whose status a job with an id has. The entry's own bytes decide; of two families with statuses the one that writes more members, because
 *  without the prefix a successor's payload is the classic's. */
function trackingOf(own: Dialect | undefined, context: ReadContext): Dialect | undefined {
  const decided = trackingDialect(context);
  if (own?.status === undefined) return decided;
  return decided !== undefined && decided.payload.length > own.payload.length ? decided : own;
}

/** Undefined when the entry was no longer at its index. */
async function move(
  link: Link,
  context: ReadContext,
  { index, entry }: Found,
  keepsRecord: boolean,
): Promise<RetryOutcome | undefined> {
  const again = retryOf(entry);
  if (again === undefined) return { kind: 'notRetryable' };
  const { keys, prefix, nowMs } = context;
  const own = again.family === undefined ? undefined : supported(again.family);
  const tracking = again.jobId === undefined ? undefined : trackingOf(own, context);
  const statusKey = again.jobId === undefined ? undefined : tracking && keysOf(prefix, tracking).status?.(again.jobId);
  const packet = statusKey === undefined ? '' : (tracking?.status?.waiting(Math.floor(nowMs() / 1_000)) ?? '');
  const marks = keepsRecord && (own ?? context.dialect).marksRetried;
  const writer = await link.writer();
  const result = await writer.eval(
    retryFailure,
    4,
    keys.failed,
    keys.waiting(again.queue),
    keys.queues,
    statusKey ?? keys.failed,
    index,
    entry,
    again.queue,
    again.payload,
    marks ? markRetried(entry, nowMs()) : withMarker(entry, randomUUID()),
    marks ? 'keep' : 'remove',
    packet,
  );
  if (result === 0) return undefined;
  return {
    kind: 'retried',
    queue: again.queue,
    isTracked: result === 2,
    ...(again.jobId === undefined ? {} : { jobId: again.jobId }),
  };
}
