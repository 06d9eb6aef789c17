// What the machine does to a process that does nothing: how late its timers are. The noise that every figure of the same part was measured in.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { perform } from './task.mjs';

const RESOLUTION_MS = 1;
const NANOSECONDS_PER_MS = 1e6;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
histogram.enable();

/** Each task answers what was seen since the one before. */
perform(async () => {
  const [p50, p99] = [50, 99].map((part) => histogram.percentile(part) / NANOSECONDS_PER_MS - RESOLUTION_MS);
  histogram.reset();
  return { p50, p99 };
});
