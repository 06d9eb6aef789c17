// Many strings in few commands: MGET, made as honest as a GET each.
import type { Redis } from 'ioredis';
import { PIPELINE_COMMANDS_MAX } from '../limits';
import { batch, type Command, numberOf, type Reply, valueOf } from './batch';

/** The reply that a GET of each key would give, errors of single keys included. MGET alone would answer "no such key" for a key of another type,
 *  so the EXISTS beside it counts them; only where the two differ, or where one of them is refused, are missing keys asked for one by one.
 *  Costs two commands for PIPELINE_COMMANDS_MAX keys, in one round trip. */
export async function readStrings(redis: Redis, keys: readonly string[]): Promise<Reply[]> {
  const chunks: (readonly string[])[] = [];
  for (let from = 0; from < keys.length; from += PIPELINE_COMMANDS_MAX)
    chunks.push(keys.slice(from, from + PIPELINE_COMMANDS_MAX));
  const answers = await batch(
    redis,
    chunks.flatMap((chunk): Command[] => [
      ['exists', ...chunk],
      ['mgetBuffer', ...chunk],
    ]),
  );
  const replies: Reply[] = [];
  for (const [index, chunk] of chunks.entries()) {
    const values = valueOf(answers[2 * index + 1]);
    const found = Array.isArray(values) ? values : [];
    const known: (Reply | undefined)[] = chunk.map((_, place) =>
      Buffer.isBuffer(found[place]) ? { value: found[place] } : undefined,
    );
    const isWhole = found.length > 0 && known.filter(Boolean).length === numberOf(answers[2 * index]);
    const missing = isWhole ? [] : chunk.filter((_, place) => known[place] === undefined);
    const asked = await batch(
      redis,
      missing.map((key): Command => ['getBuffer', key]),
    );
    let next = 0;
    for (const reply of known) replies.push(reply ?? (isWhole ? { value: null } : (asked[next++] ?? { value: null })));
  }
  return replies;
}
