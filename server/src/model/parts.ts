// Announced key → what of the model must be read again, and which part on screen wants it. Pure.
import type { KeyKind } from '../dialect/keys';
import type { Part } from '../protocol/shapes';

/** What one reading covers: the parts of the protocol, and the finer pieces some of them are read in. `queues` and `workers` are rows;
 *  their names are pieces of their own, so that a new queue does not cost reading a thousand others again. */
export type Piece = Part | 'queueNames' | 'workerIds' | 'heartbeats' | 'survey';

/** One piece to read again; `item` narrows it to one queue, status or worker (by id, or by the name that
 *  node's counters and pings use). */
export interface Mark {
  readonly piece: Piece;
  readonly item?: string;
}

/** What a changed key touches. Keys of no known kind touch nothing. */
export function marksOf(kind: KeyKind | undefined): readonly Mark[] {
  switch (kind?.kind) {
    case 'queues':
    case 'pause':
      return [{ piece: 'queueNames' }, { piece: 'stats' }];
    case 'waiting':
      return [{ piece: 'queues', item: kind.queue }, { piece: `queue:${kind.queue}` }];
    case 'workers':
      return [{ piece: 'workerIds' }, { piece: 'stats' }];
    case 'worker':
    case 'started':
    case 'counter':
      return [{ piece: 'workers', item: kind.id }];
    case 'ping':
      return [{ piece: 'workers', item: kind.name }];
    case 'heartbeat':
      return [{ piece: 'heartbeats' }];
    case 'failed':
      return [{ piece: 'failedCount' }, { piece: 'failures' }, { piece: 'stats' }];
    case 'schedule':
      return [{ piece: 'delayed' }, { piece: 'stats' }];
    case 'second':
      return [{ piece: 'delayed' }, { piece: `second:${kind.second}` }];
    case 'status':
      return [{ piece: 'statuses', item: kind.jobId }, { piece: `job:${kind.jobId}` }];
    case 'stats':
      return [{ piece: 'stats' }];
    case undefined:
      return [];
  }
}

/** The parts a reader of which is missing something when a piece cannot be read. */
export function partsWith(piece: Piece): readonly Part[] {
  switch (piece) {
    case 'queueNames':
      return ['queues'];
    case 'workerIds':
      return ['workers', 'queues'];
    case 'heartbeats':
      return ['workers'];
    case 'survey':
      return ['statuses'];
    case 'backend':
    case 'failedCount':
    case 'stats':
    case 'queues':
    case 'workers':
    case 'failures':
    case 'delayed':
    case 'statuses':
      return [piece];
    default:
      return [piece]; // A page, or a watched job.
  }
}

/** The pieces a part is made of, in the order they are read: names before rows. */
export function piecesOf(part: Part): readonly Piece[] {
  switch (part) {
    case 'backend':
      return [];
    case 'queues':
      return ['queueNames', 'workerIds', 'queues', 'survey'];
    case 'workers':
      return ['workerIds', 'workers', 'heartbeats', 'survey'];
    case 'statuses':
      return ['queueNames', 'survey', 'statuses'];
    case 'failedCount':
    case 'failures':
    case 'stats':
    case 'delayed':
      return [part];
    default:
      return [part]; // A page, or a watched job.
  }
}
