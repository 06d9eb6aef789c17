// What the server reports as codes, in sentences. Redis's own words follow where there are any; they never hold a password.
import type {
  ArgumentsProblem,
  Backend,
  DialectName,
  Evidence,
  ForeignName,
  JsonDetail,
  GhostEvidence,
  Oddity,
  Trouble,
  TroubleCode,
  UnreadableReason,
} from '../../server/src/protocol/shapes';
import { grouped, many, relative, size, t } from './words';

const troubleSentences: Record<TroubleCode, () => string> = {
  address: () => t('The connection’s URL cannot be used.'),
  refused: () => t('Nothing listens at this address.'),
  unknownHost: () => t('The host name is not known here.'),
  timeout: () => t('Redis did not answer in time.'),
  auth: () => t('Redis asks for a password, or does not accept this one.'),
  permission: () => t('This Redis user may not do that.'),
  tls: () => t('The encrypted connection could not be made.'),
  notRedis: () => t('What answers at this address is not a Redis.'),
  loading: () => t('Redis is loading its data.'),
  readOnlyReplica: () => t('This Redis is a replica and takes no writes.'),
  readOnlyConnection: () => t('The connection is read-only.'),
  outOfMemory: () => t('Redis has no memory left.'),
  wrongType: () => t('The key holds something of another type.'),
  noScripts: () => t('This Redis runs no scripts, so nothing can be moved in one step.'),
  crossSlot: () => t('The keys lie in different slots of a cluster.'),
  closed: () => t('The connection was closed.'),
  other: () => t('Redis refused.'),
};

/** What the world says no to, as a sentence without details. */
export const troubleSentence = (code: TroubleCode): string => troubleSentences[code]();

/** The sentence, and Redis's own words behind it. */
export function troubleText({ code, detail }: Trouble): string {
  return detail === '' ? troubleSentence(code) : t('{0} ({1})', troubleSentence(code), detail);
}

/** A write that met this was sent, and its answer never came: it may have happened. */
export const isUnanswered = ({ code }: Trouble): boolean => code === 'timeout' || code === 'closed';

const unreadableTexts: Record<UnreadableReason, () => string> = {
  empty: () => t('an empty entry'),
  notUtf8: () => t('bytes that are not UTF-8'),
  notJson: () => t('text that is not JSON'),
  notObject: () => t('JSON that is no object'),
  tooLarge: () => t('too large to be decoded here'),
};

export const unreadableText = (reason: UnreadableReason): string => unreadableTexts[reason]();

const oddityTexts: Record<Oddity, () => string> = {
  argumentsMissing: () => t('has no arguments'),
  argumentsNotArray: () => t('arguments are not an array'),
  argumentsNotWrapped: () => t('arguments are not wrapped as PHP wraps them'),
  classMissing: () => t('names no class'),
  payloadMissing: () => t('has no payload'),
  duplicateKeys: () => t('has a member twice'),
};

export const oddityText = (oddity: Oddity): string => oddityTexts[oddity]();

/** Why a worker may be gone: evidence, so the words never claim more. */
export function ghostText(ghost: GhostEvidence, nowMs: number, isSpoken = false): string {
  if (ghost.code === 'processGone') return t('may be gone: no such process on this machine');
  if (ghost.code === 'notRegistered') return t('may be gone: has a job, but is not among the workers');
  const seen = relative(ghost.lastSeenAtMs, nowMs, isSpoken);
  return ghost.code === 'heartbeatOld'
    ? t('may be gone: last heartbeat {0}', seen)
    : t('may be gone: last ping {0}', seen);
}

const familyNames: Record<DialectName | ForeignName, () => string> = {
  'php-classic': () => t('php-resque 1.2 (chrisboulton)'),
  'php-successor': () => t('php-resque 1.3+ (resque/php-resque)'),
  ruby: () => t('Ruby Resque'),
  node: () => t('node-resque'),
  pyres: () => t('pyres'),
  'ruby-multi-queue': () => t('Ruby Resque with several failure queues'),
  'php-rewrite': () => t('php-resque 4 (mjphaynes)'),
  'php-ex': () => t('php-resque-ex'),
};

export const familyName = (name: DialectName | ForeignName): string => familyNames[name]();

const evidenceTexts: Record<Evidence['code'], (subject: string, detail: string) => string> = {
  chosen: () => t('it is chosen in the settings'),
  manifest: (subject, detail) => t('{0} names {1}', subject, detail),
  key: (subject) => t('there is the key {0}', subject),
  payload: (subject, detail) => t('jobs in {0} have {1}', subject, detail),
  failure: (subject, detail) => t('failures in {0} have {1}', subject, detail),
  default: () => t('nothing tells otherwise'),
};

/** One reason for the dialect. */
export const evidenceText = ({ code, subject = '', detail = '' }: Evidence): string =>
  evidenceTexts[code](subject, detail);

const jsonDetails: Record<JsonDetail, () => string> = {
  value: () => t('a value belongs here'),
  valueOrEnd: () => t('a value or ] belongs here'),
  name: () => t('a name in double quotes belongs here'),
  nameOrEnd: () => t('a name in double quotes or } belongs here'),
  colon: () => t('a colon belongs here'),
  commaOrEnd: () => t('a comma or the closing bracket belongs here'),
  nothing: () => t('the text should end here'),
  notAValue: () => t('this is no JSON value; text takes double quotes'),
  controlCharacter: () => t('a control character must be escaped'),
  unknownEscape: () => t('JSON has no such escape'),
  openString: () => t('the text in quotes is not closed'),
  halfPair: () => t('half of a character, which PHP would refuse'),
  tooDeep: () => t('too deep for some workers'),
};

/** What is wrong with arguments as typed; said at the input box. */
export function argumentsProblemText(problem: ArgumentsProblem): string {
  if (problem.code === 'notJson')
    return t('This is not JSON, at character {0}: {1}', grouped(problem.offset + 1), jsonDetails[problem.detail]());
  if (problem.code === 'tooLarge') return t('{0} are too much for a job.', size(problem.bytes));
  if (problem.code === 'masked') return t('Replace •••: the value behind it is not known here.');
  return problem.code === 'notMap'
    ? t('This library takes one JSON object, like {0}.', '{"id": 1}')
    : t('This library takes a JSON array of arguments, like {0}.', '[1, "two"]');
}

/** How changes are heard, in words; `undefined` before that is known. */
export function livenessText({ liveness }: Pick<Backend, 'liveness'>): string | undefined {
  if (liveness === undefined) return undefined;
  if (liveness.by === 'push') return t('live');
  const seconds = Math.max(1, Math.round(liveness.everyMs / 1_000));
  return many(seconds, 'read again every second: {1}', 'read again every {0} s: {1}', liveness.why);
}
