// The writer of (b): pushes jobs at a fixed rate onto some queues in turn, and answers when each was sent, on the clock all processes share.
import { Redis } from 'ioredis';
import { perform } from './task.mjs';

const now = () => Number(process.hrtime.bigint()) / 1e6;

perform(async ({ url, keys, entry, perSecond, seconds }) => {
  const redis = new Redis(url);
  await redis.ping();
  const sentAtMs = [];
  const start = now();
  for (let n = 0; n < perSecond * seconds; n++) {
    const waitMs = start + (n * 1000) / perSecond - now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
    sentAtMs.push(now());
    await redis.rpush(keys[n % keys.length], entry);
  }
  redis.disconnect();
  return sentAtMs;
});
