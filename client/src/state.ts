// The one word that chooses the welcome text of the first view. Pure.
import type { Backend, TroubleCode } from '../../server/src/protocol/shapes';

export type State =
  | 'untrusted'
  | 'noConnection'
  | 'connecting'
  | 'empty'
  | 'ready'
  | 'address'
  | 'refused'
  | 'unknownHost'
  | 'auth'
  | 'permission'
  | 'tls'
  | 'timeout'
  | 'notRedis'
  | 'loading'
  | 'other';

export interface Situation {
  readonly isTrusted: boolean;
  /** Whether any settings name a connection; else the one tried is the local guess. */
  readonly isConfigured: boolean;
  /** Whether connections were asked for and no server process was there to open them. */
  readonly hasFailed: boolean;
  readonly backends: readonly Backend[];
}

const ownText: readonly TroubleCode[] = [
  'address',
  'refused',
  'unknownHost',
  'auth',
  'permission',
  'tls',
  'timeout',
  'notRedis',
  'loading',
];
const isOwnText = (code: TroubleCode): code is Extract<TroubleCode, State> => ownText.includes(code);

export function stateOf({ isTrusted, isConfigured, hasFailed, backends }: Situation): State {
  const [only, ...others] = backends;
  if (!only) return isTrusted ? (hasFailed ? 'other' : 'connecting') : 'untrusted';
  if (others.length > 0) return 'ready';
  const { trouble, state, isEmpty } = only;
  if (trouble && (state !== 'connected' || isEmpty)) {
    const isNobodyThere = ['refused', 'timeout', 'unknownHost'].includes(trouble.code);
    if (!isConfigured && isNobodyThere) return 'noConnection';
    return isOwnText(trouble.code) ? trouble.code : 'other';
  }
  if (state === 'connecting') return 'connecting';
  return isEmpty ? 'empty' : 'ready';
}

/** Whether what was looked at is what is tried when nothing is configured: the empty welcome then names it. */
export function isDefaultPlace([only]: readonly Backend[]): boolean {
  return (
    only !== undefined &&
    only.database === 0 &&
    /^redis:\/\/(?:127\.0\.0\.1|localhost):6379\b/.test(only.address) &&
    only.prefix === 'resque:'
  );
}

/** Whether asking again cannot help a connection: the server does not try another password or address by itself. */
export const needsReopening = ({ state, trouble }: Pick<Backend, 'state' | 'trouble'>): boolean =>
  state !== 'connected' && (trouble?.code === 'auth' || trouble?.code === 'address');
