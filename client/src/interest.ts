// Tells the server what is being looked at: only that is read again when it changes. What nobody shows, nobody reads.
import type { Part } from '../../server/src/protocol/shapes';

/** One thing somebody looks at. */
export interface Look {
  readonly backendId: string;
  readonly part: Part;
}

export type InterestList = readonly { readonly backendId: string; readonly parts: readonly Part[] }[];

/** All looks, by backend. The length of the failures is always among them: badge and status bar show it. Pure. */
export function gathered(backendIds: readonly string[], looks: Iterable<Look>): InterestList {
  const parts = new Map(backendIds.map((id) => [id, new Set<Part>(['failedCount'])]));
  for (const { backendId, part } of looks) parts.get(backendId)?.add(part);
  return [...parts].map(([backendId, set]) => ({ backendId, parts: [...set].toSorted() }));
}

/** Gathers looks from their sources and says them, but only when they are others than before. */
export class Interest {
  readonly #sources: (() => Iterable<Look>)[] = [];
  readonly #backendIds: () => readonly string[];
  readonly #tell: (interest: InterestList) => void;
  #said = '';

  constructor(backendIds: () => readonly string[], tell: (interest: InterestList) => void) {
    this.#backendIds = backendIds;
    this.#tell = tell;
  }

  /** Takes a source, which is asked each time something may have changed. */
  addSource(source: () => Iterable<Look>): void {
    this.#sources.push(source);
  }

  /** What is looked at may be something else now. */
  readonly update = (): void => {
    const interest = gathered(
      this.#backendIds(),
      this.#sources.flatMap((source) => [...source()]),
    );
    const text = JSON.stringify(interest);
    if (text === this.#said) return;
    this.#said = text;
    this.#tell(interest);
  };

  /** A new server process knows nothing of what was said. */
  startOver(): void {
    this.#said = '';
  }
}
