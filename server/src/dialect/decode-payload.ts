// A payload → the job it describes. Wherever it stands: in a queue, in the delayed schedule, in a failed record, in a worker's record.
import type { JobFields, Moment, Oddity } from '../protocol/shapes';
import { ARGUMENTS_PREVIEW_CHARACTERS_MAX } from '../limits';
import { type JsonObject, type Member, readArray, readObject } from '../text/json';
import { showJson } from '../text/mask';
import { parseMoment } from '../text/times';
import { known, type Look, nameOf, scalarOf } from './decode-entry';
import { type FamilyEvidence, familyOf, type PayloadPlace, shapeOf } from './family';

/** Offsets of the arguments as the job class receives them, and what is odd about how they are stored. */
export interface ArgumentsSpan {
  readonly start: number;
  readonly end: number;
  readonly oddity?: Oddity;
}

/** The fields of a payload; `record` is what the record around it says about the family, where there is one. Undefined members, wrong types and a
 *  missing payload are shown as what they are, with an oddity. */
export function decodePayload(
  text: string,
  payload: JsonObject | undefined,
  place: PayloadPlace,
  look: Look,
  record?: FamilyEvidence,
): JobFields {
  if (payload === undefined) {
    return { jobClass: '', argumentsText: '', ...known({ family: record?.family }), oddity: 'payloadMissing' };
  }
  const family = familyOf(text, payload, place, record);
  const span = argumentsSpan(text, payload, shapeOf(family) ?? look.shape ?? 'positional');
  const classMember = payload.named.get('class');
  const hasClass = classMember !== undefined && text[classMember.valueStart] === '"';
  const wrappedClass = activeJobClass(text, payload);
  const view = { ...look, limit: ARGUMENTS_PREVIEW_CHARACTERS_MAX };
  return {
    jobClass: nameOf(text, classMember) ?? '',
    argumentsText: span === undefined ? '' : argumentsText(text.slice(span.start, span.end), place, family, view),
    ...known({
      wrappedClass,
      jobId: statusId(text, payload),
      enqueuedAt: momentOf(text, payload.named.get('queue_time') ?? payload.named.get('enqueue_timestamp')),
      family,
      oddity: oddityOf(hasClass, span, payload, place === 'worker' && family === 'node'),
    }),
  };
}

/** node-resque's pop script encodes the payload again with cjson, which writes `{}` for `[]` (lua/popAndStoreJob.lua). */
function argumentsText(
  written: string,
  place: PayloadPlace,
  family: JobFields['family'],
  view: Look & { limit: number },
): string {
  return showJson(place === 'worker' && family === 'node' && written === '{}' ? '[]' : written, view);
}

function oddityOf(
  hasClass: boolean,
  span: ArgumentsSpan | undefined,
  payload: JsonObject,
  isFromCjson: boolean,
): Oddity | undefined {
  if (!hasClass) return 'classMissing';
  if (span === undefined) return 'argumentsMissing';
  if (span.oddity && !isFromCjson) return span.oddity;
  return payload.duplicates.length > 0 ? 'duplicateKeys' : undefined;
}

/** Finds the arguments: for a map the one element of `args`, which is all that PHP's job code sees (chrisboulton/php-resque lib/Resque/Job.php),
 *  else the whole array; for mjphaynes/php-resque its `data`. Undefined if there are none. */
export function argumentsSpan(
  text: string,
  payload: JsonObject,
  shape: 'map' | 'positional',
): ArgumentsSpan | undefined {
  const data = payload.named.has('args') ? undefined : payload.named.get('data');
  if (data) return { start: data.valueStart, end: data.valueEnd };
  const args = payload.named.get('args');
  if (args === undefined) return undefined;
  const whole = { start: args.valueStart, end: args.valueEnd };
  if (text[args.valueStart] !== '[') return { ...whole, oddity: 'argumentsNotArray' };
  if (shape === 'positional') return whole;
  const [only, second] = readArray(text, args.valueStart, 2);
  if (only === undefined || second !== undefined) return { ...whole, oddity: 'argumentsNotWrapped' };
  return { start: only[0], end: only[1] };
}

/** Active Job's adapter puts every job into one wrapper class; the class a person looks for is `args[0].job_class`
 *  (rails/rails activejob/lib/active_job/queue_adapters/resque_adapter.rb). */
function activeJobClass(text: string, payload: JsonObject): string | undefined {
  if (!scalarOf(text, payload.named.get('class'))?.endsWith('JobWrapper')) return undefined;
  const args = payload.named.get('args');
  if (args === undefined || text[args.valueStart] !== '[') return undefined;
  const first = readArray(text, args.valueStart, 1)[0];
  if (first === undefined || text[first[0]] !== '{') return undefined;
  return nameOf(text, readObject(text, first[0]).named.get('job_class'));
}

/** What the job's status is kept under: the id, with php-successor's prefix where it has one (resque/php-resque lib/Job/Status.php). */
function statusId(text: string, payload: JsonObject): string | undefined {
  const id = nameOf(text, payload.named.get('id'));
  const prefix = nameOf(text, payload.named.get('prefix'));
  return id && prefix ? `${prefix}_${id}` : id || undefined;
}

/** A member that holds a time, as text or number. */
export function momentOf(text: string, member: Member | undefined): Moment | undefined {
  const written = scalarOf(text, member);
  return written === undefined || written === '' ? undefined : parseMoment(written);
}
