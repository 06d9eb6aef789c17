// What every reading needs: a connection that only reads, the backend's keys and families, and how values are shown.
import type { Redis } from 'ioredis';
import type { Look } from '../dialect/decode-entry';
import type { Dialect } from '../dialect/dialect';
import type { Keys } from '../dialect/keys';

export interface ReadContext {
  readonly redis: Redis;
  readonly prefix: string;
  readonly keys: Keys;
  /** The family that was decided for; enqueued jobs take its form. */
  readonly dialect: Dialect;
  /** That family and every other one seen in the namespace: their heartbeats, pings and times are read as well. */
  readonly dialects: readonly Dialect[];
  readonly look: Look;
  /** Average bytes of an entry by list key, as last read: a page whose size can be foreseen costs one round trip. */
  readonly entryBytes: Map<string, number>;
  readonly nowMs: () => number;
  /** Whether a worker's process was looked for on this machine, and is not there. */
  readonly isProcessGone: (host: string, pid: string) => boolean;
}
