// A bounded look at the heads of queues, for what their payloads tell: classes, and the job ids that statuses are kept under.
import { PAGE_BYTES_MAX, SAMPLED_ENTRIES_EACH, SAMPLED_QUEUES_MAX } from '../limits';
import type { Job, Unreadable } from '../protocol/shapes';
import type { ReadContext } from './context';
import { readJobs } from './read-entries';
import { isAway, troubleOf } from './trouble';

/** Reads the heads of some of these queues, until PAGE_BYTES_MAX in all. A queue that cannot be read tells nothing. */
export async function sampleQueues(context: ReadContext, names: readonly string[]): Promise<(Job | Unreadable)[]> {
  const sampled: (Job | Unreadable)[] = [];
  let bytes = 0;
  for (const queue of names.slice(0, SAMPLED_QUEUES_MAX)) {
    if (bytes >= PAGE_BYTES_MAX) break;
    const items = await readHeads(context, queue);
    bytes += items.reduce((sum, item) => sum + item.bytes, 0);
    sampled.push(...items);
  }
  return sampled;
}

async function readHeads(context: ReadContext, queue: string): Promise<readonly (Job | Unreadable)[]> {
  try {
    return (await readJobs(context, { list: 'waiting', queue }, { from: 0, count: SAMPLED_ENTRIES_EACH })).items;
  } catch (error) {
    if (isAway(troubleOf(error))) throw error;
    return []; // A key of another type: its row in the queues says so.
  }
}
