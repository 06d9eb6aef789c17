// Job classes seen in payloads: their queue and the latest arguments seen. Pure, and bounded.
import { CLASSES_MAX } from '../limits';
import type { Failure, Job, Unreadable } from '../protocol/shapes';

export interface ClassSeen {
  readonly jobClass: string;
  readonly queue?: string;
  /** Masked, as in a row. */
  readonly argumentsText: string;
}

export type Tally = ReadonlyMap<string, ClassSeen>;

export const emptyTally: Tally = new Map();

/** The tally with the classes of these entries; the first entry given of a class is the one remembered. The same tally if there is nothing new. */
export function tallied(tally: Tally, entries: readonly (Job | Failure | Unreadable)[]): Tally {
  const next = new Map(tally);
  for (const entry of entries.toReversed()) {
    if (entry.kind === 'unreadable' || entry.jobClass === '' || (next.size >= CLASSES_MAX && !next.has(entry.jobClass)))
      continue;
    const { jobClass, queue, argumentsText } = entry;
    next.set(jobClass, { jobClass, argumentsText, ...(queue === undefined ? {} : { queue }) });
  }
  return next;
}
