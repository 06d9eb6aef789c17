// A real worker: node-resque as users run it, in the test's own process, so that a test sees what was performed.
import { Worker } from 'node-resque';
import type { RedisServer } from '../../tools/redis.mjs';

/** Between two looks at an empty queue, ms. */
const POLL_MS = 50;

type Perform = (...args: readonly unknown[]) => unknown;

/** Works on some queues until it is stopped. Stopping twice is harmless. */
export async function startWorker(
  redis: RedisServer,
  queues: readonly string[],
  jobs: Readonly<Record<string, Perform>>,
): Promise<() => Promise<void>> {
  const worker = new Worker(
    {
      connection: { host: '127.0.0.1', port: redis.port, namespace: 'resque' },
      queues: [...queues],
      timeout: POLL_MS,
      name: `shop-1:${process.pid}`,
    },
    Object.fromEntries(
      Object.entries(jobs).map(([name, perform]) => [
        name,
        { perform: async (...args: unknown[]): Promise<unknown> => perform(...args) },
      ]),
    ),
  );
  worker.on('error', () => undefined); // Redis is stopped under it at the end of some tests.
  await worker.connect();
  await worker.start();
  let ending: Promise<void> | undefined;
  return () => (ending ??= worker.end());
}
