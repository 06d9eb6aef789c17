// resque/php-resque after v1.3.6: the classic with another status packet, a status prefix and ISO dates. wire-format.md §3.
import type { Dialect } from './dialect';
import { phpClassic } from './php-classic';

/** Payload: lib/JobHandler.php; status key and packet: lib/Job/Status.php. */
export const phpSuccessor: Dialect = {
  ...phpClassic,
  name: 'php-successor',
  label: 'php-resque 2 (resque/php-resque)',
  payload: ['class', 'args', 'id', 'prefix', 'queue_time'],
  status: {
    key: 'job:<job>:status',
    begin: 'job:',
    end: ':status',
    words: { 1: 'waiting', 2: 'running', 3: 'failed', 4: 'complete' },
    waiting: (nowSeconds) => `{"status":1,"updated":${nowSeconds},"started":${nowSeconds},"result":null}`,
  },
};
