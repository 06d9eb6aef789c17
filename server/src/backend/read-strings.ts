// Many strings in few commands: MGET, made as honest as a GET each.
import type { Redis } from 'ioredis';
import {
  DECODE_BYTES_MAX,
  PAGE_BYTES_MAX,
  PIPELINE_COMMANDS_MAX,
  SIZES_REMEMBERED_MAX,
  STRINGS_BYTES_MAX,
  STRINGS_UNKNOWN_MAX,
} from '../limits';
import { batch, bytesOf, type Command, numberOf, type Reply, valueOf } from './batch';
import type { ReadContext } from './context';

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

/** What stands for a string that is too long to be decoded, and so was not read. */
export const TOO_LARGE = 'tooLarge';

/** The bytes of a reply, or that they were too many to be read; undefined where there are none. */
export const storedOf = (reply: Reply | undefined): Buffer | typeof TOO_LARGE | undefined =>
  valueOf(reply) === TOO_LARGE ? TOO_LARGE : bytesOf(reply);

/** Strings that any application may have made long: the payload a worker holds, the result in a status. None larger than DECODE_BYTES_MAX is
 *  read but among few keys, and never more than STRINGS_BYTES_MAX in all; the others are answered TOO_LARGE. A few keys, none of them known to
 *  be large, cost the one round trip of `readStrings`, for that is what changes most; many are asked for their lengths first, whatever they held
 *  the last time: a worker's payload is another one with every job. */
export async function readStringsWithin(context: ReadContext, keys: readonly string[]): Promise<Reply[]> {
  const { redis, entryBytes } = context;
  const isLarge = (key: string): boolean => (entryBytes.get(key) ?? 0) > DECODE_BYTES_MAX;
  if (keys.length <= STRINGS_UNKNOWN_MAX && !keys.some(isLarge)) {
    const replies = await readStrings(redis, keys);
    for (const [index, key] of keys.entries()) remember(entryBytes, key, bytesOf(replies[index])?.length ?? 0);
    return replies;
  }
  const lengths = await batch(
    redis,
    keys.map((key): Command => ['strlen', key]),
  );
  if (lengths.some((reply) => 'error' in reply && /'strlen'/.test(reply.error.message)))
    return readInSteps(redis, keys); // The command is refused to this user.
  const replies: Reply[] = [];
  let wanted: number[] = [];
  let wantedBytes = 0;
  let bytes = 0;
  const read = async (): Promise<void> => {
    const values = await readStrings(
      redis,
      wanted.map((index) => keys[index] ?? ''),
    );
    for (const [place, index] of wanted.entries()) replies[index] = values[place] ?? { value: null };
    wanted = [];
    wantedBytes = 0;
  };
  for (const [index, key] of keys.entries()) {
    const reply = lengths[index];
    const length = numberOf(reply) ?? 0;
    remember(entryBytes, key, length);
    if (reply && 'error' in reply) replies[index] = reply;
    else if (length > DECODE_BYTES_MAX || bytes + length > STRINGS_BYTES_MAX) replies[index] = { value: TOO_LARGE };
    else {
      if (wantedBytes + length > PAGE_BYTES_MAX) await read();
      wanted.push(index);
      wantedBytes += length;
      bytes += length;
    }
  }
  await read();
  return replies;
}

/** Where lengths may not be asked: as many at once as the sizes seen so far allow, few at first. */
async function readInSteps(redis: Redis, keys: readonly string[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  let bytes = 0;
  let step = STRINGS_UNKNOWN_MAX;
  while (replies.length < keys.length && bytes < STRINGS_BYTES_MAX) {
    const part = await readStrings(redis, keys.slice(replies.length, replies.length + step));
    const partBytes = part.reduce((sum, reply) => sum + (bytesOf(reply)?.length ?? 0), 0);
    bytes += partBytes;
    replies.push(...part);
    const fitting = Math.max(1, Math.floor((PAGE_BYTES_MAX * part.length) / Math.max(partBytes, 1)));
    step = Math.min(fitting, 2 * step, PIPELINE_COMMANDS_MAX);
  }
  return [...replies, ...keys.slice(replies.length).map(() => ({ value: TOO_LARGE }))];
}

/** Only large ones are worth a place. */
function remember(entryBytes: Map<string, number>, key: string, length: number): void {
  if (length <= DECODE_BYTES_MAX) return void entryBytes.delete(key);
  if (entryBytes.size >= SIZES_REMEMBERED_MAX) entryBytes.clear();
  entryBytes.set(key, length);
}
