// One bounded SCAN over the database for what has no index: statuses, queues missing from `queues`, payloads of unregistered workers.
import type { Redis } from 'ioredis';
import { keyKind } from '../dialect/keys';
import { NAMES_MAX, SCAN_COUNT, SCAN_KEYS_MAX, STATUSES_MAX } from '../limits';
import { batch, type Command, wordOf } from './batch';
import { type Cancellation, Cancelled } from './slices';

/** What was found, and how far the scan came: `cursor` '0' means all of it. */
export interface Survey {
  readonly queues: readonly string[];
  readonly workers: readonly string[];
  readonly jobIds: readonly string[];
  readonly keysScanned: number;
  readonly keysTotal: number;
  readonly cursor: string;
}

/** Looks at SCAN_KEYS_MAX keys from `cursor`, in steps of SCAN_COUNT. Only lists count as queues: other families keep sorted sets and hashes
 *  under `queue:` (wire-format.md §11.1.2). */
export async function survey(redis: Redis, prefix: string, cursor: string): Promise<Survey> {
  const queues = new Set<string>();
  const workers = new Set<string>();
  const jobIds = new Set<string>();
  const keysTotal = await redis.dbsize();
  let next = cursor;
  let keysScanned = 0;
  do {
    const [after, keys] = await redis.scan(next, 'MATCH', `${escapeGlob(prefix)}*`, 'COUNT', SCAN_COUNT);
    next = after;
    keysScanned += SCAN_COUNT;
    for (const key of keys) {
      const kind = keyKind(prefix, key);
      if (kind?.kind === 'waiting' && queues.size < NAMES_MAX) queues.add(kind.queue);
      else if (kind?.kind === 'worker' && workers.size < NAMES_MAX) workers.add(kind.id);
      else if (kind?.kind === 'status' && jobIds.size < STATUSES_MAX) jobIds.add(kind.jobId);
    }
  } while (next !== '0' && keysScanned < SCAN_KEYS_MAX);
  return {
    queues: await onlyOfType(redis, [...queues], (queue) => `${prefix}queue:${queue}`, 'list'),
    workers: await onlyOfType(redis, [...workers], (id) => `${prefix}worker:${id}`, 'string'),
    jobIds: [...jobIds],
    keysScanned: next === '0' ? keysTotal : Math.min(keysScanned, keysTotal),
    keysTotal,
    cursor: next,
  };
}

async function onlyOfType(
  redis: Redis,
  names: readonly string[],
  keyOf: (name: string) => string,
  type: string,
): Promise<string[]> {
  const types = await batch(
    redis,
    names.map((name): Command => ['type', keyOf(name)]),
  );
  return names.filter((_, index) => wordOf(types[index]) === type).toSorted();
}

/** A prefix may hold characters that SCAN's MATCH would take for a pattern. */
export const escapeGlob = (text: string): string => text.replaceAll(/[\\*?[\]^]/g, '\\$&');

/** Prefixes under which `queues`, `workers` or `failed` stand, by one bounded SCAN of the whole database. */
export async function findPrefixes(
  redis: Redis,
  cancellation?: Cancellation,
): Promise<{ readonly prefixes: readonly string[]; readonly keysScanned: number; readonly isComplete: boolean }> {
  const prefixes = new Set<string>();
  const keysTotal = await redis.dbsize();
  let cursor = '0';
  let keysScanned = 0;
  do {
    if (cancellation?.isCancellationRequested) throw new Cancelled();
    const [next, keys] = await redis.scan(cursor, 'COUNT', SCAN_COUNT);
    cursor = next;
    keysScanned += SCAN_COUNT;
    for (const key of keys) {
      const prefix = /^([\s\S]*?)(?:queues|workers|failed|stat:processed|delayed_queue_schedule)$/.exec(key)?.[1];
      if (prefix !== undefined && (prefix === '' || prefix.endsWith(':')) && !prefix.endsWith('queue:'))
        prefixes.add(prefix);
    }
  } while (cursor !== '0' && keysScanned < SCAN_KEYS_MAX);
  return {
    prefixes: [...prefixes].toSorted(),
    keysScanned: Math.min(keysScanned, keysTotal),
    isComplete: cursor === '0',
  };
}

/** Databases that hold keys, from INFO keyspace; none where INFO is refused. */
export async function findDatabases(
  redis: Redis,
): Promise<readonly { readonly database: number; readonly keys: number }[]> {
  const [info] = await batch(redis, [['info', 'keyspace']]);
  const text = wordOf(info);
  return [...text.matchAll(/^db(\d+):keys=(\d+)/gm)].map(([, database, keys]) => ({
    database: Number(database),
    keys: Number(keys),
  }));
}
