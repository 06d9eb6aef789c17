// What one Resque family keeps in Redis: data and pure functions. A new family is one value of this type plus fixtures.
// A field left out means the family has no such thing: row, menu and lens vanish with it. Facts: wire-format.md, by section.
import type { ArgumentsShape, DialectName, StatusWord } from '../protocol/shapes';
import type { Escapes } from '../text/quote';

/** Key names without the namespace; `<name>` stands for what varies. */
export interface KeyTemplates {
  readonly queues: string;
  readonly waiting: `${string}<queue>`;
  readonly workers: string;
  readonly worker: `${string}<worker>`;
  readonly started: `${string}<worker>${string}`;
  readonly failed: string;
  readonly processedTotal: string;
  readonly failedTotal: string;
  /** Per-worker counters; `<worker>` is the id, or for node the name before the queues. */
  readonly processedBy: `${string}<worker>`;
  readonly failedBy: `${string}<worker>`;
}

/** Members of a waiting payload, in the order the library writes them. */
export type PayloadMember = 'class' | 'queue' | 'args' | 'id' | 'prefix' | 'queue_time';

export interface DelayedLayout {
  /** Sorted set of seconds. */
  readonly schedule: string;
  readonly second: `${string}<second>`;
  /** Set per entry that finds it by content; left out where the family keeps none. */
  readonly timestamps?: `${string}<entry>`;
}

export interface StatusLayout {
  readonly key: `${string}<job>${string}`;
  /** What every status key begins with, for the listener and the bounded SCAN. */
  readonly begin: string;
  readonly end: string;
  /** The number a status is stored as, in words. */
  readonly words: Readonly<Record<number, StatusWord>>;
  /** The packet that says "waiting", as the library's own creation writes it. */
  readonly waiting: (nowSeconds: number) => string;
}

export type LivenessLayout =
  /** Hash of worker id → ISO 8601, written every minute; older than `oldAfterMs` is evidence of a ghost. */
  | { readonly kind: 'hash'; readonly key: string; readonly oldAfterMs: number }
  /** One string per worker name, JSON with `time` in seconds. */
  | { readonly kind: 'ping'; readonly key: `${string}<name>`; readonly oldAfterMs: number };

export interface Dialect {
  readonly name: DialectName;
  /** The library, for people: "php-resque 1.2 (chrisboulton)". */
  readonly label: string;
  readonly keys: KeyTemplates;
  readonly arguments: ArgumentsShape;
  readonly payload: readonly PayloadMember[];
  /** Text escapes as the library's JSON encoder writes them: PHP escapes `/` and everything beyond ASCII. */
  readonly escapes: Escapes;
  readonly delayed?: DelayedLayout;
  readonly status?: StatusLayout;
  readonly liveness?: LivenessLayout;
  /** Key whose value `true` stops every worker of the namespace. */
  readonly pauseKey?: string;
  /** The family marks a retried failure with `retried_at` and keeps it, instead of removing it. */
  readonly marksRetried: boolean;
  /** The part of a worker id before its queues: `host:pid`, or a name given to a node worker. Pings stand under it. */
  readonly workerName: (id: string) => string;
  /** What the per-worker counters are named by: the id, or for node the name. */
  readonly counterName: (id: string) => string;
}
