// Which commands may leave this process. Enforced where ioredis hands every command to its socket, so pipelines and MULTI pass it too.
import { Redis } from 'ioredis';
import { ANSWER_TIMEOUT_MS } from '../limits';

/** Commands that read, and those that keep a connection. Nothing else is ever sent by a reader, nor on a read-only connection. */
const reading = new Set(
  (
    'get mget strlen getrange exists type ttl pttl llen lrange lindex scard sismember smembers sscan zcard zrange zrangebyscore zscore ' +
    'hget hmget hlen scan memory|usage info time ping dbsize ' +
    'auth select hello subscribe unsubscribe client|id client|setname client|setinfo client|tracking client|trackinginfo'
  ).split(' '),
);

/** A command of this name was about to be sent on a connection that only reads. */
export class NotAReadingCommand extends Error {
  constructor(name: string) {
    super(`${name.toUpperCase()} is refused: this connection only reads`);
    this.name = 'NotAReadingCommand';
  }
}

type Command = Parameters<Redis['sendCommand']>[0];

/** True for a command that cannot change what Redis holds. Containers (CLIENT, MEMORY) are judged by their subcommand. */
export function isReading(name: string, firstArgument: unknown): boolean {
  const lower = name.toLowerCase();
  return reading.has(lower) || reading.has(`${lower}|${String(firstArgument).toLowerCase()}`);
}

/** A connection that refuses whatever is not on the allow-list, before it reaches the socket. */
export class ReadingRedis extends Redis {
  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    const isPipelined = stream !== undefined && 'isPipeline' in stream;
    if (isReading(command.name, command.args[0])) {
      if (!isPipelined) command.setTimeout(ANSWER_TIMEOUT_MS); // Pipelines have one timer of their own: see batch.ts.
      return super.sendCommand(command, stream);
    }
    command.reject(new NotAReadingCommand(command.name));
    // A pipeline goes out once each of its commands was written; without this its permitted neighbours would wait for ever.
    if (isPipelined) stream.write('');
    return command.promise;
  }
}
