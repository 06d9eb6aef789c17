// Evidence → the family of a namespace, and why. What was seen is data; nothing here reads Redis.
import type { DialectName, DialectVerdict, Evidence, ForeignName, Manifest } from '../protocol/shapes';
import { capabilitiesOf, dialects } from './all';
import { openEntry } from './decode-entry';
import { payloadOf, recordFamily } from './decode-failure';
import { type FamilyEvidence, familyOfPayload, type PayloadPlace } from './family';

/** Something that was read. */
export type Clue =
  /** A key that exists, in full, under the namespace's prefix; `type` as TYPE says, where it was asked: `stats` and
   *  `hosts` tell nothing without. Any key may be given: those that tell nothing are passed over. */
  | { readonly kind: 'key'; readonly prefix: string; readonly key: string; readonly type?: string }
  | { readonly kind: 'waiting' | 'delayed'; readonly list: string; readonly entry: Buffer }
  | { readonly kind: 'failed'; readonly list: string; readonly entry: Buffer }
  /** Value of `worker:<id>`. */
  | { readonly kind: 'worker'; readonly id: string; readonly value: Buffer }
  | { readonly kind: 'status'; readonly key: string; readonly value: Buffer }
  | { readonly kind: 'manifest'; readonly manifest: Manifest };

type Family = DialectName | ForeignName;

/** Keys that one family writes and no other, by name after the prefix (wire-format.md §10, and the tables of §2 to §7). */
const telling: readonly { readonly name: string; readonly family: Family; readonly type?: string }[] = [
  { name: 'workers:heartbeat', family: 'ruby' },
  { name: 'pruning_dead_workers_in_progress', family: 'ruby' },
  { name: 'delayed:last_enqueued_at', family: 'ruby' },
  { name: 'persistent_schedules', family: 'ruby' },
  { name: 'failed_queues', family: 'ruby-multi-queue' },
  { name: 'connection_test_key', family: 'node' },
  { name: 'resque_scheduler_leader_lock', family: 'node' },
  { name: 'hosts', family: 'php-rewrite', type: 'set' },
  { name: 'stats', family: 'php-rewrite', type: 'hash' },
  { name: 'workerLogger', family: 'php-ex' },
  { name: '_schdlr_', family: 'php-ex' },
  { name: 'minions', family: 'pyres' },
  { name: 'khans', family: 'pyres' },
];

/** Keys with a varying part, met in a SCAN rather than asked for. */
const tellingForms: readonly { readonly form: RegExp; readonly family: Family }[] = [
  // The code puts the namespace before it and redis-namespace does so again (resque/resque-scheduler lib/resque/scheduler/locking.rb).
  { form: /^(?!queue:)(?:.*:)?resque_scheduler_master_lock$/, family: 'ruby' },
  { form: /^worker:ping:./, family: 'node' },
  { form: /^job:.+:pid$/, family: 'php-successor' },
  { form: /^failed:[0-9a-f]{32}$/, family: 'php-ex' },
  { form: /^_schdlr_:\d+$/, family: 'php-ex' },
];

/** Keys to ask EXISTS or TYPE for under a prefix. */
export function probeKeys(prefix: string): readonly string[] {
  const lock = `${prefix}resque_scheduler_master_lock`;
  return [...telling.map(({ name }) => prefix + name), lock, prefix + lock];
}

/** Packages by manifest. A Gemfile's plug-ins imply Resque itself. */
const packages: readonly { readonly name: RegExp; readonly family: Family }[] = [
  { name: /^chrisboulton\/php-resque(?:-scheduler)?$/, family: 'php-classic' },
  { name: /^resque\/php-resque$/, family: 'php-successor' },
  { name: /^mjphaynes\/php-resque$/, family: 'php-rewrite' },
  { name: /^(?:wa0x6e|kamisama)\/(?:php-resque-ex(?:-scheduler)?|cake-resque|fresque)$/i, family: 'php-ex' },
  { name: /^resque(?:-[a-z_-]+)?$/, family: 'ruby' },
  { name: /^node-resque$/, family: 'node' },
  { name: /^pyres$/i, family: 'pyres' },
];

/** What a reason is worth. What stands in the queues outweighs the keys of a tool that looked in, and both outweigh what the workspace names. */
const weights = { payload: 8, key: 4, failure: 3, manifest: 3, weak: 2 } as const;

interface Reason {
  readonly family: Family;
  readonly weight: number;
  readonly evidence: Evidence;
}

/** Decides the family of a namespace: the user's own choice, else the family with the strongest evidence, else php-classic with
 *  `isCertain: false`. Says what it saw, which other families write here too, and which layouts it knows by name only. */
