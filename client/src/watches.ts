// Jobs whose status somebody waits for: read while they change, shown in the status bar, let go when they are failed or complete.
import * as vscode from 'vscode';
import { ReadStatus } from '../../server/src/protocol/requests';
import type { Status } from '../../server/src/protocol/shapes';
import type { Ask } from './ask';
import type { Backends } from './backends';
import type { Look } from './interest';
import { oneLine } from './plain';
import { Throttle } from './throttle';
import { afterReading, isOver, textOf, type Watched } from './watched';
import { many, t } from './words';

/** A watched job is read again at most this often, ms. */
const READ_INTERVAL_MS = 200;
/** Watched jobs kept; the oldest goes first. */
const WATCHES_MAX = 20;

interface Watch extends Watched {
  readonly connection: string;
}

interface Parts {
  readonly ask: Ask;
  readonly backends: Backends;
  readonly onDidChangeLooks: () => void;
  readonly log: (sentence: string) => void;
}

export class Watches implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #bar: vscode.StatusBarItem;
  readonly #throttle: Throttle;
  readonly #hearing: vscode.Disposable;
  #watches: Watch[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#bar = vscode.window.createStatusBarItem('resque.watch', vscode.StatusBarAlignment.Left, 0);
    this.#bar.name = t('Resque: watched jobs');
    this.#bar.command = 'resque.stopWatching';
    this.#throttle = new Throttle(() => this.#readAll(), READ_INTERVAL_MS);
    this.#hearing = parts.backends.onDidChangeParts(({ backendId, parts: changed }) => {
      const isOurs = ({ connection, jobId }: Watch): boolean =>
        parts.backends.findNamed(connection)?.id === backendId && changed.includes(`job:${jobId}`);
      if (this.#watches.some(isOurs)) this.#throttle.poke();
    });
  }

  /** Begins to watch; answers what the job's status is now, if it has one. */
  async add(connection: string, jobId: string, jobClass?: string): Promise<Status | undefined> {
    const watch: Watch = { connection, jobId, jobClass, status: undefined, isGone: false };
    this.#watches = [
      ...this.#watches.filter((other) => other.jobId !== jobId || other.connection !== connection),
      watch,
    ].slice(-WATCHES_MAX);
    this.#parts.onDidChangeLooks();
    await this.#read(watch);
    this.#settle();
    return watch.status;
  }

  /** Watches nothing any more. */
  clear(): void {
    this.#watches = [];
    this.#settle();
  }

  /** The statuses that are waited for. */
  *looks(): Generator<Look> {
    for (const { connection, jobId } of this.#watches) {
      const backend = this.#parts.backends.findNamed(connection);
      if (backend) yield { backendId: backend.id, part: `job:${jobId}` };
    }
  }

  /** Each watched job and its word, for tests. */
  text(): string {
    return this.#watches.map((watch) => textOf(watch)).join('\n');
  }

  async #readAll(): Promise<void> {
    for (const watch of this.#watches) await this.#read(watch);
    this.#settle();
  }

  /** Never rejects: while the server is away, what was known stays. */
  async #read(watch: Watch): Promise<void> {
    const backend = this.#parts.backends.findNamed(watch.connection);
    if (!backend) return;
    try {
      const answer = await this.#parts.ask(ReadStatus, { backendId: backend.id, jobId: watch.jobId });
      Object.assign(watch, afterReading(watch, answer));
    } catch (error) {
      this.#parts.log(`status of ${watch.jobId}: ${String(error)}`);
    }
  }

  /** Shows what is waited for; a job that has come to its end says so for a while and is let go. */
  #settle(): void {
    for (const watch of this.#watches.filter(isOver)) {
      vscode.window.setStatusBarMessage(
        `$(${watch.isGone ? 'question' : watch.status?.word === 'failed' ? 'error' : 'pass'}) ${textOf(watch)}`,
        15_000,
      );
    }
    this.#watches = this.#watches.filter((watch) => !isOver(watch));
    const [first, ...others] = this.#watches;
    if (first) {
      const more = others.length > 0 ? ` ${many(others.length, '(and {0} more)', '(and {0} more)')}` : '';
      this.#bar.text = `$(eye) ${textOf(first)}${more}`;
      this.#bar.tooltip = [
        ...this.#watches.map((watch) => `${textOf(watch)} (${oneLine(watch.jobId, 80)})`),
        t('Select to stop watching.'),
      ].join('\n');
      this.#bar.accessibilityInformation = { label: t('Watched job {0}', textOf(first) + more) };
      this.#bar.show();
    } else this.#bar.hide();
    this.#parts.onDidChangeLooks();
  }

  dispose(): void {
    this.#hearing.dispose();
    this.#throttle.dispose();
    this.#bar.dispose();
  }
}
