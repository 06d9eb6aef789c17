// actionhero/node-resque 9. wire-format.md §6.
import type { Dialect } from './dialect';
import { phpClassic } from './php-classic';
import { nameWithPid } from './keys';

/** Keys: src/core/connection.ts, worker.ts; payload: src/core/queue.ts; counters stand under the worker's name, without its queues. */
export const node: Dialect = {
  name: 'node',
  label: 'node-resque',
  keys: phpClassic.keys,
  arguments: 'positional',
  payload: ['class', 'queue', 'args'],
  escapes: 'none',
  delayed: { schedule: 'delayed_queue_schedule', second: 'delayed:<second>', timestamps: 'timestamps:<entry>' },
  // A ping is written every 5 s; the scheduler takes a worker for stuck after `stuckWorkerTimeout`, an hour by default (src/core/scheduler.ts).
  liveness: { kind: 'ping', key: 'worker:ping:<name>', oldAfterMs: 3_600_000 },
  marksRetried: false,
  workerName: nameWithPid,
  counterName: nameWithPid,
};
