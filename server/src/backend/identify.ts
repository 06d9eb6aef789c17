// What a connection turns out to hold: the exact prefix of the keys, and which families write there.
import type { Redis } from 'ioredis';
import { type Clue, detect, probeKeys } from '../dialect/detect';
import type { ConnectionSpec, DialectVerdict, Manifest } from '../protocol/shapes';
import { batch, bytesOf, type Command, numberOf, valueOf, wordOf } from './batch';
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

/** Tries what the user typed with and without the last colon (wire-format.md §11.1.1), then reads a bounded handful of keys as evidence. */
export async function identify(redis: Redis, spec: ConnectionSpec, manifests: readonly Manifest[]): Promise<Identity> {
  const candidates = prefixesOf(spec.namespace ?? 'resque');
  const found = await firstWithKeys(redis, candidates);
  const prefix = found ?? candidates[0] ?? '';
  const clues: Clue[] = manifests.map((manifest) => ({ kind: 'manifest', manifest }));
  if (found !== undefined) clues.push(...(await readClues(redis, prefix)));
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

async function readClues(redis: Redis, prefix: string): Promise<Clue[]> {
  const keys = probeKeys(prefix);
  const types = await batch(
    redis,
    keys.map((key): Command => ['type', key]),
  );
  const clues: Clue[] = keys.flatMap((key, index) => {
    const type = wordOf(types[index]);
    return type === '' || type === 'none' ? [] : [{ kind: 'key' as const, prefix, key, type }];
  });
  return [
    ...clues,
    ...(await sampleKeys(redis, prefix)),
    ...(await sampleQueues(redis, prefix)),
    ...(await sampleFailures(redis, prefix)),
  ];
}

/** Keys that carry an id in their name: one SCAN step tells whether there are any. */
async function sampleKeys(redis: Redis, prefix: string): Promise<Clue[]> {
  const [, keys] = await redis
    .scan('0', 'MATCH', `${escapeGlob(prefix)}*`, 'COUNT', 500)
    .catch((): [string, string[]] => ['0', []]); // Refused to some users: then other evidence decides.
  return keys.slice(0, 500).map((key) => ({ kind: 'key', prefix, key }));
}

async function sampleQueues(redis: Redis, prefix: string): Promise<Clue[]> {
  const [, queues] = await redis
    .sscan(`${prefix}queues`, '0', 'COUNT', QUEUES_SAMPLED)
    .catch((): [string, string[]] => ['0', []]);
  const sampled = queues.slice(0, QUEUES_SAMPLED);
  const heads = await batch(
    redis,
    sampled.map((queue): Command => ['lindexBuffer', `${prefix}queue:${queue}`, 0]),
  );
  return sampled.flatMap((queue, index) => {
    const entry = bytesOf(heads[index]);
    return entry === undefined ? [] : [{ kind: 'waiting' as const, list: queue, entry }];
  });
}

async function sampleFailures(redis: Redis, prefix: string): Promise<Clue[]> {
  const [reply] = await batch(redis, [['lrangeBuffer', `${prefix}failed`, -FAILURES_SAMPLED, -1]]);
  const entries = valueOf(reply);
  return (Array.isArray(entries) ? entries : []).map((entry: Buffer) => ({ kind: 'failed', list: 'failed', entry }));
}
