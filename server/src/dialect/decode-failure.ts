// An entry of the failed list → Failure. Formats: chrisboulton/php-resque lib/Resque/Failure/Redis.php, resque/resque lib/resque/failure/redis.rb,
// actionhero/node-resque src/core/worker.ts; every member may be missing, null or of another type (wire-format.md §11.1.5).
import type { Failure, Unreadable } from '../protocol/shapes';
import { ERROR_PREVIEW_CHARACTERS_MAX } from '../limits';
import { type JsonObject, readArray, readObject } from '../text/json';
import { decodeString } from '../text/scan';
import {
  type At,
  type EntryBase,
  entryBase,
  known,
  type Look,
  nameOf,
  type OpenEntry,
  openEntry,
  scalarOf,
  textOfMember,
  unreadable,
} from './decode-entry';
import { decodePayload, momentOf } from './decode-payload';
import { type FamilyEvidence, familyOfRecord } from './family';

/** Decodes a failed record. A malformed entry comes back as Unreadable, never as a throw. */
export function decodeFailure(entry: Buffer, at: At, look: Look): Failure | Unreadable {
  const base = entryBase(entry, at);
  const opened = openEntry(entry);
  return typeof opened === 'string' ? unreadable(entry, base, opened, look) : failureOf(opened, base, look);
}

/** The failure in an entry that was opened before. */
export function failureOf({ text, object }: OpenEntry, base: EntryBase, look: Look): Failure {
  const member = (name: string) => object.named.get(name);
  const job = decodePayload(text, payloadOf(text, object), 'failed', look, recordFamily(text, object));
  return {
    kind: 'failure',
    ...base,
    ...job,
    ...known({
      oddity: job.oddity ?? (object.duplicates.length > 0 ? ('duplicateKeys' as const) : undefined),
      queue: nameOf(text, member('queue')),
      exception: nameOf(text, member('exception')),
      error: textOfMember(text, member('error'), look, ERROR_PREVIEW_CHARACTERS_MAX),
      failedAt: momentOf(text, member('failed_at')),
      retriedAt: momentOf(text, member('retried_at')),
      worker: nameOf(text, member('worker')),
    }),
  };
}

/** The members of a record's payload, if it is an object. */
export function payloadOf(text: string, record: JsonObject): JsonObject | undefined {
  const payload = record.named.get('payload');
  return payload !== undefined && text[payload.valueStart] === '{' ? readObject(text, payload.valueStart) : undefined;
}

/** What the forms of a failed record, or of a worker's, tell about its family. */
export function recordFamily(text: string, record: JsonObject): FamilyEvidence | undefined {
  return familyOfRecord(text, record, {
    exception: scalarOf(text, record.named.get('exception')),
    time: scalarOf(text, record.named.get('failed_at') ?? record.named.get('run_at')),
    backtraceStart: backtraceStart(text, record),
  });
}

function backtraceStart(text: string, record: JsonObject): string | undefined {
  const backtrace = record.named.get('backtrace');
  if (backtrace === undefined || text[backtrace.valueStart] !== '[') return undefined;
  const first = readArray(text, backtrace.valueStart, 1)[0];
  return first !== undefined && text[first[0]] === '"' ? decodeString(text, ...first) : undefined;
}
