// resque/resque 3 with resque-scheduler. wire-format.md §5.
import type { Dialect } from './dialect';
import { phpClassic } from './php-classic';
import { nameWithPid } from './keys';

/** Keys: lib/resque/data_store.rb; payload: lib/resque.rb; heartbeat: lib/resque/worker.rb; delayed: resque/resque-scheduler
 *  lib/resque/scheduler/delaying_extensions.rb. */
export const ruby: Dialect = {
  name: 'ruby',
  label: 'Resque (Ruby)',
  keys: phpClassic.keys,
  arguments: 'positional',
  payload: ['class', 'args'],
  escapes: 'none',
  delayed: { schedule: 'delayed_queue_schedule', second: 'delayed:<second>', timestamps: 'timestamps:<entry>' },
  // Resque prunes a worker whose heartbeat is older than `prune_interval`, 300 s by default.
  liveness: { kind: 'hash', key: 'workers:heartbeat', oldAfterMs: 300_000 },
  pauseKey: 'pause-all-workers',
  marksRetried: true,
  workerName: nameWithPid,
  counterName: (id) => id,
};
