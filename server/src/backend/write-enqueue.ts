// One new job, written as its family's library would write it, in one atomic step.
import { randomBytes } from 'node:crypto';
import { dialects } from '../dialect/all';
import { argumentsProblem, encodeWaiting, newJobId } from '../dialect/encode';
import { keysOf } from '../dialect/keys';
import type { DialectName, EnqueueOutcome } from '../protocol/shapes';
import { showJson } from '../text/mask';
import type { ReadContext } from './context';
import type { Link } from './link';
import enqueueJob from './scripts/enqueue-job.lua';
import { troubleOf } from './trouble';

export interface EnqueueWish {
  readonly queue: string;
  readonly jobClass: string;
  readonly argumentsText: string;
  readonly isTracked: boolean;
  readonly family?: DialectName;
}

/** Checks the wish, then writes it by one script. Nothing is sent when anything is wrong with it. `mustAsk`: nothing tells which family reads
 *  here, so the wish has to. */
export async function enqueue(
  link: Link,
  { prefix, dialect: decided, look }: ReadContext,
  wish: EnqueueWish,
  mustAsk = false,
): Promise<EnqueueOutcome> {
  const dialect = wish.family === undefined ? decided : dialects[wish.family];
  if (dialect === undefined || (wish.family === undefined && mustAsk))
    return { kind: 'invalid', problem: { code: 'family' } };
  if (!isName(wish.jobClass)) return { kind: 'invalid', problem: { code: 'class' } };
  if (!isName(wish.queue)) return { kind: 'invalid', problem: { code: 'queue' } };
  const problem = argumentsProblem(wish.argumentsText, dialect.arguments);
  if (problem) return { kind: 'invalid', problem };

  const keys = keysOf(prefix, dialect);
  const jobId = dialect.payload.includes('id') ? newJobId(randomBytes(16)) : undefined;
  const nowSeconds = Math.round((performance.timeOrigin + performance.now()) * 1_000) / 1_000_000; // To the microsecond, as PHP's microtime(true).
  const payload = encodeWaiting(dialect, {
    ...wish,
    queueTimeSeconds: nowSeconds,
    ...(jobId === undefined ? {} : { jobId }),
  });
  const status =
    wish.isTracked && jobId !== undefined && dialect.status !== undefined
      ? dialect.status.waiting(Math.floor(nowSeconds))
      : '';
  const statusKey =
    status === '' || jobId === undefined || keys.status === undefined ? keys.waiting(wish.queue) : keys.status(jobId);
  try {
    const writer = await link.writer();
    const depth = await writer.eval(
      enqueueJob,
      3,
      keys.waiting(wish.queue),
      keys.queues,
      statusKey,
      wish.queue,
      payload,
      status,
    );
    return {
      kind: 'enqueued',
      depth: Number(depth),
      isTracked: status !== '',
      maskedArgumentsText: showJson(wish.argumentsText, { masks: look.masks }),
      ...(jobId === undefined ? {} : { jobId }),
    };
  } catch (error) {
    return { kind: 'trouble', trouble: troubleOf(error) };
  }
}

/** A class or queue that a worker could find: not blank, no control characters. */
const isName = (text: string): boolean => text.trim() === text && text !== '' && !/\p{Cc}/u.test(text);
