// An entry of a queue or of a delayed second → Job. A malformed one comes back as Unreadable, never as a throw.
import type { Job, Moment, Unreadable } from '../protocol/shapes';
import {
  type At,
  type EntryBase,
  entryBase,
  known,
  type Look,
  nameOf,
  type OpenEntry,
  openEntry,
  unreadable,
} from './decode-entry';
import { parseMoment } from '../text/times';
import { decodePayload, momentOf } from './decode-payload';

/** Decodes a waiting or delayed job. `queue` is the list it stands in, for a delayed job the queue named in the entry. */
export function decodeJob(entry: Buffer, at: At, look: Look): Job | Unreadable {
  const base = entryBase(entry, at);
  const opened = openEntry(entry);
  return typeof opened === 'string' ? unreadable(entry, base, opened, look) : jobOf(opened, base, look);
}

/** The job in an entry that was opened before. */
export function jobOf({ text, object }: OpenEntry, base: EntryBase, look: Look): Job {
  const list = base.ref.in;
  const queue = list.list === 'waiting' ? list.queue : nameOf(text, object.named.get('queue'));
  const place = list.list === 'waiting' ? 'waiting' : 'delayed';
  return { kind: 'job', ...base, ...decodePayload(text, object, place, look), ...known({ queue }) };
}

/** `,"queue_time":1795329523.618281}` is shorter. */
const LAST_MEMBER_BYTES_MAX = 48;
const OPENING_BRACE = 0x7b;

/** When a waiting job was enqueued, where its payload tells (PHP's `queue_time`, pyres' `enqueue_timestamp`); undefined for any other entry. Cheaper
 *  than decoding the job: for the heads of a thousand queues. */
export function parseEnqueuedAt(entry: Buffer): Moment | undefined {
  // PHP's libraries write it last, and the last brace closes the payload: then no more than the end of the entry is looked at.
  const [, last] =
    /[,{]"queue_time":(\d[\d.]*)\}$/.exec(
      entry.toString('latin1', Math.max(0, entry.length - LAST_MEMBER_BYTES_MAX)),
    ) ?? [];
  if (last !== undefined && entry[0] === OPENING_BRACE) return parseMoment(last);
  // Most families write no time at all: a search of the bytes costs less than reading the JSON.
  if (!entry.includes('"queue_time"') && !entry.includes('"enqueue_timestamp"')) return undefined;
  const opened = openEntry(entry);
  if (typeof opened === 'string') return undefined;
  const { text, object } = opened;
  return momentOf(text, object.named.get('queue_time') ?? object.named.get('enqueue_timestamp'));
}
