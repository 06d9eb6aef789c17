// Waits for a condition with a deadline. Tests have no other way to wait: never for a time.
import { setTimeout as pause } from 'node:timers/promises';

const POLL_INTERVAL_MS = 20;

/** Generous, because a passing test never waits for it, and a failing one should not fail for a busy machine. */
const DEADLINE_MS = 15_000;

/**
 * The first value that is neither undefined, null nor false. When none comes, fails with `expectation` and with what was
 * read or thrown last.
 */
export async function eventually<Value>(
  expectation: string,
  read: () => Value | Promise<Value>,
  deadlineMs = DEADLINE_MS,
): Promise<Exclude<Value, undefined | null | false>> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    let last: unknown;
    try {
      const value = await read();
      if (isThere(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= until) throw new Error(`${expectation}: not within ${deadlineMs} ms`, { cause: last });
    await pause(POLL_INTERVAL_MS);
  }
}

function isThere<Value>(value: Value): value is Exclude<Value, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}

/** Repeats an assertion until it stops throwing; fails with its own last error. */
export async function eventuallyPasses(assertion: () => void | Promise<void>, deadlineMs = DEADLINE_MS): Promise<void> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() >= until) throw error;
    }
    await pause(POLL_INTERVAL_MS);
  }
}
