// chrisboulton/php-resque 1.2 with php-resque-scheduler; the layout most other families copied. wire-format.md §2.
import type { Dialect } from './dialect';
import { nameWithPid } from './keys';

/** Keys: lib/Resque.php, lib/Resque/Worker.php, lib/Resque/Stat.php; payload: lib/Resque/Job.php; status: lib/Resque/Job/Status.php. */
export const phpClassic: Dialect = {
  name: 'php-classic',
  label: 'php-resque 1.2 (chrisboulton)',
  keys: {
    queues: 'queues',
    waiting: 'queue:<queue>',
    workers: 'workers',
    worker: 'worker:<worker>',
    started: 'worker:<worker>:started',
    failed: 'failed',
    processedTotal: 'stat:processed',
    failedTotal: 'stat:failed',
    processedBy: 'stat:processed:<worker>',
    failedBy: 'stat:failed:<worker>',
  },
  arguments: 'map',
  payload: ['class', 'args', 'id', 'queue_time'],
  escapes: 'php',
  delayed: { schedule: 'delayed_queue_schedule', second: 'delayed:<second>' },
  status: {
    key: 'job:<job>:status',
    begin: 'job:',
    end: ':status',
    // 63 is added by wa0x6e/php-resque-ex-scheduler lib/ResqueScheduler/Job/Status.php, which shares key and packet.
    words: { 1: 'waiting', 2: 'running', 3: 'failed', 4: 'complete', 63: 'scheduled' },
    waiting: (nowSeconds) => `{"status":1,"updated":${nowSeconds},"started":${nowSeconds}}`,
  },
  marksRetried: false,
  workerName: nameWithPid,
  counterName: (id) => id,
};
