// Workers: registered ids, what each works on, counters, and signs of life where a family leaves them.
import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import { dialects as allDialects } from '../dialect/all';
import { decodeWorker, ghostEvidence } from '../dialect/decode-worker';
import type { Dialect } from '../dialect/dialect';
import { keysOf, splitWorkerId } from '../dialect/keys';
import { PIPELINE_COMMANDS_MAX } from '../limits';
import type { Worker } from '../protocol/shapes';
import { batch, bytesOf, type Command, type Reply, valueOf } from './batch';
import type { ReadContext } from './context';
import { readStrings, readStringsWithin, storedOf } from './read-strings';
import { mapInSlices } from './slices';
import { troubleOf } from './trouble';

/** What one family keeps of a worker beside its payload. */
interface Traces {
  readonly dialect: Dialect;
  readonly processed: Reply | undefined;
  readonly failed: Reply | undefined;
  /** Heartbeat or ping, where the family leaves one. */
  readonly sign: Reply | undefined;
}

/** Reads one row per id: payload and start, and for each family present its two counters and its heartbeat or ping, all at once. `registered`
 *  holds the ids of the set `workers`; a payload whose id is not in it is shown as well. */
export async function readWorkerRows(
  context: ReadContext,
  ids: readonly string[],
  registered: ReadonlySet<string>,
): Promise<Worker[]> {
  if (ids.length === 0) return [];
  const { redis, keys } = context;
  const [payloads, starts, ...families] = await Promise.all([
    readStringsWithin(context, ids.map(keys.worker)),
    readStrings(redis, ids.map(keys.started)),
    ...context.dialects.map((dialect) => readTraces(context, dialect, ids)),
  ]);
  return mapInSlices(ids, (id, index) =>
    workerOf(
      context,
      id,
      payloads[index],
      starts[index],
      families.map((tracesOf) => tracesOf(index)),
      registered.has(id),
    ),
  );
}

async function readTraces(
  { redis, prefix }: ReadContext,
  dialect: Dialect,
  ids: readonly string[],
): Promise<(index: number) => Traces> {
  const own = keysOf(prefix, dialect);
  const { ping, heartbeat } = own;
  const [processed, failed, signs] = await Promise.all([
    readStrings(redis, ids.map(own.processedBy)),
    readStrings(redis, ids.map(own.failedBy)),
    heartbeat === undefined
      ? readStrings(redis, ping === undefined ? [] : ids.map((id) => ping(dialect.workerName(id))))
      : readFields(redis, heartbeat, ids),
  ]);
  return (index) => ({ dialect, processed: processed[index], failed: failed[index], sign: signs[index] });
}

/** Fields of one hash; none where it is no hash, or may not be read. */
async function readFields(redis: Redis, key: string, fields: readonly string[]): Promise<Reply[]> {
  const chunks: Command[] = [];
  for (let from = 0; from < fields.length; from += PIPELINE_COMMANDS_MAX)
    chunks.push(['hmgetBuffer', key, ...fields.slice(from, from + PIPELINE_COMMANDS_MAX)]);
  const replies = await batch(redis, chunks);
  return replies.flatMap((reply) => {
    const values = valueOf(reply);
    return (Array.isArray(values) ? values : []).map((value: unknown) => ({ value }));
  });
}

function workerOf(
  context: ReadContext,
  id: string,
  payload: Reply | undefined,
  started: Reply | undefined,
  families: readonly Traces[],
  isRegistered: boolean,
): Worker {
  // A worker is of one family: the one whose sign of life or counters it left, else the one that was decided for.
  const left =
    families.find(({ dialect, sign }) => dialect.liveness && bytesOf(sign)) ??
    families.find(({ processed, failed }) => bytesOf(processed) ?? bytesOf(failed));
  const dialect = left?.dialect ?? context.dialect;
  const life = bytesOf(left?.sign) ?? null;
  const worker = decodeWorker(
    {
      id,
      payload: storedOf(payload) ?? null,
      started: bytesOf(started) ?? null,
      processed: bytesOf(left?.processed) ?? null,
      failed: bytesOf(left?.failed) ?? null,
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
