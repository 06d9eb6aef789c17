// The delayed schedule: seconds by due time, and how many jobs each holds. Members whose list is gone are orphans of remove_delayed.
import { PAGE_ENTRIES_MAX } from '../limits';
import type { DelayedSecond, Page } from '../protocol/shapes';
import { batch, type Command, numberOf } from './batch';
import type { ReadContext } from './context';
import { troubleOf } from './trouble';

/** A page of seconds, soonest first. Costs ZCARD, ZRANGE and one LLEN per second shown. */
export async function readSeconds(
  { redis, keys }: ReadContext,
  from: number,
  count: number,
): Promise<Page<DelayedSecond>> {
  const { schedule, second: keyOf } = keys;
  if (schedule === undefined || keyOf === undefined) return { items: [], from, total: 0 };
  const wanted = Math.min(count, PAGE_ENTRIES_MAX);
  const [size, members] = await batch(redis, [
    ['zcard', schedule],
    ['zrange', schedule, from, from + wanted - 1],
  ]);
  if (size && 'error' in size) return { items: [], from, total: 0, trouble: troubleOf(size.error) };
  const seconds = (members && 'value' in members && Array.isArray(members.value) ? members.value : [])
    .map((member) => String(member))
    .filter((member) => /^\d{1,15}$/.test(member));
  const lengths = await batch(
    redis,
    seconds.map((second): Command => ['llen', keyOf(second)]),
  );
  const items = seconds.map((text, index): DelayedSecond => {
    const second = Number(text);
    const reply = lengths[index];
    if (reply && 'error' in reply) return { second, isOrphan: false, trouble: troubleOf(reply.error) };
    const length = numberOf(reply) ?? 0;
    return { second, count: length, isOrphan: length === 0 };
  });
  return { items, from, total: numberOf(size) ?? 0 };
}
