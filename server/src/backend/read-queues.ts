// Queues: depth, and the age of the job at the head where its payload tells.
import { parseEnqueuedAt } from '../dialect/decode-job';
import { PAGE_BYTES_MAX } from '../limits';
import type { QueueRow } from '../model/model';
import type { Moment } from '../protocol/shapes';
import { batch, bytesOf, type Command, numberOf, type Reply } from './batch';
import type { ReadContext } from './context';
import { troubleOf } from './trouble';

/** Queues read in one go, depth and head, while the bytes that came back are counted. */
const QUEUES_PER_STEP = 250;
/** A head larger than this is not read again with every change of its queue. */
const HEAVY_HEAD_BYTES = 64 * 1024;

/** Reads one row per name. Costs an LLEN each, and a LINDEX where the family's payloads carry a time; heads stop being read at PAGE_BYTES_MAX, and
 *  those rows have no age. `heavy` remembers queues with large heads between calls. */
export async function readQueueRows(
  context: ReadContext,
  names: readonly string[],
  heavy: Set<string>,
): Promise<QueueRow[]> {
  const { redis, keys } = context;
  const haveAges = context.dialects.some((dialect) => dialect.payload.includes('queue_time'));
  const rows: QueueRow[] = [];
  let bytes = 0;
  for (let from = 0; from < names.length; from += QUEUES_PER_STEP) {
    const step = names.slice(from, from + QUEUES_PER_STEP);
    const aged = haveAges && bytes < PAGE_BYTES_MAX ? step.filter((name) => !heavy.has(name)) : [];
    const replies = await batch(redis, [
      ...step.map((name): Command => ['llen', keys.waiting(name)]),
      ...aged.map((name): Command => ['lindexBuffer', keys.waiting(name), 0]),
    ]);
    const ages = new Map<string, Moment>();
    for (const [index, name] of aged.entries()) {
      const head = bytesOf(replies[step.length + index]);
      if (head === undefined) continue;
      bytes += head.length;
      if (head.length > HEAVY_HEAD_BYTES) heavy.add(name);
      const age = parseEnqueuedAt(head);
      if (age !== undefined) ages.set(name, age);
    }
    rows.push(...step.map((name, index) => rowOf(name, replies[index], ages.get(name))));
  }
  return rows;
}

function rowOf(name: string, length: Reply | undefined, oldestEnqueuedAt: Moment | undefined): QueueRow {
  if (length && 'error' in length) return { name, trouble: troubleOf(length.error) };
  const depth = numberOf(length);
  return {
    name,
    ...(depth === undefined ? {} : { depth }),
    ...(oldestEnqueuedAt === undefined ? {} : { oldestEnqueuedAt }),
  };
}
