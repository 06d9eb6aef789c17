// One identified connection at work: marks pieces as keys are announced, reads them again, and answers pages.
import { keyKind, keysOf } from '../dialect/keys';
import { dialects } from '../dialect/all';
import type { Look } from '../dialect/decode-entry';
import { PAGE_ENTRIES_MAX, TRUE_UP_INTERVAL_MS } from '../limits';
import { apply, type Model, type Reading } from '../model/model';
import { marksOf, type Piece } from '../model/parts';
import { type Tally, emptyTally, tallied } from '../model/tally';
import type { Failure, Job, JobFields, Part, Unreadable, Worker } from '../protocol/shapes';
import type { ReadContext } from './context';
import type { Identity } from './identify';
import { JobIds } from './job-ids';
import type { Link } from './link';
import { readSeconds } from './read-delayed';
import { readFailures, readJobs } from './read-entries';
import { readNames } from './read-names';
import { type HeavyHeads, readQueueRows } from './read-queues';
import { readStats } from './read-stats';
import { readStatuses, trackingDialect } from './read-statuses';
import { judgeAgain, readWorkerRows } from './read-workers';
import { type Items, Refresher } from './refresher';
import { sampleQueues } from './sample';
import { type Survey, survey } from './survey';
import { isAway, troubleOf } from './trouble';

/** Pause before a piece is read again that Redis was too busy to read, ms. */
const LOADING_RETRY_MS = 1_000;

/** How far the SCAN for statuses, unlisted queues and unregistered payloads came. */
export interface Surveyed {
  readonly keysScanned: number;
  readonly keysTotal: number;
  readonly cursor: string;
}

export interface SessionOptions {
  readonly link: Link;
  readonly identity: Identity;
  readonly look: Look;
  readonly isProcessGone: ReadContext['isProcessGone'];
  readonly onChanged: (parts: readonly Part[]) => void;
}

export class Session {
  readonly context: ReadContext;
  readonly identity: Identity;
  readonly link: Link;
  readonly refresher: Refresher;
  readonly #onChanged: (parts: readonly Part[]) => void;
  readonly #heavyHeads: HeavyHeads = new Map();
  readonly #jobIds = new JobIds();
  readonly #judging: NodeJS.Timeout;
  #showsWorkers = false;
  /** Whether anybody ever asked for statuses; until then the survey leaves thousands of them unread. */
  #wantsStatuses = false;
  #hasSkippedStatuses = false;
  #watchedJobs: ReadonlySet<Part> = new Set();
  #orphanWorkers: readonly string[] = [];
  #model: Model;
  #tally: Tally = emptyTally;
  #surveyed: Surveyed = { keysScanned: 0, keysTotal: 0, cursor: '0' };

  /** Starts from what was believed before the connection broke, so that rows stay while they are read again. */
  constructor({ link, identity, look, isProcessGone, onChanged }: SessionOptions, believed: Model) {
    this.link = link;
    this.identity = identity;
    this.#model = believed;
    this.#onChanged = onChanged;
    const dialect = dialects[identity.verdict.name];
    const present = [...new Set([identity.verdict.name, ...identity.verdict.alsoSeen])].map((name) => dialects[name]);
    this.context = {
      redis: link.reader,
      prefix: identity.prefix,
      keys: keysOf(identity.prefix, dialect),
      dialect,
      dialects: present,
      look: { ...look, shape: dialect.arguments },
      entryBytes: new Map(),
      nowMs: () => Date.now(),
      isProcessGone,
    };
    this.#judging = setInterval(() => this.#judgeWorkers(), TRUE_UP_INTERVAL_MS);
    this.#judging.unref();
    this.refresher = new Refresher(
      (pieces) => this.#read(pieces),
      (error) => link.fail(error),
    );
  }

