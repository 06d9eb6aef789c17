// Workers: registered ids, what each works on, counters, and signs of life where a family leaves them.
import { isDeepStrictEqual } from 'node:util';
import { dialects as allDialects } from '../dialect/all';
import { decodeWorker, ghostEvidence } from '../dialect/decode-worker';
import { keysOf, splitWorkerId } from '../dialect/keys';
import type { Worker } from '../protocol/shapes';
import { batch, bytesOf, type Command, type Reply } from './batch';
import type { ReadContext } from './context';
import { mapInSlices } from './slices';
import { troubleOf } from './trouble';

/** Reads one row per id: a GET each of payload and start, and for each family present its two counters and its heartbeat or ping. GETs,
 *  not MGET, which would answer "idle" for a key of another type. `registered` holds the ids of the set `workers`; a payload whose id is
 *  not in it is shown as well. */
export async function readWorkerRows(
  context: ReadContext,
  ids: readonly string[],
  registered: ReadonlySet<string>,
): Promise<Worker[]> {
  const facts = await batch(
    context.redis,
    ids.flatMap((id) => commandsFor(context, id)),
  );
  const perWorker = ids.length === 0 ? 0 : facts.length / ids.length;
  return mapInSlices(ids, (id, index) =>
    workerOf(context, id, facts.slice(index * perWorker, (index + 1) * perWorker), registered.has(id)),
  );
}

/** The same number of commands for every id, so that replies can be told apart by place. */
function commandsFor({ dialects, prefix, keys }: ReadContext, id: string): Command[] {
  const perFamily = dialects.flatMap((dialect): Command[] => {
    const own = keysOf(prefix, dialect);
    const sign: Command =
      own.heartbeat !== undefined
        ? ['hgetBuffer', own.heartbeat, id]
        : ['getBuffer', own.ping?.(dialect.workerName(id)) ?? own.started(id)];
    return [['getBuffer', own.processedBy(id)], ['getBuffer', own.failedBy(id)], sign];
  });
  return [['getBuffer', keys.worker(id)], ['getBuffer', keys.started(id)], ...perFamily];
}

function workerOf(
  context: ReadContext,
  id: string,
  [payload, started, ...replies]: readonly Reply[],
  isRegistered: boolean,
): Worker {
  const families = context.dialects.map((dialect, index) => ({
    dialect,
    replies: replies.slice(3 * index, 3 * index + 3),
  }));
  // A worker is of one family: the one whose sign of life or counters it left, else the one that was decided for.
  const left =
    families.find(({ dialect, replies: [, , sign] }) => dialect.liveness && bytesOf(sign)) ??
    families.find(({ replies: [processed, failed] }) => bytesOf(processed) ?? bytesOf(failed));
  const dialect = left?.dialect ?? context.dialect;
  const [processed, failed, sign] = left?.replies ?? [];
  const life = bytesOf(sign) ?? null;
  const worker = decodeWorker(
    {
      id,
      payload: bytesOf(payload) ?? null,
      started: bytesOf(started) ?? null,
      processed: bytesOf(processed) ?? null,
      failed: bytesOf(failed) ?? null,
      heartbeat: dialect.liveness?.kind === 'hash' ? life : null,
      ping: dialect.liveness?.kind === 'ping' ? life : null,
      isRegistered,
      isProcessGone: isGone(context, id),
      nowMs: context.nowMs(),
    },
    dialect,
    context.look,
  );
  const row: Worker = left === undefined ? worker : { ...worker, family: dialect.name };
  return payload && 'error' in payload ? { ...row, trouble: troubleOf(payload.error) } : row;
}

function isGone({ isProcessGone }: ReadContext, id: string): boolean {
  const { host, pid } = splitWorkerId(id);
  return pid !== undefined && isProcessGone(host, pid);
}

/** The rows whose evidence of being a ghost came or went with time alone: heartbeats grow old and processes end without any key changing. */
export function judgeAgain(context: ReadContext, rows: readonly Worker[]): readonly Worker[] {
  return rows.flatMap((row) => {
    const { ghost: before, ...rest } = row;
    const dialect = row.family === undefined ? context.dialect : allDialects[row.family];
    const ghost = ghostEvidence(
      {
        isRegistered: before?.code !== 'notRegistered',
        isProcessGone: isGone(context, row.id),
        nowMs: context.nowMs(),
      },
      dialect,
      row.lastSeenAt,
    );
    if (isDeepStrictEqual(before, ghost)) return [];
    return [ghost === undefined ? rest : { ...rest, ghost }];
  });
}
