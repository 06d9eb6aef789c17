// Which family wrote an entry, by the entry's own bytes; one namespace may hold several. Evidence: wire-format.md §10, strongest first.
import type { ArgumentsShape, DialectName, ForeignName } from '../protocol/shapes';
import type { JsonObject } from '../text/json';

/** Where a payload stands: members mean different things in different places. */
export type PayloadPlace = 'waiting' | 'delayed' | 'failed' | 'worker';

/** A family, and the member or form that tells. */
export interface FamilyEvidence {
  readonly family: DialectName | ForeignName;
  readonly detail: string;
  /** True where another family could have written the same: only `class` and `args`. */
  readonly isWeak?: boolean;
}

/** Reads the family off a payload; undefined where its members do not tell. `text` is what the payload's offsets count in. */
export function familyOfPayload(text: string, payload: JsonObject, place: PayloadPlace): FamilyEvidence | undefined {
  const has = (name: string): boolean => payload.named.has(name);
  if (has('data') && !has('args')) return { family: 'php-rewrite', detail: 'data' };
  if (has('enqueue_timestamp')) return { family: 'pyres', detail: 'enqueue_timestamp' };
  if (hasBlanks(text, payload)) return { family: 'pyres', detail: 'blanks' };
  if (has('id') && has('queue_time')) {
    return has('prefix')
      ? { family: 'php-successor', detail: 'prefix' }
      : { family: 'php-classic', detail: 'queue_time' };
  }
  if (has('id')) return { family: 'php-classic', detail: 'id' };
  if (has('queue')) return isQueueEvidence(payload, place) ? { family: 'node', detail: 'queue' } : undefined;
  if (place === 'waiting' && has('class') && has('args'))
    return { family: 'ruby', detail: 'class, args', isWeak: true };
  return undefined;
}

/** In a delayed entry every family names the queue; only node-resque writes it between class and args. */
function isQueueEvidence({ named }: JsonObject, place: PayloadPlace): boolean {
  if (place !== 'delayed') return true;
  const [queue, args] = [named.get('queue'), named.get('args')];
  return queue !== undefined && args !== undefined && queue.start < args.start;
}

/** Python's json.dumps writes a blank after each colon. */
function hasBlanks(text: string, { members }: JsonObject): boolean {
  const first = members[0];
  return first !== undefined && text[first.valueStart - 1] === ' ';
}

/** What is read off a failed record or a worker's record besides its payload. */
export interface RecordForms {
  readonly exception?: string | undefined;
  /** `failed_at` or `run_at` as written. */
  readonly time?: string | undefined;
  readonly backtraceStart?: string | undefined;
}

/** Reads the family off the forms of a record: date, backtrace, pyres' exception. Which family's *worker* wrote it, so weaker than the payload. */
export function familyOfRecord(text: string, record: JsonObject, forms: RecordForms): FamilyEvidence | undefined {
  const { exception, time = '', backtraceStart = '' } = forms;
  if (exception === 'type') return { family: 'pyres', detail: 'exception' };
  // Only node's pop script names the worker in the worker's own record (lua/popAndStoreJob.lua).
  if (record.named.has('run_at') && record.named.has('worker')) return { family: 'node', detail: 'worker' };
  if (hasBlanks(text, record)) return { family: 'pyres', detail: 'blanks' };
  if (/^ {4}at /.test(backtraceStart)) return { family: 'node', detail: 'backtrace' };
  if (/:\d+:in /.test(backtraceStart)) return { family: 'ruby', detail: 'backtrace' };
  if (/^\S+ \S+ \d\d \d{4} [\d:]{8} GMT/.test(time)) return { family: 'node', detail: 'time' };
  if (/^\d{4}\/\d\d\/\d\d [\d:]{8} \S+$/.test(time)) return { family: 'ruby', detail: 'time' };
  // A worker's run_at is ISO in Ruby too; with its colon in the offset, or on a PHP trace, it is the successor's.
  if (/^\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d$/.test(time)) return { family: 'php-successor', detail: 'time' };
  if (/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/.test(time)) return { family: 'ruby', detail: 'time', isWeak: true };
  if (/^\S+ \S+ +\d{1,2} [\d:]{8} \S+ \d{4}$/.test(time)) return { family: 'php-classic', detail: 'time' };
  return undefined;
}

/** The family of a payload by its own members, else by the forms of the record around it. */
export function familyOf(
  text: string,
  payload: JsonObject,
  place: PayloadPlace,
  record: FamilyEvidence | undefined,
): DialectName | ForeignName | undefined {
  return familyOfPayload(text, payload, place)?.family ?? record?.family;
}

const shapes: Readonly<Record<DialectName | ForeignName, ArgumentsShape | undefined>> = {
  'php-classic': 'map',
  'php-successor': 'map',
  'php-ex': 'map',
  ruby: 'positional',
  'ruby-multi-queue': 'positional',
  node: 'positional',
  pyres: 'positional',
  'php-rewrite': undefined,
};

/** What the job class of a family receives; undefined for a family whose arguments have no shape of ours, or for none. */
export function shapeOf(family: DialectName | ForeignName | undefined): ArgumentsShape | undefined {
  return family === undefined ? undefined : shapes[family];
}
