// What several keys say about one worker → Worker. None of the families gives certainty about life (wire-format.md §11.1.10): only evidence.
import type { GhostEvidence, Moment, Worker, WorkerJob } from '../protocol/shapes';
import { parseObject } from '../text/json';
import { parseMoment } from '../text/times';
import { known, type Look, nameOf, type OpenEntry, openEntry } from './decode-entry';
import { payloadOf, recordFamily } from './decode-failure';
import { decodePayload, momentOf } from './decode-payload';
import type { Dialect } from './dialect';
import { splitWorkerId } from './keys';

/** Stored values by worker, null or left out where the key or field does not exist. */
export interface WorkerFacts {
  readonly id: string;
  /** `worker:<id>`: what it works on; `tooLarge` where it was not read. */
  readonly payload?: Buffer | 'tooLarge' | null;
  /** `worker:<id>:started`. */
  readonly started?: Buffer | null;
  /** Its field of `workers:heartbeat`. */
  readonly heartbeat?: Buffer | null;
  /** `worker:ping:<name>`. */
  readonly ping?: Buffer | null;
  readonly processed?: Buffer | null;
  readonly failed?: Buffer | null;
  /** Whether the id is in `workers`. */
  readonly isRegistered: boolean;
  /** For a worker of our own host: whether its pid was looked for and not found. */
  readonly isProcessGone?: boolean;
  readonly nowMs: number;
}

/** Decodes a worker. A value that cannot be read leaves its field out; a record that is no job is said in `unreadable`. */
export function decodeWorker(facts: WorkerFacts, dialect: Dialect, look: Look): Worker {
  const lastSeenAt = lastSeen(facts);
  const { payload } = facts;
  const record = payload === 'tooLarge' ? payload : payload ? openEntry(payload) : undefined;
  return {
    id: facts.id,
    ...splitWorkerId(facts.id),
    ...known({
      job: typeof record === 'object' ? decodeRecord(record, look) : undefined,
      unreadable: typeof record === 'string' ? record : undefined,
      startedAt: facts.started?.length ? parseMoment(facts.started.toString()) : undefined,
      lastSeenAt,
      processed: countOf(facts.processed),
      failed: countOf(facts.failed),
      ghost: ghostEvidence(facts, dialect, lastSeenAt),
    }),
  };
}

/** `{queue, run_at, payload}` in any order; node's adds `worker`. */
function decodeRecord({ text, object }: OpenEntry, look: Look): WorkerJob {
  return {
    ...decodePayload(text, payloadOf(text, object), 'worker', look, recordFamily(text, object)),
    ...known({
      queue: nameOf(text, object.named.get('queue')),
      runAt: momentOf(text, object.named.get('run_at')),
    }),
  };
}

function lastSeen({ heartbeat, ping }: WorkerFacts): Moment | undefined {
  if (heartbeat?.length) return parseMoment(heartbeat.toString());
  const text = ping?.toString() ?? '';
  return momentOf(text, parseObject(text)?.named.get('time'));
}

/** Why a worker may be gone, by the strongest sign; undefined where nothing speaks for it. */
export function ghostEvidence(
  { isRegistered, isProcessGone, nowMs }: Pick<WorkerFacts, 'isRegistered' | 'isProcessGone' | 'nowMs'>,
  { liveness }: Dialect,
  lastSeenAt?: Moment,
): GhostEvidence | undefined {
  if (!isRegistered) return { code: 'notRegistered' };
  if (isProcessGone) return { code: 'processGone' };
  if (liveness === undefined || lastSeenAt?.ms === undefined || nowMs - lastSeenAt.ms <= liveness.oldAfterMs)
    return undefined;
  return { code: liveness.kind === 'hash' ? 'heartbeatOld' : 'pingOld', lastSeenAtMs: lastSeenAt.ms };
}

function countOf(stored: Buffer | null | undefined): number | undefined {
  const text = stored?.toString() ?? '';
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
