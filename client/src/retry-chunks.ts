// Many failures, retried by several requests in the order they failed, so that their jobs run in that order again. Pure.
import type { EntryRef, RetryOutcome } from '../../server/src/protocol/shapes';

/** Refs in one request: few enough that cancelling takes effect soon. */
const REFS_PER_REQUEST = 100;

const notTried: RetryOutcome = { kind: 'notTried' };

/** The last outcome tells: the server answers all that it did not come to alike. These troubles concern one entry; all others meet each. */
function isStopped(outcomes: readonly RetryOutcome[]): boolean {
  const last = outcomes.at(-1);
  if (last?.kind === 'trouble') return last.trouble.code !== 'wrongType' && last.trouble.code !== 'other';
  return last?.kind === 'notTried';
}

/** What answers one request, in the order of its refs. */
type RetrySome = (refs: readonly EntryRef[]) => Promise<readonly RetryOutcome[]>;

/** Asks for one part after the other, oldest failure first. Each removed record moves all that are younger; what stopped the server, or the
 *  user, stops the rest, which are then answered as not tried. */
export async function retryInChunks(
  refs: readonly EntryRef[],
  keepsRecord: boolean,
  isCancelled: () => boolean,
  retrySome: RetrySome,
): Promise<readonly RetryOutcome[]> {
  const outcomes: RetryOutcome[] = [];
  const ordered = refs.toSorted((one, other) => one.place - other.place);
  let removed = 0;
  while (outcomes.length < ordered.length) {
    if (isCancelled() || isStopped(outcomes)) break;
    const some = ordered
      .slice(outcomes.length, outcomes.length + REFS_PER_REQUEST)
      .map((ref) => ({ ...ref, place: Math.max(0, ref.place - removed) }));
    const answered = await retrySome(some);
    if (!keepsRecord) removed += answered.filter(({ kind }) => kind === 'retried').length;
    outcomes.push(...answered);
    if (answered.length < some.length) break; // Never seen; going on would ask for the same ones for ever.
  }
  return [...outcomes, ...ordered.slice(outcomes.length).map(() => notTried)];
}
