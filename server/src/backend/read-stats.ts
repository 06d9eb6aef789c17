// The totals a family keeps, shown as what they are called (wire-format.md §11.1.8).
import type { Stats } from '../protocol/shapes';
import { batch, numberOf } from './batch';
import type { ReadContext } from './context';

/** Reads the counters and lengths in one pipeline. */
export async function readStats({ redis, keys }: ReadContext): Promise<Stats> {
  const [processed, failed, failures, queues, workers, seconds, pause] = await batch(redis, [
    ['get', keys.processedTotal],
    ['get', keys.failedTotal],
    ['llen', keys.failed],
    ['scard', keys.queues],
    ['scard', keys.workers],
    ['zcard', keys.schedule ?? keys.failed],
    ['get', keys.pause ?? keys.processedTotal],
  ]);
  const known = {
    processed: numberOf(processed),
    failed: numberOf(failed),
    failedCount: numberOf(failures),
    queueCount: numberOf(queues),
    workerCount: numberOf(workers),
    delayedSecondCount: keys.schedule === undefined ? undefined : numberOf(seconds),
  };
  const stats = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  const isPaused =
    keys.pause !== undefined && pause && 'value' in pause && String(pause.value).toLowerCase() === 'true';
  return { ...stats, ...(isPaused ? { isPausedEverywhere: true } : {}) };
}
