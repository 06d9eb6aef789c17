// Job → entry: what the family's own library would have written, field for field.
import type { ArgumentsProblem, ArgumentsShape } from '../protocol/shapes';
import { ARGUMENTS_BYTES_MAX } from '../limits';
import { compactJson, type JsonProblem, jsonProblem } from '../text/json';
import { hasMask } from '../text/mask';
import { printJson } from '../text/print';
import { type Escapes, quote } from '../text/quote';
import { decodeToken, stringEnd } from '../text/scan';
import type { Dialect, PayloadMember } from './dialect';

/** Levels of arrays and objects in arguments. Ruby's json gem refuses 100 in all, and a worker that meets a deeper entry exits; the failed record
 *  adds four of its own. */
const ARGUMENTS_DEPTH_MAX = 90;

/** Says what is wrong with arguments as typed, so that nothing is sent: too large, stars of a mask left in, no strict JSON, or not what the family
 *  takes. A map is one object, `null` for none, or `[]`, which is how PHP writes an empty one. What a worker would choke on counts as no JSON:
 *  half a surrogate pair, and depth. */
export function argumentsProblem(text: string, shape: ArgumentsShape): ArgumentsProblem | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > ARGUMENTS_BYTES_MAX) return { code: 'tooLarge', bytes };
  if (hasMask(text)) return { code: 'masked' };
  const problem = jsonProblem(text) ?? halfPair(text) ?? tooDeep(text);
  if (problem) return { code: 'notJson', ...problem };
  const first = text.trimStart()[0];
  if (shape === 'positional') return first === '[' ? undefined : { code: 'notArray' };
  return first === '{' || first === 'n' || compactJson(text) === '[]' ? undefined : { code: 'notMap' };
}

/** PHP's json_decode refuses half a surrogate pair (JSON_ERROR_UTF16): the job would be popped and dropped. */
function halfPair(text: string): JsonProblem | undefined {
  const token = /\\u([dD][89a-fA-F][0-9a-fA-F]{2})|\\.|\p{Surrogate}/gsu;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const unit = match[1];
    if (unit === undefined && match[0].startsWith('\\')) continue;
    const isLead = unit !== undefined && /^[dD][89abAB]/.test(unit);
    const trail = isLead
      ? /^\\u[dD][c-fC-F][0-9a-fA-F]{2}/.exec(text.slice(token.lastIndex, token.lastIndex + 6))
      : null;
    if (!trail) return { offset: match.index, detail: 'halfPair' };
    token.lastIndex += 6;
  }
  return undefined;
}

function tooDeep(text: string): JsonProblem | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = stringEnd(text, at) - 1;
    else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
    if (depth > ARGUMENTS_DEPTH_MAX) return { offset: at, detail: 'tooDeep' };
  }
  return undefined;
}

/** A job to write. */
export interface NewJob {
  readonly jobClass: string;
  readonly queue: string;
  /** Checked by `argumentsProblem`. */
  readonly argumentsText: string;
  /** For families whose payload has one (`newJobId`). */
  readonly jobId?: string;
  /** Seconds since 1970 with their fraction, as PHP's microtime(true). */
  readonly queueTimeSeconds: number;
}

/** The entry for `queue:<q>`. The arguments' blanks go and their strings are escaped as the library escapes them; numbers, order and repetition
 *  of keys, and `{}` stay as typed, although a library that had decoded them first would print 1.0 as 1 or [] for {}.
 *  Formats: chrisboulton/php-resque lib/Resque/Job.php, resque/php-resque lib/JobHandler.php, resque/resque lib/resque.rb, actionhero/node-resque
 *  src/core/queue.ts. */
export function encodeWaiting(dialect: Dialect, job: NewJob): string {
  const { escapes } = dialect;
  const printed = encodeArguments(job.argumentsText, escapes);
  const values: Readonly<Record<PayloadMember, () => string>> = {
    class: () => quote(job.jobClass, escapes),
    queue: () => quote(job.queue, escapes),
    args: () => (dialect.arguments === 'map' ? `[${printed}]` : printed),
    id: () => quote(required(job.jobId), escapes),
    prefix: () => '""',
    // JavaScript prints a double as PHP does since 7.1 (serialize_precision -1): the shortest digits that give it again.
    queue_time: () => String(job.queueTimeSeconds),
  };
  return `{${dialect.payload.map((name) => `"${name}":${values[name]()}`).join(',')}}`;
}

function encodeArguments(text: string, escapes: Escapes): string {
  const encode = (token: string): string => quote(decodeToken(token), escapes);
  return printJson(text, { layout: 'compact', showString: encode, showName: encode }).text;
}

function required(jobId: string | undefined): string {
  if (jobId === undefined) throw new Error('This family gives every job an id.');
  return jobId;
}

/** A job id as php-resque makes them, 32 hex digits (there: md5 of uniqid), from 16 random bytes. */
export function newJobId(random: Uint8Array): string {
  if (random.length < 16) throw new Error('A job id takes 16 random bytes.');
  return Buffer.from(random.subarray(0, 16)).toString('hex');
}
