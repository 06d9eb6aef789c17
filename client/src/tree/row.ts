// What one line of a tree shows: plain values, so that trees can be compared as text in tests. Nothing here knows the editor.
import type {
  Backend,
  DelayedSecond,
  Failure,
  Job,
  Queue,
  Status,
  Unreadable,
  Worker,
} from '../../../server/src/protocol/shapes';

export type ViewName = 'queues' | 'failed' | 'workers' | 'delayed' | 'statuses';

/** What lies below a row, by what has to be asked for it. */
export type Opens =
  | { readonly kind: ViewName; readonly backendId: string }
  | { readonly kind: 'jobs'; readonly backendId: string; readonly queue: string }
  | { readonly kind: 'second'; readonly backendId: string; readonly second: number };

/** What a row stands for: the target of commands. */
export type Subject =
  | { readonly kind: 'backend' | 'note' | 'more'; readonly backendId: string }
  | { readonly kind: 'queue'; readonly backendId: string; readonly queue: Queue }
  | { readonly kind: 'entry'; readonly backendId: string; readonly entry: Job | Failure | Unreadable }
  | { readonly kind: 'worker'; readonly backendId: string; readonly worker: Worker }
  | { readonly kind: 'second'; readonly backendId: string; readonly second: DelayedSecond }
  | { readonly kind: 'status'; readonly backendId: string; readonly status: Status };

/** Shown by colour beside words that say the same. */
export type Tint = 'error' | 'warning' | 'good' | 'quiet';

export interface Row {
  /** Steady while the row stays what it is: no count, no time, no place. Unique in its tree. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly tint?: Tint;
  /** Lines of Markdown; every text from Redis in them is escaped. */
  readonly tooltip: readonly string[];
  /** For screen readers: the row and its state, in words. */
  readonly spoken: string;
  /** Context value: what can be done with the row. */
  readonly flags: readonly string[];
  readonly opens?: Opens;
  readonly subject: Subject;
}

/** What rows are made in the light of. `nowMs` is passed in: a row never reads the clock. */
export interface RowContext {
  readonly backend: Backend;
  readonly nowMs: number;
  /** Id of the row above, which begins the ids below it. */
  readonly above: string;
}

/** Whether two rows look the same. Their subjects may differ: a place moves with every job that is taken. */
export function isSameLook(one: Row, other: Row): boolean {
  return (
    one.id === other.id &&
    one.label === other.label &&
    one.description === other.description &&
    one.icon === other.icon &&
    one.tint === other.tint &&
    one.spoken === other.spoken &&
    one.flags.join(' ') === other.flags.join(' ') &&
    (one.opens === undefined) === (other.opens === undefined) &&
    one.tooltip.join('\n') === other.tooltip.join('\n')
  );
}
