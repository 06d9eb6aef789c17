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

/** When a waiting job was enqueued, where its payload tells (PHP's `queue_time`, pyres' `enqueue_timestamp`); undefined for any other entry. Cheaper
 *  than decoding the job: for the heads of a thousand queues. */
export function parseEnqueuedAt(entry: Buffer): Moment | undefined {
  // Most families write no time at all: a search of the bytes costs less than reading the JSON.
  if (!entry.includes('"queue_time"') && !entry.includes('"enqueue_timestamp"')) return undefined;
  const opened = openEntry(entry);
  if (typeof opened === 'string') return undefined;
  const { text, object } = opened;
  return momentOf(text, object.named.get('queue_time') ?? object.named.get('enqueue_timestamp'));
}
