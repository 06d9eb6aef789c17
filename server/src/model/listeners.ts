// Which registered workers listen to a queue. Pure; worker ids carry their queue lists (wire-format.md §11.1.3).
import { splitWorkerId } from '../dialect/keys';
import { LISTENERS_SHOWN_MAX } from '../limits';

/** The workers that pop a queue: how many, and the first of them, at most LISTENERS_SHOWN_MAX. */
export interface Listening {
  readonly ids: readonly string[];
  readonly count: number;
}

export interface Listeners {
  of(queue: string): Listening;
}

/** Indexes worker ids by what they name: a queue, or one of Ruby's patterns (`*`, `video*`, `[ab]?`). Building costs one pass over the ids; the
 *  index of one list of ids is kept, for it serves page after page. A question costs one look-up, one test per distinct pattern, and one pass over
 *  the ids of all but the largest group that answers, once per combination of groups: ten thousand workers on `*` cost as much as one. */
export function indexListeners(workerIds: readonly string[]): Listeners {
  const known = indexes.get(workerIds);
  if (known) return known;
  const index = buildIndex(workerIds);
  indexes.set(workerIds, index);
  return index;
}

const indexes = new WeakMap<readonly string[], Listeners>();

/** Ids that name the same queue or pattern, in the order given. */
interface Group {
  readonly name: string;
  readonly ids: Set<string>;
}

function buildIndex(workerIds: readonly string[]): Listeners {
  const byName = new Map<string, Group>();
  for (const id of workerIds) {
    for (const name of splitWorkerId(id).queues) {
      const group = byName.get(name) ?? { name, ids: new Set() };
      byName.set(name, group);
      group.ids.add(id);
    }
  }
  const patterns = [...byName.values()]
    .filter(({ name }) => /[*?[]/.test(name))
    .map((group) => ({ group, matches: group.name === '*' ? () => true : matcherOf(group.name) }));
  const unions = new Map<string, Listening>();
  return {
    of(queue) {
      const named = byName.get(queue);
      const matching = patterns.filter(({ group, matches }) => group !== named && matches(queue));
      const groups = [...(named ? [named] : []), ...matching.map(({ group }) => group)];
      const combination = JSON.stringify(groups.map(({ name }) => name));
      const union = unions.get(combination) ?? unionOf(groups);
      unions.set(combination, union);
      return union;
    },
  };
}

/** Counts without copying the largest group, which may hold every worker there is. */
function unionOf(groups: readonly Group[]): Listening {
  const first = new Set<string>();
  for (const { ids } of groups) {
    for (const id of ids) {
      if (first.size >= LISTENERS_SHOWN_MAX) break;
      first.add(id);
    }
  }
  const [largest, ...others] = groups.toSorted((one, other) => other.ids.size - one.ids.size);
  const beside = new Set<string>();
  for (const { ids } of others) for (const id of ids) if (!largest?.ids.has(id)) beside.add(id);
  return { ids: [...first], count: (largest?.ids.size ?? 0) + beside.size };
}

/** Whether a shell pattern takes a name, as Ruby's File.fnmatch reads it (braces are literal, resque/resque lib/resque/worker.rb). Goes through
 *  both once and back to the latest `*` only, so no hostile pattern makes it slow; a regular expression would take for ever over `*a*a*a*b`. */
function matcherOf(glob: string): (name: string) => boolean {
  const pieces = [...glob.matchAll(/\*+|\?|\[[^\]/]+\]|[\s\S]/gu)].map(([piece]) => pieceOf(piece));
  return (name) => {
    const signs = Array.from(name);
    let at = 0;
    let piece = 0;
    let star = -1;
    let starAt = 0;
    while (at < signs.length) {
      const wanted = pieces[piece];
      if (wanted === 'any') {
        star = piece;
        starAt = at;
        piece += 1;
      } else if (wanted?.(signs[at] ?? '')) {
        piece += 1;
        at += 1;
      } else if (star === -1) return false;
      else {
        piece = star + 1;
        starAt += 1;
        at = starAt;
      }
    }
    while (pieces[piece] === 'any') piece += 1;
    return piece === pieces.length;
  };
}

type Piece = 'any' | ((sign: string) => boolean);

function pieceOf(piece: string): Piece {
  if (piece.startsWith('*')) return 'any';
  if (piece === '?') return () => true;
  if (piece.length === 1 || !piece.startsWith('[')) return (sign) => sign === piece;
  const isNegated = /^\[[!^]/.test(piece);
  const signs = Array.from(piece.slice(isNegated ? 2 : 1, -1));
  return (sign) => isOneOf(sign, signs) !== isNegated;
}

/** `[a-c_]`: ranges go by code point, as in Ruby. */
function isOneOf(sign: string, signs: readonly string[]): boolean {
  for (let at = 0; at < signs.length; at += 1) {
    const first = signs[at] ?? '';
    const last = signs[at + 1] === '-' ? signs[at + 2] : undefined;
    if (last === undefined ? sign === first : codeOf(first) <= codeOf(sign) && codeOf(sign) <= codeOf(last))
      return true;
    if (last !== undefined) at += 2;
  }
  return false;
}

const codeOf = (sign: string): number => sign.codePointAt(0) ?? 0;