export function detect(clues: readonly Clue[], chosen: DialectName | 'auto' | undefined): DialectVerdict {
  const reasons = distinct(clues.flatMap(reasonsOf));
  const ranked = rank(reasons);
  const isChosen = chosen !== undefined && chosen !== 'auto';
  const name = isChosen ? chosen : (ranked[0] ?? 'php-classic');
  const evidence = reasons
    .filter(({ family }) => family === name)
    .toSorted((one, other) => other.weight - one.weight)
    .map((reason) => reason.evidence)
    .slice(0, EVIDENCE_MAX);
  const dialect = dialects[name];
  return {
    name,
    isCertain: isChosen || ranked.length > 0,
    evidence: isChosen ? [{ code: 'chosen' }, ...evidence] : evidence.length > 0 ? evidence : [{ code: 'default' }],
    alsoSeen: ranked.filter((family) => family !== name),
    foreign: foreignOf(reasons),
    arguments: dialect.arguments,
    can: capabilitiesOf(dialect),
  };
}

/** Reasons that are said; the rest would only repeat them. */
const EVIDENCE_MAX = 10;

/** One reason per family, code and detail: a hundred jobs of a kind prove no more than one. */
function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Map<string, Reason>();
  for (const reason of reasons) {
    const { code, detail, subject } = reason.evidence;
    const key = [reason.family, code, detail ?? subject].join('\n');
    if (!seen.has(key)) seen.set(key, reason);
  }
  return [...seen.values()];
}

function rank(reasons: readonly Reason[]): readonly DialectName[] {
  const sums = new Map<DialectName, number>();
  for (const { family, weight } of reasons) {
    if (isSupported(family)) sums.set(family, (sums.get(family) ?? 0) + weight);
  }
  return [...sums.entries()].toSorted(([, one], [, other]) => other - one).map(([family]) => family);
}

const isSupported = (family: Family): family is DialectName => Object.hasOwn(dialects, family);

function foreignOf(reasons: readonly Reason[]): DialectVerdict['foreign'] {
  const subjects = new Map<ForeignName, string>();
  for (const { family, evidence } of reasons) {
    if (!isSupported(family) && !subjects.has(family)) subjects.set(family, evidence.subject ?? '');
  }
  return [...subjects].map(([name, subject]) => ({ name, subject }));
}

function reasonsOf(clue: Clue): readonly Reason[] {
  if (clue.kind === 'key') return keyReasons(clue);
  if (clue.kind === 'status') return statusReasons(clue.key, clue.value);
  if (clue.kind === 'worker') return entryReasons(clue.id, clue.value, clue.kind);
  if (clue.kind !== 'manifest') return entryReasons(clue.list, clue.entry, clue.kind);
  const { file, packages: names } = clue.manifest;
  return names.flatMap((name) => packageReasons(file, name));
}

function keyReasons({ prefix, key, type }: Extract<Clue, { kind: 'key' }>): readonly Reason[] {
  if (!key.startsWith(prefix)) return [];
  const name = key.slice(prefix.length);
  const family =
    telling.find((probe) => probe.name === name && (probe.type === undefined || probe.type === type))?.family ??
    tellingForms.find(({ form }) => form.test(name))?.family;
  return family === undefined ? [] : [{ family, weight: weights.key, evidence: { code: 'key', subject: key } }];
}

function packageReasons(file: string, name: string): readonly Reason[] {
  const family = packages.find((known) => known.name.test(name))?.family;
  return family === undefined
    ? []
    : [{ family, weight: weights.manifest, evidence: { code: 'manifest', subject: file, detail: name } }];
}

/** Only the PHP families keep statuses; the successor writes `result` into every one (resque/php-resque lib/Job/Status.php). */
function statusReasons(key: string, value: Buffer): readonly Reason[] {
  const opened = openEntry(value);
  if (typeof opened === 'string' || !opened.object.named.has('status')) return [];
  const isSuccessor = opened.object.named.has('result');
  const evidence = { code: 'payload', subject: key, detail: isSuccessor ? 'result' : 'status' } as const;
  return [{ family: isSuccessor ? 'php-successor' : 'php-classic', weight: weights.payload, evidence }];
}

/** Payload first; the forms of a record around it tell which family's worker wrote it. */
function entryReasons(subject: string, entry: Buffer, place: PayloadPlace): readonly Reason[] {
  const opened = openEntry(entry);
  if (typeof opened === 'string') return [];
  const { text, object } = opened;
  if (place === 'waiting' || place === 'delayed') {
    return reasonOf('payload', subject, familyOfPayload(text, object, place));
  }
  const payload = payloadOf(text, object);
  const own = payload && familyOfPayload(text, payload, place);
  return [...reasonOf('payload', subject, own), ...reasonOf('failure', subject, recordFamily(text, object))];
}

function reasonOf(code: 'payload' | 'failure', subject: string, found: FamilyEvidence | undefined): readonly Reason[] {
  if (found === undefined) return [];
  const { family, detail, isWeak } = found;
  return [{ family, weight: isWeak ? weights.weak : weights[code], evidence: { code, subject, detail } }];
}
