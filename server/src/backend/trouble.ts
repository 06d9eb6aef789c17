// Errors of Redis, of the socket and of TLS → Trouble: a code to act on, and the world's own words without any password.
import type { Trouble, TroubleCode } from '../protocol/shapes';
import { NotAReadingCommand } from './guard';

/** Beginnings of Redis's error replies (redis/redis src/server.c, shared objects) and what they mean for us. */
const replies: readonly (readonly [RegExp, TroubleCode])[] = [
  [/^(NOAUTH|WRONGPASS)|invalid (username-)?password|called without any password configured|Client sent AUTH/i, 'auth'],
  [/^NOPERM/, 'permission'],
  [/^READONLY/, 'readOnlyReplica'],
  [/^LOADING|^MASTERDOWN|^BUSY /, 'loading'],
  [/^OOM/, 'outOfMemory'],
  [/^WRONGTYPE/, 'wrongType'],
  [/^CROSSSLOT|^MOVED|^ASK /, 'crossSlot'],
  [/^DENIED/, 'permission'], // protected mode
  [/unknown command [`'"]?eval/i, 'noScripts'],
  [/Command timed out|timed? ?out|ETIMEDOUT/i, 'timeout'],
  [/Connection is closed|Connection closed|isn't writeable|ended by the other side/i, 'closed'],
  [
    /Protocol error|Unknown RESP type|unexpected byte|expected .* got|Invalid (reply|type)|Unexpected token/i,
    'notRedis',
  ],
];

const systemCodes: Readonly<Record<string, TroubleCode>> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'refused', // a socket path that does not exist
  EACCES: 'refused',
  ENOTFOUND: 'unknownHost',
  EAI_AGAIN: 'unknownHost',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
};

/** Turns whatever was thrown into a Trouble. `secrets` are cut out of the words wherever they stand. */
export function troubleOf(thrown: unknown, secrets: readonly (string | undefined)[] = []): Trouble {
  const error = innermost(thrown);
  return { code: codeOf(error), detail: redact(error.message, secrets) };
}

/** Whether Redis, the socket or our own allow-list said this; anything else that is thrown is a mistake of ours. */
export function isOfTheWorld(thrown: unknown): boolean {
  const error = innermost(thrown);
  return error.name === 'ReplyError' || codeOf(error) !== 'other';
}

/** Whether the connection is of no more use, rather than one command refused. */
export const isAway = ({ code }: Trouble): boolean => code === 'timeout' || code === 'closed';

function innermost(thrown: unknown): Error & { code?: string } {
  if (thrown instanceof AggregateError && thrown.errors[0] instanceof Error) return thrown.errors[0];
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function codeOf(error: Error & { code?: string }): TroubleCode {
  if (error instanceof NotAReadingCommand) return 'readOnlyConnection';
  const { code = '' } = error;
  if (Object.hasOwn(systemCodes, code)) return systemCodes[code] ?? 'other';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code)) return 'tls';
  return replies.find(([words]) => words.test(error.message))?.[1] ?? 'other';
}

/** A line of a log or a sentence on screen needs no more of what a server or a workspace says, characters. */
const WORDS_CHARACTERS_MAX = 2_000;

/** Cuts passwords out of a text: those given, and any that stand in a URL. What others say is cut to WORDS_CHARACTERS_MAX first, and the search
 *  takes time by its length only: a hostile text must not stop the process. */
export function redact(text: string, secrets: readonly (string | undefined)[] = []): string {
  const withoutSecrets = secrets.reduce<string>((cut, secret) => (secret ? cut.replaceAll(secret, '•••') : cut), text);
  const short =
    withoutSecrets.length > WORDS_CHARACTERS_MAX ? `${withoutSecrets.slice(0, WORDS_CHARACTERS_MAX)}…` : withoutSecrets;
  return short.replaceAll(/(:\/\/[^\s:@/]{0,200}):[^\s@/]{1,500}(?:@|…$)/g, '$1:•••@');
}
