// The delayed schedule: seconds by due time, and how many jobs each holds. Members whose list is gone are orphans of remove_delayed.
import { MEMBER_CHARACTERS_MAX, PAGE_ENTRIES_MAX } from '../limits';
import type { DelayedSecond, Page } from '../protocol/shapes';
import { batch, type Command, numberOf, type Reply, valueOf } from './batch';
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
  const [size, listed] = await batch(redis, [
    ['zcard', schedule],
    ['zrange', schedule, from, from + wanted - 1, 'WITHSCORES'],
  ]);
  if (size && 'error' in size) return { items: [], from, total: 0, trouble: troubleOf(size.error) };
  const members = membersOf(listed);
  const seconds = members.filter(isSecond).map(({ member }) => member);
  const replies = await batch(
    redis,
    seconds.map((second): Command => ['llen', keyOf(second)]),
  );
  const lengths = new Map(seconds.map((second, index) => [second, replies[index]]));
  const items = members.map(({ member, score }, index): DelayedSecond => {
    if (!isSecond({ member })) return oddRow(member, score, index);
    const second = Number(member);
    const reply = lengths.get(member);
    if (reply && 'error' in reply) return { second, isOrphan: false, trouble: troubleOf(reply.error) };
    const length = numberOf(reply) ?? 0;
    return { second, count: length, isOrphan: length === 0 };
  });
  return { items, from, total: numberOf(size) ?? 0 };
}

interface Scheduled {
  readonly member: string;
  readonly score: number;
}

const isSecond = ({ member }: Pick<Scheduled, 'member'>): boolean => /^\d{1,15}$/.test(member);

/** Members and scores come by turns. */
function membersOf(reply: Reply | undefined): readonly Scheduled[] {
  const value = valueOf(reply);
  const texts = (Array.isArray(value) ? value : []).map(String);
  return texts.flatMap((member, index) => (index % 2 === 0 ? [{ member, score: Number(texts[index + 1]) }] : []));
}

/** A member that is no second is a row as well, where its score puts it: a page without it would overlap the next one. A thousandth for its place
 *  keeps it apart from a real second of the same score. */
function oddRow(member: string, score: number, index: number): DelayedSecond {
  const detail = `${JSON.stringify(member.slice(0, MEMBER_CHARACTERS_MAX))} is no second`;
  return {
    second: (Number.isFinite(score) ? Math.trunc(score) : 0) + (index + 1) / 1_000,
    isOrphan: true,
    trouble: { code: 'other', detail },
  };
}
