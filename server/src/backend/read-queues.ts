// Queues: depth, and the age of the job at the head where its payload tells.
import { decodeJob } from '../dialect/decode-job';
import { PAGE_BYTES_MAX } from '../limits';
import type { QueueRow } from '../model/model';
import { batch, bytesOf, type Command, numberOf } from './batch';
import type { ReadContext } from './context';
import { troubleOf } from './trouble';

/** Heads read in one go while the bytes that came back are counted. */
const HEADS_PER_STEP = 250;
/** A head larger than this is not read again with every change of its queue. */
const HEAVY_HEAD_BYTES = 64 * 1024;

/** Reads one row per name. Costs an LLEN each, and a LINDEX for each queue that is not empty where the family's payloads carry a time;
 *  heads stop being read at PAGE_BYTES_MAX, and those rows have no age. `heavy` remembers queues with large heads between calls. */
export async function readQueueRows(
  context: ReadContext,
  names: readonly string[],
  heavy: Set<string>,
): Promise<QueueRow[]> {
  const { redis, keys } = context;
  const depths = await batch(
    redis,
    names.map((name): Command => ['llen', keys.waiting(name)]),
  );
  const rows = names.map((name, index): QueueRow => {
    const reply = depths[index];
    if (reply && 'error' in reply) return { name, trouble: troubleOf(reply.error) };
    const depth = numberOf(reply);
    return depth === undefined ? { name } : { name, depth };
  });
  if (!context.dialects.some((dialect) => dialect.payload.includes('queue_time'))) return rows;

  const ages = await readAges(
    context,
    rows.filter(({ depth = 0 }) => depth > 0).map(({ name }) => name),
    heavy,
  );
  return rows.map((row) => {
    const oldestEnqueuedAt = ages.get(row.name);
    return oldestEnqueuedAt === undefined ? row : { ...row, oldestEnqueuedAt };
  });
}

async function readAges(
  { redis, keys, look }: ReadContext,
  names: readonly string[],
  heavy: Set<string>,
): Promise<Map<string, NonNullable<QueueRow['oldestEnqueuedAt']>>> {
  const ages = new Map<string, NonNullable<QueueRow['oldestEnqueuedAt']>>();
  const light = names.filter((name) => !heavy.has(name));
  let bytes = 0;
  for (let from = 0; from < light.length && bytes < PAGE_BYTES_MAX; from += HEADS_PER_STEP) {
    const step = light.slice(from, from + HEADS_PER_STEP);
    const heads = await batch(
      redis,
      step.map((name): Command => ['lindexBuffer', keys.waiting(name), 0]),
    );
    for (const [index, name] of step.entries()) {
      const head = bytesOf(heads[index]);
      if (head === undefined) continue;
      bytes += head.length;
      if (head.length > HEAVY_HEAD_BYTES) heavy.add(name);
      const job = decodeJob(head, { in: { list: 'waiting', queue: name }, place: 0, ordinal: 0, digest: '' }, look);
      if (job.kind === 'job' && job.enqueuedAt !== undefined) ages.set(name, job.enqueuedAt);
    }
  }
  return ages;
}
