// A Redis of the test file's own, a client that plays everybody else, and the built server, for as long as the file runs.
import { after, before, beforeEach } from 'node:test';
import { Redis } from 'ioredis';
import type { ConnectionSpec, DialectName } from '../../server/src/protocol/shapes';
import { startRedis } from '../../tools/redis.mjs';
import { LspServer } from './lsp';

export interface Stage {
  readonly url: string;
  /** Everybody else: applications, workers, administrators. */
  readonly redis: Redis;
  readonly server: LspServer;
  /** The process id of the Redis server. */
  readonly redisPid: number;
  /** Opens the backend `it`, by default of a family that is told rather than found. */
  open(spec?: Partial<ConnectionSpec>): ReturnType<LspServer['open']>;
}

/** Starts both before the first test of the file and stops them after the last; every test begins with an empty Redis and no backend. */
export function setStage({ args = [] }: { readonly args?: readonly string[] } = {}): Stage {
  let started: { redisServer: Awaited<ReturnType<typeof startRedis>>; redis: Redis; server: LspServer } | undefined;
  const get = () => {
    if (!started) throw new Error('The stage stands only while tests run.');
    return started;
  };
  before(async () => {
    const redisServer = await startRedis({ args });
    // Neither it nor what is made from it waits for a Redis that was stopped.
    started = {
      redisServer,
      redis: new Redis(redisServer.url, { retryStrategy: () => null }),
      server: await LspServer.start(),
    };
  });
  beforeEach(async () => {
    const { redis, server } = get();
    await server.close('it');
    await redis.flushall();
  });
  after(async () => {
    if (!started) return;
    await started.server.stop();
    started.redis.disconnect();
    await started.redisServer.stop();
  });
  return {
    get url() {
      return get().redisServer.url;
    },
    get redis() {
      return get().redis;
    },
    get server() {
      return get().server;
    },
    get redisPid() {
      return get().redisServer.pid;
    },
    open: (spec = {}) => get().server.open({ name: 'it', url: get().redisServer.url, ...spec }),
  };
}

export const families: readonly DialectName[] = ['php-classic', 'php-successor', 'ruby', 'node'];

/** The first page of anything. */
export const firstPage = { backendId: 'it', from: 0, count: 200 };
