// What Redis was really asked, as MONITOR tells it.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { eventually } from './eventually';

export interface Sent {
  /** Command name in lower case, and its arguments. */
  readonly name: string;
  readonly args: readonly string[];
  /** The address it came from; `lua` inside a script. */
  readonly source: string;
}

export class Monitor {
  readonly #redis: Redis;
  readonly #monitor: Redis;
  readonly #own: ReadonlySet<string>;
  readonly #all: Sent[] = [];

  private constructor(redis: Redis, monitor: Redis, own: ReadonlySet<string>) {
    this.#redis = redis;
    this.#monitor = monitor;
    this.#own = own;
    monitor.on('monitor', (_time: string, [name = '', ...args]: string[], source: string) => {
      this.#all.push({ name: name.toLowerCase(), args, source });
    });
  }

  /** Watches everything that is not sent by `redis` itself. */
  static async start(redis: Redis): Promise<Monitor> {
    const own = /addr=(\S+)/.exec(await redis.client('INFO'))?.[1] ?? '';
    return new Monitor(redis, await redis.monitor(), new Set([own]));
  }

  /** Commands sent so far by others, up to this very moment. */
  async sent(): Promise<readonly Sent[]> {
    const token = randomUUID();
    await this.#redis.echo(token);
    await eventually('MONITOR comes up to date', () => this.#all.some(({ args }) => args[0] === token));
    return this.#all.filter(({ source }) => !this.#own.has(source));
  }

  /** Forgets what was sent so far. */
  async clear(): Promise<void> {
    await this.sent();
    this.#all.length = 0;
  }

  /** Waits until nothing more is sent: the same answer ten times in a row. Then forgets it all. */
  async quiet(): Promise<void> {
    let count = -1;
    let turns = 0;
    await eventually('nothing more is sent', async () => {
      const { length } = await this.sent();
      turns = length === count ? turns + 1 : 0;
      count = length;
      return turns >= 10;
    });
    this.#all.length = 0;
  }

  stop(): void {
    this.#monitor.disconnect();
  }
}

/** One line per command, for messages and comparison. */
export const lineOf = ({ name, args }: Sent): string => [name, ...args].join(' ');
