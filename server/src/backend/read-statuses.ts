// Tracked statuses. They have no index: ids come from payloads seen and from the survey's bounded SCAN.
import { decodeStatus } from '../dialect/decode-status';
import type { Dialect } from '../dialect/dialect';
import { keysOf } from '../dialect/keys';
import type { Status } from '../protocol/shapes';
import { batch, type Command, numberOf } from './batch';
import type { ReadContext } from './context';
import { readStringsWithin, storedOf } from './read-strings';
import { mapInSlices } from './slices';
import { troubleOf } from './trouble';

export interface StatusesRead {
  readonly found: readonly Status[];
  /** Ids without a key: never tracked, or expired. */
  readonly gone: readonly string[];
}

/** The family whose status keys are read: the decided one, else another one present that has statuses. */
export const trackingDialect = ({ dialect, dialects }: ReadContext): Dialect | undefined =>
  [dialect, ...dialects].find(({ status }) => status !== undefined);

/** Reads statuses by id, those too large to be decoded by their length alone; with `withExpiry` a TTL each as well. A family without statuses has none. */
export async function readStatuses(
  context: ReadContext,
  jobIds: readonly string[],
  withExpiry = false,
): Promise<StatusesRead> {
  const dialect = trackingDialect(context);
  const keyOf = dialect && keysOf(context.prefix, dialect).status;
  if (dialect === undefined || keyOf === undefined) return { found: [], gone: jobIds };
  const values = await readStringsWithin(context, jobIds.map(keyOf));
  const expiries = withExpiry
    ? await batch(
        context.redis,
        jobIds.map((id): Command => ['ttl', keyOf(id)]),
      )
    : [];
  const gone: string[] = [];
  const read = await mapInSlices(jobIds, (jobId, index): Status | undefined => {
    const reply = values[index];
    if (reply && 'error' in reply) return { jobId, word: 'unknown', trouble: troubleOf(reply.error) };
    const value = storedOf(reply);
    if (value === undefined) {
      gone.push(jobId);
      return undefined;
    }
    const seconds = numberOf(expiries[index]);
    return {
      ...decodeStatus(jobId, value, dialect, context.look),
      ...(seconds !== undefined && seconds >= 0 ? { expiresInSeconds: seconds } : {}),
    };
  });
  return { found: read.filter((status) => status !== undefined), gone };
}
