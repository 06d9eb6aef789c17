// Long work in slices, so that the event loop answers in between and the work can be cancelled.
import { SLICE_MS_MAX } from '../limits';

/** Thrown out of work whose asker no longer waits. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** Asked between slices; `CancellationToken` of the protocol and `AbortSignal`-like values fit. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** A cancellation that also says when it is asked for. */
export interface CancellationEvents extends Cancellation {
  readonly onCancellationRequested: (listener: () => void) => { dispose(): void };
}

/** The answer of `work`, or a rejection with Cancelled as soon as it is asked for: reading that is under way is bounded and ends by itself. */
export async function unlessCancelled<Answer>(
  work: Promise<Answer>,
  cancellation: CancellationEvents,
): Promise<Answer> {
  let listening: { dispose(): void } | undefined;
  const cancelled = new Promise<never>((_, reject) => {
    if (cancellation.isCancellationRequested) reject(new Cancelled());
    listening = cancellation.onCancellationRequested(() => reject(new Cancelled()));
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    listening?.dispose();
  }
}

/** Maps every item, giving up the event loop whenever SLICE_MS_MAX has gone by. Throws Cancelled when asked to stop. */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
  cancellation?: Cancellation,
): Promise<Result[]> {
  const results: Result[] = [];
  let sliceEnd = performance.now() + SLICE_MS_MAX;
  for (const [index, item] of items.entries()) {
    if (performance.now() > sliceEnd) {
      await new Promise((resolve) => setImmediate(resolve));
      if (cancellation?.isCancellationRequested) throw new Cancelled();
      sliceEnd = performance.now() + SLICE_MS_MAX;
    }
    results.push(map(item, index));
  }
  return results;
}
