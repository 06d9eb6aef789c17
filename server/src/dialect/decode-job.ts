// An entry of a queue or of a delayed second → Job. A malformed one comes back as Unreadable, never as a throw.
import type { Job, Moment, Unreadable } from '../protocol/shapes';
import { type At, entryBase, known, type Look, nameOf, openEntry, unreadable } from './decode-entry';
import { decodePayload, momentOf } from './decode-payload';

/** Decodes a waiting or delayed job. `queue` is the list it stands in, for a delayed job the queue named in the entry. `isWhole` decodes what is
 *  larger than DECODE_BYTES_MAX as well, which a row does not need. */
export function decodeJob(entry: Buffer, at: At, look: Look, isWhole = false): Job | Unreadable {
  const base = entryBase(entry, at);
  const opened = openEntry(entry, isWhole);
  if (typeof opened === 'string') return unreadable(entry, base, opened, look);
  const { text, object } = opened;
  const isWaiting = at.in.list === 'waiting';
  const queue = at.in.list === 'waiting' ? at.in.queue : nameOf(text, object.named.get('queue'));
  return {
    kind: 'job',
    ...base,
    ...decodePayload(text, object, isWaiting ? 'waiting' : 'delayed', look),
    ...known({ queue }),
  };
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
