// Sets of names: `queues` and `workers`.
import type { Redis } from 'ioredis';
import { NAMES_MAX, SCAN_COUNT } from '../limits';
import type { Names } from '../model/model';

/** Members of a set, sorted by code unit. A set larger than NAMES_MAX is read in part, by SSCAN, and `total` says how large it is. */
export async function readNames(redis: Redis, key: string): Promise<Names> {
  const total = await redis.scard(key);
  const names = total <= NAMES_MAX ? await redis.smembers(key) : await scanNames(redis, key);
  return { names: names.toSorted(), total: Math.max(total, names.length) };
}

async function scanNames(redis: Redis, key: string): Promise<string[]> {
  const names = new Set<string>();
  let cursor = '0';
  do {
    const [next, found] = await redis.sscan(key, cursor, 'COUNT', SCAN_COUNT);
    for (const name of found) names.add(name);
    cursor = next;
  } while (cursor !== '0' && names.size < NAMES_MAX);
  return [...names].slice(0, NAMES_MAX);
}
