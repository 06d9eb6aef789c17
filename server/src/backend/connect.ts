// One connection to Redis: options from a parsed address, and the hand-shake. Only here are passwords held.
import { connect as connectTcp, isIP } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS } from '../limits';
import type { Address } from '../protocol/address';
import { ReadingRedis } from './guard';
import { troubleOf } from './trouble';

/** Shown by CLIENT LIST, so that an administrator knows who is looking. */
const CONNECTION_NAME = 'resque-inspector';

export interface Credentials {
  readonly user?: string;
  readonly password?: string;
}

/** Opens one connection and waits until it answers. A connection that only reads refuses every other command itself.
 *  Rejects with what the socket, TLS or Redis said. It never reconnects by itself: see link.ts. */
export async function connect(address: Address, credentials: Credentials, use: 'read' | 'write'): Promise<Redis> {
  const options = optionsOf(address, credentials);
  // A reader times its commands itself: see guard.ts.
  const redis =
    use === 'read' ? new ReadingRedis(options) : new Redis({ ...options, commandTimeout: ANSWER_TIMEOUT_MS });
  let said: unknown;
  // ioredis reports the cause here, and rejects `connect` with no more than "Connection is closed".
  redis.on('error', (error) => (said ??= error));
  const late = setTimeout(() => {
    said ??= new Error('Command timed out: connected, but Redis does not answer');
    redis.disconnect();
  }, CONNECT_TIMEOUT_MS + ANSWER_TIMEOUT_MS);
  try {
    await redis.connect();
    // AUTH and SELECT are answered during the hand-shake, where ioredis only reports a refusal: reading on would read another database.
    await redis.ping();
    if (said !== undefined) throw said;
    return redis;
  } catch (error) {
    redis.disconnect();
    if (address.scheme === 'rediss' && troubleOf(said ?? error).code === 'timeout' && (await takesConnections(address)))
      throw new SilentPort(); // Redis without TLS waits for the end of what it takes for a command.
    throw said ?? error;
  } finally {
    clearTimeout(late);
  }
}

/** The code is the one OpenSSL's refusals have, so that both are the same trouble. */
class SilentPort extends Error {
  readonly code = 'EPROTO';
  constructor() {
    super('The port takes connections but answers no TLS handshake: perhaps it speaks without TLS');
  }
}

/** Whether a plain TCP connection is taken, asked once more after TLS failed. */
async function takesConnections({ host, port }: Address): Promise<boolean> {
  const socket = connectTcp({ host, port, timeout: CONNECT_TIMEOUT_MS });
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      for (const event of ['error', 'timeout'] as const) socket.once(event, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

function optionsOf(
  address: Address,
  { user, password }: Credentials,
): RedisOptions & { readonly replyMapping: 'legacy' } {
  const place = address.scheme === 'unix' ? { path: address.host } : { host: address.host, port: address.port };
  return {
    ...place,
    db: address.database,
    ...(password === undefined ? {} : { password, ...(user === undefined ? {} : { username: user }) }),
    ...(address.scheme === 'rediss' ? { tls: isIP(address.host) === 0 ? { servername: address.host } : {} } : {}),
    connectionName: CONNECTION_NAME,
    replyMapping: 'legacy',
    protocol: 2, // ioredis 6 drops RESP3 invalidation pushes, and both connections should speak alike.
    disableClientInfo: true,
    enableReadyCheck: false,
    lazyConnect: true,
    retryStrategy: null, // Connections are replaced together; link.ts says why.
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
  };
}

/** php-resque ignores the user name of a DSN, and people write any word there: user and password are tried first, then the password alone.
 *  Answers which of the two Redis took. */
export async function findCredentials(
  address: Address,
  password: string | undefined,
): Promise<Credentials & { readonly isUserIgnored: boolean }> {
  const secret = password ?? address.password;
  if (secret === undefined) return { isUserIgnored: false };
  const both = { ...(address.user === undefined ? {} : { user: address.user }), password: secret };
  if (address.user === undefined) return { ...both, isUserIgnored: false };
  const first = await attempt(address, both);
  if (first === undefined) return { ...both, isUserIgnored: false };
  if (troubleOf(first).code !== 'auth' && !/wrong number of arguments for 'auth'/i.test(troubleOf(first).detail))
    throw first;
  const second = await attempt(address, { password: secret });
  if (second !== undefined) throw first;
  return { password: secret, isUserIgnored: true };
}

async function attempt(address: Address, credentials: Credentials): Promise<unknown> {
  try {
    (await connect(address, credentials, 'read')).disconnect();
    return undefined;
  } catch (error) {
    return error;
  }
}
