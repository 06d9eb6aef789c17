// What is remembered between sessions, in this workspace only and never synced: which connection was used, and last arguments per class.
import type * as vscode from 'vscode';
import { fieldsOf, isText } from './fields';

/** Goes up when the form of what is stored changes; what another version stored is left alone and not read. */
const VERSION = 1;
const KEY = 'resque.memory';
/** Classes remembered; the longest unused are forgotten. */
const CLASSES_MAX = 100;
/** Longer arguments are not worth keeping in a settings store. */
const ARGUMENTS_CHARACTERS_MAX = 10_000;

interface Stored {
  readonly version: number;
  readonly connection?: string;
  /** `[connection and class, queue, arguments]`, last used first. */
  readonly jobs: readonly (readonly [string, string, string])[];
}

export class Memory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  get connection(): string | undefined {
    return this.#read().connection;
  }

  async rememberConnection(name: string): Promise<void> {
    await this.#state.update(KEY, { ...this.#read(), connection: name });
  }

  /** Queue and arguments a class was last enqueued with through this connection; secrets are stars. */
  findJob(
    connection: string,
    jobClass: string,
  ): { readonly queue: string; readonly argumentsText: string } | undefined {
    const [, queue, argumentsText] = this.#read().jobs.find(([id]) => id === idOf(connection, jobClass)) ?? [];
    return queue === undefined || argumentsText === undefined ? undefined : { queue, argumentsText };
  }

  /** Classes enqueued through this connection, last first. */
  classes(connection: string): readonly string[] {
    const start = idOf(connection, '');
    return this.#read().jobs.flatMap(([id]) => (id.startsWith(start) ? [id.slice(start.length)] : []));
  }

  /** Remembers what was enqueued; its arguments as the server masked them. */
  async rememberJob(
    connection: string,
    {
      argumentsText,
      jobClass,
      queue,
    }: { readonly jobClass: string; readonly queue: string; readonly argumentsText: string },
  ): Promise<void> {
    const stored = this.#read();
    const id = idOf(connection, jobClass);
    const entry = [id, queue, argumentsText.length > ARGUMENTS_CHARACTERS_MAX ? '' : argumentsText] as const;
    const jobs = [entry, ...stored.jobs.filter(([other]) => other !== id)].slice(0, CLASSES_MAX);
    await this.#state.update(KEY, { ...stored, jobs });
  }

  #read(): Stored {
    const fields = fieldsOf(this.#state.get(KEY));
    if (fields.get('version') !== VERSION) return { version: VERSION, jobs: [] };
    const connection = fields.get('connection');
    const jobs = fields.get('jobs');
    return {
      version: VERSION,
      ...(isText(connection) ? { connection } : {}),
      jobs: Array.isArray(jobs) ? jobs.filter(isJob) : [],
    };
  }
}

const idOf = (connection: string, jobClass: string): string => `${connection}\n${jobClass}`;
const isJob = (value: unknown): value is readonly [string, string, string] =>
  Array.isArray(value) && value.length === 3 && value.every(isText);
