// Putting a failed job back: the payload's bytes are cut out of the entry, never parsed and printed (wire-format.md §11.2). Everything here reads
// the entry with one character per byte (latin1), so offsets in that text are offsets in the bytes; JSON's own signs are ASCII in both.
import { isUtf8 } from 'node:buffer';
import type { DialectName, ForeignName } from '../protocol/shapes';
import { digestOf } from '../text/bytes';
import { type JsonObject, type Member, parseObject, readObject } from '../text/json';
import { decodeToken, skipBlanks } from '../text/scan';
import { formatRubyTime } from '../text/times';
import { recordFamily } from './decode-failure';
import { familyOf } from './family';

/** What goes back on a queue. */
export interface Retry {
  /** The payload's bytes as they stand in the entry. */
  readonly payload: Buffer;
  readonly queue: string;
  readonly jobClass: string;
  /** PHP: what the status is kept under, php-successor's prefix included (`<prefix>_<id>`). */
  readonly jobId?: string;
  /** Whose job it is, by the payload's members, else by the forms of the record around it. */
  readonly family?: DialectName | ForeignName;
}

/** Reads what a failed entry would put back; undefined when it has no payload object, no class or no queue to put it on, or is not UTF-8. */
export function retryOf(entry: Buffer): Retry | undefined {
  if (!isUtf8(entry)) return undefined;
  const bytes = entry.toString('latin1');
  const failure = parseObject(bytes);
  const span = failure?.named.get('payload');
  if (failure === undefined || span === undefined || bytes[span.valueStart] !== '{') return undefined;
  const payload = readObject(bytes, span.valueStart);
  const jobClass = stringAt(bytes, payload.named.get('class'));
  // node-resque's payload names its queue as well; the record's own comes first.
  const queue = stringAt(bytes, failure.named.get('queue')) || stringAt(bytes, payload.named.get('queue'));
  if (!jobClass || !queue) return undefined;
  const id = stringAt(bytes, payload.named.get('id'));
  const prefix = stringAt(bytes, payload.named.get('prefix'));
  const family = familyOf(bytes, payload, 'failed', recordFamily(bytes, failure));
  return {
    payload: entry.subarray(span.valueStart, span.valueEnd),
    queue,
    jobClass,
    ...(id ? { jobId: prefix ? `${prefix}_${id}` : id } : {}),
    ...(family ? { family } : {}),
  };
}

function stringAt(bytes: string, member: Member | undefined): string | undefined {
  if (member === undefined || bytes[member.valueStart] !== '"') return undefined;
  return decodeToken(Buffer.from(bytes.slice(member.valueStart, member.valueEnd), 'latin1').toString('utf8'));
}

/** The entry with `,"retried_at":"YYYY/MM/DD HH:MM:SS UTC"` before its last brace, or with that text in the place of an earlier one; every other
 *  byte as it was. Format: resque/resque lib/resque/failure/redis.rb. Throws if the entry is no JSON object: ask `retryOf` first. */
export function markRetried(entry: Buffer, nowMs: number): Buffer {
  const bytes = entry.toString('latin1');
  const failure = parseObject(bytes);
  if (failure === undefined) throw new Error('Only a JSON object can be marked as retried.');
  const time = `"${formatRubyTime(nowMs)}"`;
  const earlier = failure.named.get('retried_at');
  if (earlier) return splice(entry, earlier.valueStart, earlier.valueEnd, time);
  return append(entry, failure, `"retried_at":${time}`);
}

/** The entry with one more member that makes it like no other, to stand in its place for the moment between LSET and LREM. It is still a failed
 *  record that every family can read, unlike the empty string that Ruby puts there (wire-format.md §11.3.2). Throws as `markRetried` does. */
export function withMarker(entry: Buffer, marker: string): Buffer {
  const failure = parseObject(entry.toString('latin1'));
  if (failure === undefined) throw new Error('Only a JSON object can carry a marker.');
  return append(entry, failure, `"resque_inspector":${JSON.stringify(marker)}`);
}

function append(entry: Buffer, { members, end }: JsonObject, member: string): Buffer {
  return splice(entry, end - 1, end - 1, members.length === 0 ? member : `,${member}`);
}

function splice(entry: Buffer, start: number, end: number, text: string): Buffer {
  return Buffer.concat([entry.subarray(0, start), Buffer.from(text), entry.subarray(end)]);
}

/** The entry without any `retried_at` and the comma that goes with it; the same bytes if it has none or is no JSON object. */
export function withoutRetried(entry: Buffer): Buffer {
  if (!entry.includes('retried_at')) return entry;
  const bytes = entry.toString('latin1');
  const failure = parseObject(bytes);
  if (!failure?.named.has('retried_at')) return entry;
  return Buffer.from(keptParts(bytes, failure).join(''), 'latin1');
}

/** What stays. A member goes with the comma before it, or, as long as none before it stays, with the one after it: the exact inverse of `append`. */
function keptParts(bytes: string, { members }: JsonObject): readonly string[] {
  const kept: string[] = [];
  let from = 0;
  let isFirst = true;
  for (const [index, member] of members.entries()) {
    if (member.name !== 'retried_at') {
      isFirst = false;
      continue;
    }
    const before = members[index - 1];
    const comma = before === undefined ? member.start : skipBlanks(bytes, before.valueEnd);
    kept.push(bytes.slice(from, isFirst ? member.start : Math.max(from, comma)));
    from = isFirst ? (members[index + 1]?.start ?? member.valueEnd) : member.valueEnd;
  }
  return [...kept, bytes.slice(from)];
}

/** Whether an entry is the one with this digest, but for a `retried_at` added since. An entry that already had one when it was shown is not
 *  found again: its digest cannot be told from the new bytes. */
export function isSameButRetried(shownDigest: string, entry: Buffer): boolean {
  const before = withoutRetried(entry);
  return before.length !== entry.length && digestOf(before) === shownDigest;
}
