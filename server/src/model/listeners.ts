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
  const byPattern: { readonly matches: RegExp; readonly id: string }[] = [];
  for (const id of workerIds) {
    for (const name of splitWorkerId(id).queues) {
      if (/[*?[{]/.test(name)) byPattern.push({ matches: patternOf(name), id });
      const named = byName.get(name) ?? new Set();
      byName.set(name, named.add(id));
    }
  }
  return {
    of(queue) {
      const found = new Set(byName.get(queue));
      for (const { matches, id } of byPattern) if (matches.test(queue)) found.add(id);
      return [...found];
    },
  };
}

/** A shell pattern as Ruby's File.fnmatch reads it (braces are literal, resque/resque lib/resque/worker.rb). Runs of `*` are one, so that
 *  no hostile name makes the expression slow. */
function patternOf(glob: string): RegExp {
  const source = glob.replaceAll(/\*+|\?|\[[^\]/]+\]|[\s\S]/g, (piece) => {
    if (piece.startsWith('*')) return '.*?';
    if (piece === '?') return '.';
    if (piece.length > 1 && piece.startsWith('['))
      return `[${piece.slice(1, -1).replace(/^!/, '^').replaceAll(/[\\[]/g, '\\$&')}]`;
    return piece.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return /^\b\B/; // Not a pattern any family could mean; it matches nothing.
  }
}
