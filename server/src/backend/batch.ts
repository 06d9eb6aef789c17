// Many small reads in bounded pipelines.
import type { Redis } from 'ioredis';
import { ANSWER_TIMEOUT_MS, PIPELINE_COMMANDS_MAX } from '../limits';

/** A command by its ioredis method (`lindexBuffer` answers bytes) and its arguments. */
export type Command = readonly [method: string, ...args: (string | number)[]];

/** One reply, or the error of that command alone: WRONGTYPE must cost one row, not the view. */
export type Reply = { readonly value: unknown } | { readonly error: Error };

/** Sends commands in pipelines of PIPELINE_COMMANDS_MAX, so that another client waits for one of them at most.
 *  Rejects only when the connection breaks. */
export async function batch(redis: Redis, commands: readonly Command[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let from = 0; from < commands.length; from += PIPELINE_COMMANDS_MAX) {
    const chunk = commands.slice(from, from + PIPELINE_COMMANDS_MAX).map((command) => [...command]);
    const results = (await inTime(redis.pipeline(chunk).exec())) ?? [];
    for (const [error, value] of results) {
      if (error && isFatal(error)) throw error;
      replies.push(error ? { error } : { value });
    }
  }
  return replies;
}

/** Rejects with ioredis's words when the answer is late. One timer for a pipeline: a timer for each of its commands costs more than sending it. */
async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let late: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, fail) => {
    late = setTimeout(() => fail(new Error('Command timed out')), ANSWER_TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(late);
  }
}

const isFatal = (error: Error): boolean =>
  /Command timed out|Connection is closed|isn't writeable/i.test(error.message);

/** The value of a reply, or undefined for an error. */
export const valueOf = (reply: Reply | undefined): unknown => (reply && 'value' in reply ? reply.value : undefined);

/** A reply's text, for replies that are names or words; empty for anything else. */
export function wordOf(reply: Reply | undefined): string {
  const value = valueOf(reply);
  return typeof value === 'string' ? value : '';
}

/** A reply that is a number or a number's text; undefined for anything else, never NaN. */
export function numberOf(reply: Reply | undefined): number | undefined {
  const value = valueOf(reply);
  const text = typeof value === 'number' || typeof value === 'string' || Buffer.isBuffer(value) ? String(value) : '';
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
}

/** A reply that holds bytes. */
export function bytesOf(reply: Reply | undefined): Buffer | undefined {
  const value = valueOf(reply);
  return Buffer.isBuffer(value) ? value : undefined;
}
