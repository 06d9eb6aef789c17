// Queues: depth, and the age of the job at the head where its payload tells.
import { parseEnqueuedAt } from '../dialect/decode-job';
import {
  HEAVY_HEAD_BYTES,
  HEAVY_HEAD_RETRY_MS,
  PAGE_BYTES_MAX,
  PIPELINE_COMMANDS_MAX,
  QUEUES_FIRST_STEP,
  QUEUES_PER_STEP_MAX,
} from '../limits';
import type { QueueRow } from '../model/model';
import type { Moment } from '../protocol/shapes';
import { batch, bytesOf, type Command, numberOf, type Reply } from './batch';
import type { ReadContext } from './context';
import { troubleOf } from './trouble';

/** A queue whose head was large: how deep it was then, and until when its head is left alone. */
interface HeavyHead {
  readonly depth: number;
  readonly untilMs: number;
}

export type HeavyHeads = Map<string, HeavyHead>;

/** Reads one row per name. Costs an LLEN each, and a LINDEX where the family's payloads carry a time. Heads stop being read at PAGE_BYTES_MAX, and
 *  those rows have no age; few are read at once until they are known to be small. `heavy` remembers queues with large heads between calls. */
export async function readQueueRows(
  context: ReadContext,
  names: readonly string[],
  heavy: HeavyHeads,
): Promise<QueueRow[]> {
  const { redis, keys } = context;
  const haveAges = context.dialects.some((dialect) => dialect.payload.includes('queue_time'));
  const lengths = new Map<string, Reply>();
  const ages = new Map<string, Moment>();
  const nowMs = context.nowMs();
  let bytes = 0;
  let heads = 0;
  /** Reads lengths and heads in one go. */
  const readStep = async (named: readonly string[], aged: readonly string[]): Promise<void> => {
    const replies = await batch(redis, [
      ...named.map((name): Command => ['llen', keys.waiting(name)]),
      ...aged.map((name): Command => ['lindexBuffer', keys.waiting(name), 0]),
    ]);
    for (const [index, name] of named.entries()) lengths.set(name, replies[index] ?? { value: null });
    heads += aged.length;
    for (const [index, name] of aged.entries()) {
      const head = bytesOf(replies[named.length + index]);
      if (head === undefined) continue;
      bytes += head.length;
      if (head.length > HEAVY_HEAD_BYTES)
        heavy.set(name, { depth: numberOf(lengths.get(name)) ?? 0, untilMs: nowMs + HEAVY_HEAD_RETRY_MS });
      const age = parseEnqueuedAt(head);
      if (age !== undefined) ages.set(name, age);
    }
  };
  for (let from = 0; from < names.length; ) {
    const average = bytes / Math.max(heads, 1);
    const fitting = Math.max(1, Math.floor((PAGE_BYTES_MAX - bytes) / Math.max(average, 1)));
    const most = heads === 0 ? QUEUES_FIRST_STEP : Math.min(fitting, QUEUES_PER_STEP_MAX);
    const hasRoom = haveAges && bytes < PAGE_BYTES_MAX;
    const step = names.slice(from, from + (hasRoom ? most : PIPELINE_COMMANDS_MAX));
    await readStep(step, hasRoom ? step.filter((name) => !heavy.has(name)) : []);
    from += step.length;
  }
  for (const name of names) {
    const before = heavy.get(name);
    if (before === undefined || ages.has(name)) continue;
    const depth = numberOf(lengths.get(name)) ?? 0;
    // Who only pushes leaves the head alone.
    if (depth >= before.depth && nowMs < before.untilMs) heavy.set(name, { ...before, depth });
    else {
      heavy.delete(name);
      if (haveAges && depth > 0 && bytes < PAGE_BYTES_MAX) await readStep([], [name]);
    }
  }
  return names.map((name) => rowOf(name, lengths.get(name), ages.get(name)));
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
