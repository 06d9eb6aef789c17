// What each message takes, checked once at the edge: another editor's slip is answered in words, and nothing of it gets further in.
import { dialects } from './dialect/all';
import type { Notification, Request } from './protocol/message';
import * as messages from './protocol/requests';
import type { EntryList, EntryRef, Manifest, Part } from './protocol/shapes';

/** A member of the params is missing or of another kind than the contract says. */
export class BadParams extends Error {
  constructor(name: string, wanted: string) {
    super(`"${name}" is not ${wanted}`);
    this.name = 'BadParams';
  }
}

type Check = (value: unknown, name: string) => unknown;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new BadParams(name, 'a text');
  return value;
}

function whole(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new BadParams(name, 'a whole number from 0');
  return value;
}

/** Left out means no, as in every editor's settings. */
const flag = (value: unknown): boolean => value === true;

const optional =
  (check: Check): Check =>
  (value, name) =>
    value === undefined || value === null ? undefined : check(value, name);

const list =
  (check: Check): Check =>
  (value, name) => {
    if (!Array.isArray(value)) throw new BadParams(name, 'a list');
    return value.map((item: unknown, index) => check(item, `${name}[${index}]`));
  };

function family(value: unknown, name: string): string {
  if (typeof value !== 'string' || !Object.hasOwn(dialects, value)) throw new BadParams(name, 'a family');
  return value;
}

function entryList(value: unknown, name: string): EntryList {
  const { list: kind, queue, second } = isRecord(value) ? value : {};
  if (kind === 'failed') return { list: kind };
  if (kind === 'waiting') return { list: kind, queue: text(queue, `${name}.queue`) };
  if (kind === 'delayed') return { list: kind, second: whole(second, `${name}.second`) };
  throw new BadParams(`${name}.list`, '"waiting", "failed" or "delayed"');
}

function entryRef(value: unknown, name: string): EntryRef {
  if (!isRecord(value)) throw new BadParams(name, 'a reference to an entry');
  return {
    in: entryList(value['in'], `${name}.in`),
    place: whole(value['place'], `${name}.place`),
    digest: text(value['digest'], `${name}.digest`),
  };
}

function failureRef(value: unknown, name: string): EntryRef {
  const ref = entryRef(value, name);
  if (ref.in.list !== 'failed') throw new BadParams(name, 'a failure');
  return ref;
}

function manifest(value: unknown, name: string): Manifest {
  const { file, packages } = isRecord(value) ? value : {};
  return { file: text(file, `${name}.file`), packages: list(text)(packages, `${name}.packages`) as readonly string[] };
}

const partForm =
  /^(?:backend|failedCount|stats|queues|workers|failures|delayed|statuses|second:\d{1,15}|(?:queue|job):[\s\S]*)$/;

/** Parts of a newer version are passed over: what is not known is not looked at. */
function interest(value: unknown, name: string): { readonly backendId: string; readonly parts: readonly Part[] } {
  const { backendId, parts } = isRecord(value) ? value : {};
  const named = list(text)(parts, `${name}.parts`) as readonly string[];
  return {
    backendId: text(backendId, `${name}.backendId`),
    parts: named.filter((part) => partForm.test(part)) as Part[],
  };
}

const ofBackend = { backendId: text };
const range = { ...ofBackend, from: whole, count: whole };
const entryRange = { ...range, after: optional(entryRef) };

/** The members of each message, and what they have to be. Others are dropped. */
const members: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  // The connection is checked where settings are: a bad one has a sentence of its own.
  [messages.OpenBackend.method]: {
    connection: (value) => value,
    password: optional(text),
    manifests: (value, name) => list(manifest)(value ?? [], name),
  },
  [messages.CloseBackend.method]: ofBackend,
  [messages.ListBackends.method]: {},
  [messages.SetInterest.method]: { interest: list(interest) },
  [messages.Refresh.method]: ofBackend,
  [messages.FindNamespaces.method]: ofBackend,
  [messages.PageQueues.method]: range,
  [messages.PageJobs.method]: { ...entryRange, queue: text },
  [messages.PageWorkers.method]: range,
  [messages.PageFailures.method]: entryRange,
  [messages.FindFailures.method]: { ...range, text },
  [messages.PageSeconds.method]: range,
  [messages.PageDelayedJobs.method]: { ...entryRange, second: whole },
  [messages.PageStatuses.method]: range,
  [messages.ReadStatus.method]: { ...ofBackend, jobId: text },
  [messages.ReadStats.method]: ofBackend,
  [messages.ReadEntry.method]: { ...ofBackend, ref: entryRef, isRevealed: flag },
  [messages.SeenClasses.method]: ofBackend,
  [messages.CheckArguments.method]: { ...ofBackend, argumentsText: text, family: optional(family) },
  [messages.EnqueueJob.method]: {
    ...ofBackend,
    queue: text,
    jobClass: text,
    argumentsText: text,
    isTracked: flag,
    family: optional(family),
  },
  [messages.RetryFailures.method]: { ...ofBackend, refs: list(failureRef), keepsRecord: flag },
};

/** The params of a message, or BadParams with the name of what is wrong. */
export function checkParams<Params>(
  { method }: Request<Params, unknown> | Notification<Params>,
  params: unknown,
): Params {
  const given = isRecord(params) ? params : {};
  const checked = Object.entries(members[method] ?? {}).map(
    ([name, check]) => [name, check(given[name], name)] as const,
  );
  return Object.fromEntries(checked.filter(([, value]) => value !== undefined)) as Params;
}
