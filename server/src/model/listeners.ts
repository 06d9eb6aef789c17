// Which registered workers listen to a queue. Pure; worker ids carry their queue lists (wire-format.md §11.1.3).
import { splitWorkerId } from '../dialect/keys';

export interface Listeners {
  /** Ids of the workers that pop `queue`, in the order given. */
  of(queue: string): readonly string[];
}

/** Indexes worker ids by the queues they name; `*` and Ruby's patterns (`video*`, `[ab]?`) are tried against every queue.
 *  Building costs one pass over the ids, a question one map look-up and one test per pattern. */
export function indexListeners(workerIds: readonly string[]): Listeners {
  const byName = new Map<string, Set<string>>();
  const byPattern: { readonly matches: (queue: string) => boolean; readonly id: string }[] = [];
  for (const id of workerIds) {
    for (const name of splitWorkerId(id).queues) {
      if (/[*?[]/.test(name)) byPattern.push({ matches: matcherOf(name), id });
      const named = byName.get(name) ?? new Set();
      byName.set(name, named.add(id));
    }
  }
  return {
    of(queue) {
      const found = new Set(byName.get(queue));
      for (const { matches, id } of byPattern) if (matches(queue)) found.add(id);
      return [...found];
    },
  };
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
