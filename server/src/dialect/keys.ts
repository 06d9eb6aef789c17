// Key template ⇄ key. Names may hold colons, blanks and any letter, so nothing is split that need not be.
import type { Dialect } from './dialect';

/** Every key of one backend: fixed ones as texts, the others by what varies. A family without such a key leaves it out. */
export interface Keys {
  readonly queues: string;
  readonly workers: string;
  readonly failed: string;
  readonly processedTotal: string;
  readonly failedTotal: string;
  readonly waiting: (queue: string) => string;
  readonly worker: (id: string) => string;
  readonly started: (id: string) => string;
  /** By worker id, for node too: the name is taken out of it. */
  readonly processedBy: (id: string) => string;
  readonly failedBy: (id: string) => string;
  /** Hash of worker id → time. */
  readonly heartbeat?: string;
  /** By worker name (`dialect.workerName(id)`). */
  readonly ping?: (name: string) => string;
  readonly pause?: string;
  /** Sorted set of delayed seconds. */
  readonly schedule?: string;
  readonly second?: (second: number | string) => string;
  /** By the stored text of a delayed entry. */
  readonly timestamps?: (entry: string) => string;
  /** By job id; php-successor's prefix is part of it: `<prefix>_<id>`. */
  readonly status?: (jobId: string) => string;
}

/** Builds the keys of a family under the exact prefix that stands before `queues`: `resque:`, `a:b:`, or nothing. */
export function keysOf(prefix: string, dialect: Dialect): Keys {
  const { keys, delayed, status, liveness, pauseKey } = dialect;
  const by = (template: string) => {
    const [before = '', after = ''] = template.split(/<[a-z]+>/);
    return (name: string | number): string => `${prefix}${before}${name}${after}`;
  };
  const processedBy = by(keys.processedBy);
  const failedBy = by(keys.failedBy);
  return {
    queues: prefix + keys.queues,
    workers: prefix + keys.workers,
    failed: prefix + keys.failed,
    processedTotal: prefix + keys.processedTotal,
    failedTotal: prefix + keys.failedTotal,
    waiting: by(keys.waiting),
    worker: by(keys.worker),
    started: by(keys.started),
    processedBy: (id) => processedBy(dialect.counterName(id)),
    failedBy: (id) => failedBy(dialect.counterName(id)),
    ...(liveness?.kind === 'hash' ? { heartbeat: prefix + liveness.key } : {}),
    ...(liveness?.kind === 'ping' ? { ping: by(liveness.key) } : {}),
    ...(pauseKey === undefined ? {} : { pause: prefix + pauseKey }),
    ...(delayed === undefined ? {} : { schedule: prefix + delayed.schedule, second: by(delayed.second) }),
    ...(delayed?.timestamps === undefined ? {} : { timestamps: by(delayed.timestamps) }),
    ...(status === undefined ? {} : { status: by(status.key) }),
  };
}

/** What a key is, for turning an announced key into the part that must be read again. */
export type KeyKind =
  | { readonly kind: 'queues' | 'workers' | 'failed' | 'heartbeat' | 'pause' | 'schedule' | 'stats' }
  | { readonly kind: 'waiting'; readonly queue: string }
  | { readonly kind: 'worker' | 'started' | 'counter'; readonly id: string }
  | { readonly kind: 'ping'; readonly name: string }
  | { readonly kind: 'second'; readonly second: number }
  | { readonly kind: 'status'; readonly jobId: string };

const fixed: ReadonlyMap<string, KeyKind> = new Map([
  ['queues', { kind: 'queues' }],
  ['workers', { kind: 'workers' }],
  ['failed', { kind: 'failed' }],
  ['workers:heartbeat', { kind: 'heartbeat' }],
  ['pause-all-workers', { kind: 'pause' }],
  ['delayed_queue_schedule', { kind: 'schedule' }],
  ['stat:processed', { kind: 'stats' }],
  ['stat:failed', { kind: 'stats' }],
]);

/** Names a key of any supported family, since one namespace may hold several; undefined for keys outside the prefix and for those that no
 *  row shows. `counter` holds what the counter is named by, which for node is the worker's name. Where the layout itself is ambiguous
 *  (a queue named `started`) one of the readings is given; either belongs to the workers. */
export function keyKind(prefix: string, key: string): KeyKind | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const name = key.slice(prefix.length);
  const known = fixed.get(name);
  if (known) return known;
  const after = (begin: string): string | undefined =>
    name.startsWith(begin) && name.length > begin.length ? name.slice(begin.length) : undefined;
  const queue = after('queue:');
  if (queue !== undefined) return { kind: 'waiting', queue };
  const pinged = after('worker:ping:');
  if (pinged !== undefined) return { kind: 'ping', name: pinged };
  const worker = after('worker:');
  if (worker !== undefined) {
    return worker.endsWith(':started')
      ? { kind: 'started', id: worker.slice(0, -':started'.length) }
      : { kind: 'worker', id: worker };
  }
  const counted = after('stat:processed:') ?? after('stat:failed:');
  if (counted !== undefined) return { kind: 'counter', id: counted };
  const second = after('delayed:');
  // `delayed:last_enqueued_at` is resque-scheduler's hash, not a second.
  if (second !== undefined) return /^\d{1,15}$/.test(second) ? { kind: 'second', second: Number(second) } : undefined;
  const job = after('job:');
  if (job?.endsWith(':status') && job.length > ':status'.length)
    return { kind: 'status', jobId: job.slice(0, -':status'.length) };
  return undefined;
}

/** A worker id in its parts: host up to the first colon, pid up to the second, the rest is the queue list, whose names may hold colons
 *  (wire-format.md §11.1.3). A second part that is no pid (`123`, MultiWorker's `123+1`) begins the queues: node workers may have any name. */
export function splitWorkerId(id: string): {
  readonly host: string;
  readonly pid?: string;
  readonly queues: readonly string[];
} {
  const [, host = id, rest] = /^([^:]*):(.*)$/s.exec(id) ?? [];
  if (rest === undefined) return { host, queues: [] };
  const [, pid, list] = /^(\d+(?:\+\d+)?)(?::(.*))?$/s.exec(rest) ?? [];
  const queues = pid === undefined ? rest : (list ?? '');
  return { host, ...(pid === undefined ? {} : { pid }), queues: queues === '' ? [] : queues.split(',') };
}

/** The part of a worker id before its queues: `host:pid`, or only the name where no pid follows. */
export function nameWithPid(id: string): string {
  const { host, pid } = splitWorkerId(id);
  return pid === undefined ? host : `${host}:${pid}`;
}
