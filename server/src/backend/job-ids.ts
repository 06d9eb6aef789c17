// Job ids whose status may be tracked: statuses have no index, so what was met is remembered, and where. Bounded.
import { STATUSES_MAX } from '../limits';
import type { Status } from '../protocol/shapes';

/** Where a job id was met, and the payload's class and queue where one was seen. */
interface JobSeen {
  readonly isFromPayload: boolean;
  readonly jobClass?: string;
  readonly queue?: string;
}

/** Forgotten at once when there are too many, so that the next ones cost nothing. */
const FORGOTTEN_SHARE = 1 / 10;

export class JobIds {
  readonly #seen = new Map<string, JobSeen>();
  readonly #forgotten = new Set<string>();

  get ids(): readonly string[] {
    return [...this.#seen.keys()];
  }

  has(jobId: string): boolean {
    return this.#seen.has(jobId);
  }

  isFromPayload(jobId: string): boolean {
    return this.#seen.get(jobId)?.isFromPayload ?? false;
  }

  /** Job class and queue, from a payload seen. */
  jobOf(jobId: string): { readonly jobClass?: string; readonly queue?: string } {
    const { jobClass, queue } = this.#seen.get(jobId) ?? {};
    return { ...(jobClass === undefined ? {} : { jobClass }), ...(queue === undefined ? {} : { queue }) };
  }

  /** Remembers one. When there are too many, those without a status go first, then the least recently updated. */
  keep(jobId: string, seen: JobSeen, statuses: ReadonlyMap<string, Status>): void {
    if (!this.#seen.has(jobId) && this.#seen.size >= STATUSES_MAX) {
      for (const id of this.#seen.keys()) if (!statuses.has(id)) this.#seen.delete(id);
      if (this.#seen.size >= STATUSES_MAX) this.#forgetOldest(statuses);
    }
    this.#seen.set(jobId, seen);
  }

  /** Ids that were forgotten since this was asked last: their statuses leave the model. */
  takeForgotten(): readonly string[] {
    const forgotten = [...this.#forgotten];
    this.#forgotten.clear();
    return forgotten;
  }

  #forgetOldest(statuses: ReadonlyMap<string, Status>): void {
    const oldestFirst = [...statuses.values()].toSorted(
      (one, other) => (one.updatedAt?.ms ?? 0) - (other.updatedAt?.ms ?? 0),
    );
    for (const { jobId } of oldestFirst.slice(0, STATUSES_MAX * FORGOTTEN_SHARE)) {
      this.#seen.delete(jobId);
      this.#forgotten.add(jobId);
    }
  }
}
