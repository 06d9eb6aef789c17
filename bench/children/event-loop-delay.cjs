// Loaded into the language server by `--require`, never part of it: measures its event-loop delay. On SIGUSR2 writes what was seen since the last
// one to the file named in BENCH_DELAY_FILE, and begins again.
const { renameSync, writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { isMainThread } = require('node:worker_threads');

/** The delay is asked for this often; every sample includes it. */
const RESOLUTION_MS = 1;
const NANOSECONDS_PER_MS = 1e6;

const ms = (nanoseconds) => nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS;

if (isMainThread) {
  const file = process.env.BENCH_DELAY_FILE ?? '';
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  process.on('SIGUSR2', () => {
    const seen = {
      p50: ms(histogram.percentile(50)),
      p99: ms(histogram.percentile(99)),
      max: ms(histogram.max),
      count: histogram.count,
    };
    writeFileSync(`${file}.new`, JSON.stringify(seen));
    renameSync(`${file}.new`, file);
    histogram.reset();
  });
}