  get model(): Model {
    return this.#model;
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** How far the SCAN came, and how the statuses that exist were found: by a payload's job id, or by their own keys. */
  get surveyed(): Surveyed & { readonly fromScan: number; readonly fromPayloads: number } {
    const fromPayloads = [...this.#model.statuses.keys()].filter((id) => this.#jobIds.isFromPayload(id)).length;
    return { ...this.#surveyed, fromPayloads, fromScan: this.#model.statuses.size - fromPayloads };
  }

  /** Job class and queue of a job id, from a payload seen. */
  jobOf(jobId: string): { readonly jobClass?: string; readonly queue?: string } {
    return this.#jobIds.jobOf(jobId);
  }

  heard(keys: readonly string[] | 'everything'): void {
    if (keys === 'everything') this.refresher.markEverything();
    else this.refresher.mark(keys.flatMap((key) => marksOf(keyKind(this.identity.prefix, key))));
  }

  setInterest(parts: readonly Part[]): void {
    const pages = new Set(parts);
    const jobs = new Map([...this.#model.jobs].filter(([part]) => pages.has(part)));
    if (jobs.size < this.#model.jobs.size) this.#model = { ...this.#model, jobs };
    this.#showsWorkers = pages.has('workers');
    this.#watchedJobs = new Set(parts.filter((part) => part.startsWith('job:')));
    this.refresher.setInterest(parts);
    if (pages.has('statuses')) this.wantStatuses();
    const tracksStatuses = pages.has('statuses') && trackingDialect(this.context) !== undefined;
    this.link
      .trackPrefix(
        tracksStatuses ? `${this.identity.prefix}${trackingDialect(this.context)?.status?.begin ?? 'job:'}` : undefined,
      )
      // Refused here, allowed for the reader: statuses already found stay live by their own keys, new ones wait for the next look.
      .catch((error: unknown) => isAway(troubleOf(error)) && this.link.fail(error));
  }

  /** From now on the survey reads the statuses it meets; those it passed by are met again. */
  wantStatuses(): void {
    this.#wantsStatuses = true;
    if (!this.#hasSkippedStatuses) return;
    this.#hasSkippedStatuses = false;
    this.#surveyed = { ...this.#surveyed, cursor: '0' };
    this.lookFurther();
  }

  /** Looks further than the last bounded SCAN did; from the start again once it was through. */
  lookFurther(): void {
    this.refresher.mark([{ piece: 'survey' }]);
  }

  /** Learns job ids and classes from entries on their way to a page. */
  note(items: readonly (Job | Failure | Unreadable)[]): void {
    this.#tally = tallied(this.#tally, items);
    this.#noteJobs(items.filter((item) => item.kind !== 'unreadable'));
  }

  #noteJobs(jobs: readonly (JobFields & { readonly queue?: string })[]): void {
    if (trackingDialect(this.context) === undefined) return;
    for (const { jobId, jobClass, queue } of jobs) {
      if (jobId === undefined) continue;
      const isKnown = this.#jobIds.has(jobId);
      const isFromPayload = !isKnown || this.#jobIds.isFromPayload(jobId);
      const seen = { isFromPayload, jobClass, ...(queue === undefined ? {} : { queue }) };
      this.#jobIds.keep(jobId, seen, this.#model.statuses);
      if (!isKnown) this.refresher.mark([{ piece: 'statuses', item: jobId }]);
    }
  }

  #judgeWorkers(): void {
    if (!this.#showsWorkers) return;
    const rows = judgeAgain(this.context, [...this.#model.workerRows.values()]);
    const { model, changed } = apply(this.#model, { of: 'workers', rows });
    this.#model = model;
    if (changed.length > 0) this.#onChanged(changed);
  }

  /** Reads no more; the link goes on. */
  retire(): void {
    clearInterval(this.#judging);
    this.refresher.stop();
  }

  stop(): void {
    this.retire();
    this.link.close();
  }

  /** One refresh: names first, then rows, everything else at once; one announcement of what differs. */
  async #read(pieces: ReadonlyMap<Piece, Items>): Promise<void> {
    const changed = new Set<Part>();
    const readAll = (stage: readonly (readonly [Piece, Items])[]) =>
      Promise.all(
        stage.map(async ([piece, items]) => {
          for (const reading of await this.#tryPiece(piece, items)) {
            const result = apply(this.#model, reading);
            this.#model = result.model;
            for (const part of result.changed)
              if (!part.startsWith('job:') || this.#watchedJobs.has(part)) changed.add(part);
          }
        }),
      );
    const [names, rows, others] = [isNames, needsNames, (piece: Piece) => !isNames(piece) && !needsNames(piece)].map(
      (isOfStage) => [...pieces].filter(([piece]) => isOfStage(piece)),
    );
    await Promise.all([readAll(names ?? []).then(() => readAll(rows ?? [])), readAll(others ?? [])]);
    if (changed.size > 0) this.#onChanged([...changed]);
  }

  /** What Redis refuses costs the part its rows, never the connection: a key of another type, or one this user may not read. */
  async #tryPiece(piece: Piece, items: Items): Promise<readonly Reading[]> {
    try {
      const readings = await this.#readPiece(piece, items);
      return this.#model.troubles.has(piece) ? [...readings, { of: 'trouble', piece }] : readings;
    } catch (error) {
      const trouble = troubleOf(error);
      if (isAway(trouble)) throw error;
      // Redis will be able to answer soon, and nothing will be announced when it is.
      if (trouble.code === 'loading') setTimeout(() => this.refresher.mark([{ piece }]), LOADING_RETRY_MS).unref();
      return [{ of: 'trouble', piece, trouble }];
    }
  }

  async #readPiece(piece: Piece, items: Items): Promise<readonly Reading[]> {
    const { redis, keys } = this.context;
    switch (piece) {
      case 'backend':
        return [];
      case 'failedCount':
        return [{ of: 'failedCount', count: await redis.llen(keys.failed) }];
      case 'stats':
        return [{ of: 'stats', stats: await readStats(this.context) }];
      case 'queueNames':
        return [await this.#readQueueNames()];
      case 'queues':
        return [{ of: 'queues', rows: await readQueueRows(this.context, this.#queuesIn(items), this.#heavyHeads) }];
      case 'workerIds':
        return this.#readWorkerIds();
      case 'workers':
        return [{ of: 'workers', rows: await this.#readWorkers(this.#workersIn(items)) }];
      case 'heartbeats':
        if (!this.context.dialects.some(({ liveness }) => liveness?.kind === 'hash')) return [];
        return [{ of: 'workers', rows: await this.#readWorkers(this.#workersIn('all')) }];
      case 'failures': {
        const known = this.#model.failures?.items;
        const page = await readFailures(this.context, { from: 0, count: PAGE_ENTRIES_MAX }, undefined, known);
        this.note(newIn(page.items, known));
        return [
          { of: 'failures', page },
          { of: 'failedCount', count: page.total },
        ];
      }
      case 'delayed':
        return [{ of: 'seconds', page: await readSeconds(this.context, 0, PAGE_ENTRIES_MAX) }];
      case 'statuses':
        // What a status is of stands in its payload, which is most often still on its queue.
        if (items === 'all') this.note(await sampleQueues(this.context, this.#model.queueNames?.names ?? []));
        return [await this.#readStatuses(items === 'all' ? this.#jobIds.ids : [...items])];
      case 'survey':
        return this.#survey();
      default:
        return this.#readNamed(piece);
    }
  }

  async #readNamed(piece: `queue:${string}` | `second:${string}` | `job:${string}`): Promise<readonly Reading[]> {
    const name = piece.slice(piece.indexOf(':') + 1);
    if (piece.startsWith('job:')) return [await this.#readStatuses([name], true)];
    const list = piece.startsWith('queue:')
      ? { list: 'waiting' as const, queue: name }
      : { list: 'delayed' as const, second: Number(name) };
    const known = this.#model.jobs.get(piece)?.items;
    const page = await readJobs(this.context, list, { from: 0, count: PAGE_ENTRIES_MAX }, undefined, known);
    this.note(newIn(page.items, known));
    return [{ of: 'jobs', part: piece, page }];
  }

  /** The names, and rows for those that are new. */
  async #readQueueNames(): Promise<Reading> {
    const { redis, keys } = this.context;
    const names = await readNames(redis, keys.queues);
    const isPaused = keys.pause === undefined ? false : (await redis.get(keys.pause))?.toLowerCase() === 'true';
    const fresh =
      this.#model.queueNames === undefined ? [] : names.names.filter((name) => !this.#model.queueRows.has(name));
    return { of: 'queues', names, isPaused, rows: await readQueueRows(this.context, fresh, this.#heavyHeads) };
  }

  async #readWorkerIds(): Promise<readonly Reading[]> {
    const ids = await readNames(this.context.redis, this.context.keys.workers);
    const registered = new Set(ids.names);
    const known = [...this.#model.workerRows.values()].filter(
      ({ id }) => registered.has(id) || this.#orphanWorkers.includes(id),
    );
    // New ids, and those met before as payloads of nobody.
    const rowOf = (id: string) => this.#model.workerRows.get(id);
    const isNew = (id: string) => rowOf(id) === undefined || rowOf(id)?.ghost?.code === 'notRegistered';
    // The first time, all of them are read as rows anyway.
    const fresh = this.#showsWorkers && this.#model.workerIds !== undefined ? ids.names.filter(isNew) : [];
    this.#orphanWorkers = this.#orphanWorkers.filter((id) => !registered.has(id));
    return [{ of: 'workers', ids, rows: [...known, ...(await readWorkerRows(this.context, fresh, registered))] }];
  }

  async #readWorkers(ids: readonly string[]): Promise<readonly Worker[]> {
    const rows = await readWorkerRows(this.context, ids, new Set(this.#model.workerIds?.names));
    this.#noteJobs(rows.flatMap(({ job }) => (job ? [job] : [])));
    return rows;
  }

  async #readStatuses(jobIds: readonly string[], withExpiry = false): Promise<Reading> {
    const { found, gone } = await readStatuses(this.context, jobIds, withExpiry);
    for (const { jobId } of found)
      if (!this.#jobIds.has(jobId)) this.#jobIds.keep(jobId, { isFromPayload: false }, this.#model.statuses);
    return {
      of: 'statuses',
      found: found.filter(({ jobId }) => this.#jobIds.has(jobId)),
      gone: [...gone, ...this.#jobIds.takeForgotten()],
    };
  }

  async #survey(): Promise<readonly Reading[]> {
    const found: Survey = await survey(this.context.redis, this.identity.prefix, this.#surveyed.cursor);
    const isContinued = this.#surveyed.cursor !== '0';
    this.#surveyed = {
      keysScanned: found.keysScanned + (isContinued ? this.#surveyed.keysScanned : 0),
      keysTotal: found.keysTotal,
      cursor: found.cursor,
    };
    const listed = new Set(this.#model.queueNames?.names);
    const unlisted = new Set([
      ...(isContinued ? this.#model.unlistedQueues : []),
      ...found.queues.filter((queue) => !listed.has(queue)),
    ]);
    // Asked again: while nobody looks at the workers, what is believed of them is old.
    const { redis, keys } = this.context;
    const registered = new Set((await readNames(redis, keys.workers).catch(() => undefined))?.names);
    this.#orphanWorkers = found.workers.filter((id) => !registered.has(id));
    const fresh = this.#wantsStatuses ? found.jobIds.filter((id) => !this.#jobIds.has(id)) : [];
    if (!this.#wantsStatuses) this.#hasSkippedStatuses = true;
    return [
      { of: 'unlisted', names: [...unlisted] },
      { of: 'queues', rows: await readQueueRows(this.context, [...unlisted], this.#heavyHeads) },
      { of: 'workers', rows: await readWorkerRows(this.context, this.#orphanWorkers, registered) },
      await this.#readStatuses(fresh), // They are kept by what is found.
    ];
  }

  #queuesIn(items: Items): readonly string[] {
    const known = [...(this.#model.queueNames?.names ?? []), ...this.#model.unlistedQueues];
    return items === 'all' ? known : known.filter((name) => items.has(name));
  }

  /** Ids by id or by name: counters and pings of node are announced by the name alone. */
  #workersIn(items: Items): readonly string[] {
    const known = [...(this.#model.workerIds?.names ?? []), ...this.#orphanWorkers];
    if (items === 'all') return known;
    return known.filter(
      (id) =>
        items.has(id) ||
        this.context.dialects.some(
          (dialect) => items.has(dialect.workerName(id)) || items.has(dialect.counterName(id)),
        ),
    );
  }
}

/** Rows that are not the very ones known: a page that is read 200 times a second is not learnt from 200 times. */
const newIn = <Row>(rows: readonly Row[], known: readonly Row[] = []): readonly Row[] =>
  rows.filter((row, index) => row !== known[index]);

const isNames = (piece: Piece): boolean => piece === 'queueNames' || piece === 'workerIds';

/** Pieces that are rows of names read in the same refresh. */
const needsNames = (piece: Piece): boolean =>
  piece === 'queues' || piece === 'workers' || piece === 'heartbeats' || piece === 'survey' || piece === 'statuses';
