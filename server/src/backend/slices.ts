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
