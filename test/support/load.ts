// Puts a recorded key space into a Redis as it was.
import type { Redis } from 'ioredis';
import { type Implementation, keyspace } from './recorded';

type Stored = string | { readonly base64: string };

const bytesOf = (stored: Stored): Buffer =>
  typeof stored === 'string' ? Buffer.from(stored) : Buffer.from(stored.base64, 'base64');

/** Writes every key of a recording; the form of `value` by type is described in test/fixtures/recorded/README.md. */
export async function loadRecording(redis: Redis, implementation: Implementation, file?: string): Promise<void> {
  const pipeline = redis.pipeline();
  for (const { key, type, ttl, value } of keyspace(implementation, file)) {
    if (type === 'string') pipeline.set(key, bytesOf(value as Stored));
    else if (type === 'list') pipeline.rpush(key, ...(value as Stored[]).map(bytesOf));
    else if (type === 'set') pipeline.sadd(key, ...(value as Stored[]).map(bytesOf));
    else if (type === 'zset')
      pipeline.zadd(key, ...(value as [Stored, number][]).flatMap(([member, score]) => [score, bytesOf(member)]));
    else
      pipeline.hset(key, ...(value as [Stored, Stored][]).flatMap(([field, held]) => [bytesOf(field), bytesOf(held)]));
    if (ttl > 0) pipeline.expire(key, ttl);
  }
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
}
