// What a connection turns out to hold: the exact prefix of the keys, and which families write there.
import type { Redis } from 'ioredis';
import { type Clue, detect, probeKeys } from '../dialect/detect';
import type { ConnectionSpec, DialectVerdict, Manifest } from '../protocol/shapes';
import { batch, bytesOf, type Command, numberOf, type Reply, valueOf, wordOf } from './batch';
import { escapeGlob } from './survey';

export interface Identity {
  readonly prefix: string;
  readonly isEmpty: boolean;
  readonly verdict: DialectVerdict;
}

/** Queues whose head is looked at for evidence. */
const QUEUES_SAMPLED = 8;
/** Failures looked at for evidence, newest first. */
const FAILURES_SAMPLED = 4;
/** Keys of one SCAN step looked at for names that tell. */
const KEYS_SAMPLED = 500;

/** Tries what the user typed with and without the last colon (wire-format.md §11.1.1), then reads a bounded handful of keys as evidence. */
export async function identify(redis: Redis, spec: ConnectionSpec, manifests: readonly Manifest[]): Promise<Identity> {
  const candidates = prefixesOf(spec.namespace ?? 'resque');
  const likely = candidates[0] ?? '';
  const [found, likelyClues] = await Promise.all([firstWithKeys(redis, candidates), readClues(redis, likely)]);
  const prefix = found ?? likely;
  const clues: Clue[] = manifests.map((manifest) => ({ kind: 'manifest', manifest }));
  if (found !== undefined) clues.push(...(found === likely ? likelyClues : await readClues(redis, found)));
  return { prefix, isEmpty: found === undefined, verdict: detect(clues, spec.dialect) };
}

/** What is known after a second look. A family once decided for stays, or rows would change their meaning with every job that passes; what
 *  else writes there is added. */
export function withNews(known: Identity, found: Identity): Identity {
  if (known.isEmpty || !known.verdict.isCertain || found.isEmpty || found.prefix !== known.prefix) return found;
  const { verdict } = known;
  const seen = [...verdict.alsoSeen, found.verdict.name, ...found.verdict.alsoSeen];
  const foreign = new Map([...found.verdict.foreign, ...verdict.foreign].map((each) => [each.name, each]));
  const isNew = seen.some((name) => name !== verdict.name && !verdict.alsoSeen.includes(name));
  if (!isNew && foreign.size === verdict.foreign.length) return known;
  return {
    ...known,
    verdict: {
      ...verdict,
      alsoSeen: [...new Set(seen)].filter((name) => name !== verdict.name),
      foreign: [...foreign.values()],
    },
  };
}

/** `resque` may mean `resque:` or, rarely, no colon at all; `resque:` may be that prefix or Ruby's `resque::`. */
export function prefixesOf(namespace: string): readonly string[] {
  if (namespace === '') return [''];
  return namespace.endsWith(':') ? [namespace, `${namespace}:`] : [`${namespace}:`, namespace];
}

async function firstWithKeys(redis: Redis, candidates: readonly string[]): Promise<string | undefined> {
  const names = ['queues', 'workers', 'failed', 'delayed_queue_schedule'];
  const replies = await batch(
    redis,
    candidates.flatMap((prefix) => names.map((name): Command => ['exists', prefix + name])),
  );
  return candidates.find((_, index) =>
    replies.slice(index * names.length, (index + 1) * names.length).some((reply) => (numberOf(reply) ?? 0) > 0),
  );
}

/** Two round trips: everything that is known by name, then the heads of the queues met. What is refused to this user is no evidence. */
async function readClues(redis: Redis, prefix: string): Promise<Clue[]> {
  const keys = probeKeys(prefix);
  const [scanned, members, failures, ...types] = await batch(redis, [
    ['scan', '0', 'MATCH', `${escapeGlob(prefix)}*`, 'COUNT', KEYS_SAMPLED], // Keys that carry an id in their name.
    ['sscan', `${prefix}queues`, '0', 'COUNT', QUEUES_SAMPLED],
    ['lrangeBuffer', `${prefix}failed`, -FAILURES_SAMPLED, -1],
    ...keys.map((key): Command => ['type', key]),
  ]);
  const queues = scannedOf(members).slice(0, QUEUES_SAMPLED);
  const heads = await batch(
    redis,
    queues.map((queue): Command => ['lindexBuffer', `${prefix}queue:${queue}`, 0]),
  );
  return [
    ...keys.flatMap((key, index): Clue[] => {
      const type = wordOf(types[index]);
      return type === '' || type === 'none' ? [] : [{ kind: 'key', prefix, key, type }];
    }),
    ...scannedOf(scanned)
      .slice(0, KEYS_SAMPLED)
      .map((key): Clue => ({ kind: 'key', prefix, key })),
    ...queues.flatMap((queue, index): Clue[] => {
      const entry = bytesOf(heads[index]);
      return entry === undefined ? [] : [{ kind: 'waiting', list: queue, entry }];
    }),
    ...entriesOf(failures).map((entry): Clue => ({ kind: 'failed', list: 'failed', entry })),
  ];
}

/** The names in a reply of SCAN or SSCAN. */
function scannedOf(reply: Reply | undefined): readonly string[] {
  const value = valueOf(reply);
  return Array.isArray(value) && Array.isArray(value[1]) ? value[1] : [];
}

function entriesOf(reply: Reply | undefined): readonly Buffer[] {
  const value = valueOf(reply);
  return Array.isArray(value) ? value : [];
}
