// What crosses the wire. Plain JSON; times are epoch milliseconds; a field left out means "not known" or "this family has no such thing".

/** The families whose layout is read and written, and those that are only recognised. */
export type DialectName = 'php-classic' | 'php-successor' | 'ruby' | 'node';
export type ForeignName = 'pyres' | 'ruby-multi-queue' | 'php-rewrite' | 'php-ex';

/** A time as some library wrote it. `ms` is left out when the text has no zone, or one that cannot be read: then nothing is guessed. */
export interface Moment {
  readonly text: string;
  readonly ms?: number;
}

// ── Connections and backends ────────────────────────────────────────────────────────────────────────────────────────

/** One entry of `resque.connections`, checked. Fields this version does not know are listed in `unknown` and otherwise left alone. */
export interface ConnectionSpec {
  readonly name: string;
  /** `redis:`, `rediss:` or `unix:`; never with a password. */
  readonly url: string;
  /** As typed: with or without the last colon, empty for none (wire-format.md §11.1.1). Left out: `resque`. */
  readonly namespace?: string;
  readonly dialect?: DialectName | 'auto';
  readonly readOnly?: boolean;
  readonly production?: boolean;
  /** Environment variable that holds the password; honoured from user settings and the command line only. */
  readonly passwordEnv?: string;
  readonly unknown?: readonly string[];
}

/** Packages a workspace manifest names, as evidence for the dialect: `{ file: 'composer.json', packages: ['resque/php-resque'] }`. */
export interface Manifest {
  readonly file: string;
  readonly packages: readonly string[];
}

export type BackendState = 'connecting' | 'connected' | 'away';

/** How changes are heard: `push` by CLIENT TRACKING, `poll` where that is refused (`why` in Redis's own words). */
export type Liveness =
  | { readonly by: 'push' }
  | { readonly by: 'poll'; readonly why: string; readonly everyMs: number };

/** One reason for a dialect, as a code the client turns into a sentence, with the key, file or text that is the evidence. */
export interface Evidence {
  readonly code:
    | 'chosen' // the user's own setting
    | 'manifest' // subject: file, detail: package
    | 'key' // subject: the key that only this family writes
    | 'payload' // subject: queue or list; detail: the field that tells
    | 'failure' // subject: list; detail: the form that tells
    | 'default'; // nothing told
  readonly subject?: string;
  readonly detail?: string;
}

export interface DialectVerdict {
  readonly name: DialectName;
  /** False when nothing told: then enqueue asks for the family first. */
  readonly isCertain: boolean;
  readonly evidence: readonly Evidence[];
  /** Other families seen in the same namespace. */
  readonly alsoSeen: readonly DialectName[];
  /** Layouts that are recognised and not yet supported. */
  readonly foreign: readonly { readonly name: ForeignName; readonly subject: string }[];
  readonly arguments: ArgumentsShape;
  readonly can: Capabilities;
}

/** What the family has at all: rows, menus and questions vanish with a false. */
export interface Capabilities {
  readonly track: boolean;
  readonly delayed: boolean;
  readonly keepRetried: boolean;
  readonly heartbeat: boolean;
}

/** `map`: one JSON object (or null), which the library wraps in an array. `positional`: a JSON array of arguments. */
export type ArgumentsShape = 'map' | 'positional';

export type TroubleCode =
  | 'address' // the URL cannot be used; detail says why
  | 'refused'
  | 'unknownHost'
  | 'timeout'
  | 'auth' // NOAUTH, WRONGPASS
  | 'permission' // NOPERM
  | 'tls'
  | 'notRedis'
  | 'loading'
  | 'readOnlyReplica' // READONLY
  | 'readOnlyConnection' // our own allow-list
  | 'outOfMemory'
  | 'wrongType'
  | 'noScripts' // EVAL refused or unknown
  | 'crossSlot'
  | 'closed'
  | 'other';

/** The world says no. `detail` holds Redis's or the system's own words, without any password. */
export interface Trouble {
  readonly code: TroubleCode;
  readonly detail: string;
}

/** One Redis, database, namespace and dialect. */
export interface Backend {
  readonly id: string;
  readonly name: string;
  /** The URL without password. */
  readonly address: string;
  readonly database: number;
  /** The exact prefix before `queues`, as found: `resque:`, `a:b:`, or empty. */
  readonly prefix: string;
  /** Whether any Resque key was found under the prefix. */
  readonly isEmpty: boolean;
  readonly state: BackendState;
  /** While away: since when what is shown is old. */
  readonly staleSinceMs?: number;
  readonly trouble?: Trouble;
  readonly liveness?: Liveness;
  readonly dialect?: DialectVerdict;
  readonly isReadOnly: boolean;
  readonly isProduction: boolean;
  /** Field names of the setting that this version does not know. */
  readonly unknownFields: readonly string[];
  /** Goes up with every change of this record or of any part below it. */
  readonly revision: number;
  /** Length of the failures, for badge and status bar; left out until first read. */
  readonly failedCount?: number;
}

// ── Parts: what is looked at, read again and announced ──────────────────────────────────────────────────────────────

/** A piece of one backend that is read, announced and asked for as a whole. `job:` is a status by job id. */
export type Part =
  | 'backend'
  | 'failedCount'
  | 'stats'
  | 'queues'
  | 'workers'
  | 'failures'
  | 'delayed'
  | 'statuses'
  | `queue:${string}`
  | `second:${string}`
  | `job:${string}`;

// ── Entries ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A list that holds entries. */
export type EntryList =
  | { readonly list: 'waiting'; readonly queue: string }
  | { readonly list: 'failed' }
  | { readonly list: 'delayed'; readonly second: number };

/** Names one stored entry: where it was last seen (index from the head), and the digest of its bytes, which is its identity. */
export interface EntryRef {
  readonly in: EntryList;
  readonly place: number;
  /** First 128 bits of SHA-256 over the stored bytes, hex. */
  readonly digest: string;
}

interface EntryFields {
  /** Digest and ordinal among equal entries of the page: steady while other entries come and go. */
  readonly id: string;
  readonly ref: EntryRef;
  /** Length of the stored entry in bytes. */
  readonly bytes: number;
}

/** The job a payload describes. Texts are masked and cut for display. */
export interface JobFields {
  /** As written in the payload; for Active Job the wrapper. */
  readonly jobClass: string;
  /** Active Job: the class a person looks for (`args[0].job_class`). */
  readonly wrappedClass?: string;
  readonly jobId?: string;
  /** Arguments as compact JSON text, numbers as stored, cut at ARGUMENTS_PREVIEW_CHARACTERS_MAX. */
  readonly argumentsText: string;
  /** php-resque's `queue_time`, pyres' `enqueue_timestamp`. */
  readonly enqueuedAt?: Moment;
  /** The family this entry's own bytes point to, when they tell. */
  readonly family?: DialectName | ForeignName;
  /** Why the payload is not what its family expects, if it is not: still shown. */
  readonly oddity?: Oddity;
}

export type Oddity =
  | 'argumentsMissing'
  | 'argumentsNotArray'
  | 'argumentsNotWrapped'
  | 'classMissing'
  | 'payloadMissing'
  | 'duplicateKeys';

/** A job on a queue, or delayed. `queue` is the list it stands in, or for a delayed job the queue it will go to. */
export interface Job extends EntryFields, JobFields {
  readonly kind: 'job';
  readonly queue?: string;
}

export interface Failure extends EntryFields, JobFields {
  readonly kind: 'failure';
  readonly queue?: string;
  readonly exception?: string;
  /** The failure's message, masked, cut at ERROR_PREVIEW_CHARACTERS_MAX. */
  readonly error?: string;
  readonly failedAt?: Moment;
  readonly retriedAt?: Moment;
  readonly worker?: string;
}

export type UnreadableReason = 'empty' | 'notUtf8' | 'notJson' | 'notObject' | 'tooLarge';

/** An entry that is no job: shown among its neighbours, its bytes reachable by `ref`. */
export interface Unreadable extends EntryFields {
  readonly kind: 'unreadable';
  readonly reason: UnreadableReason;
  /** The first characters, other bytes escaped as `\xNN`. */
  readonly preview: string;
}

/** Part of a list, and how much of it this is. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Place of the first item, in the order of the page. */
  readonly from: number;
  /** Length of the whole at that moment. */
  readonly total: number;
  /** Said when the page ended early: `bytes` at PAGE_BYTES_MAX, `limit` when the whole is larger than what is ever listed. */
  readonly cut?: 'bytes' | 'limit';
  /** True when the entry named by `after` was not found again: rows may be missing or repeated. */
  readonly hasMoved?: boolean;
  readonly trouble?: Trouble;
}

// ── Rows that are no entries ────────────────────────────────────────────────────────────────────────────────────────

export interface Queue {
  readonly name: string;
  /** False: the list exists, but the name is missing from `queues`, so no `*` worker looks at it. */
  readonly isRegistered: boolean;
  readonly depth?: number;
  /** When the head of the queue was enqueued, where its payload tells. */
  readonly oldestEnqueuedAt?: Moment;
  /** Workers that listen, at most LISTENERS_SHOWN_MAX of `listenerCount`; left out while the workers have not been read. */
  readonly listeners?: readonly string[];
  readonly listenerCount?: number;
  readonly isPaused?: boolean;
  /** WRONGTYPE and the like, for this row only. */
  readonly trouble?: Trouble;
}

export interface WorkerJob extends JobFields {
  readonly queue?: string;
  readonly runAt?: Moment;
}

/** Why a worker may be gone. Evidence, never certainty (wire-format.md §11.1.10). */
export type GhostEvidence =
  | { readonly code: 'heartbeatOld'; readonly lastSeenAtMs: number }
  | { readonly code: 'pingOld'; readonly lastSeenAtMs: number }
  | { readonly code: 'processGone' } // this host, and no such pid
  | { readonly code: 'notRegistered' }; // a payload whose id is not in `workers`

export interface Worker {
  /** The id as stored in `workers`. */
  readonly id: string;
  readonly host: string;
  readonly pid?: string;
  /** The family whose counters or sign of life it left, where they tell. */
  readonly family?: DialectName;
  /** As registered, in order; `*` and patterns stay. */
  readonly queues: readonly string[];
  readonly job?: WorkerJob;
  /** What `worker:<id>` holds, when it is no job. */
  readonly unreadable?: UnreadableReason;
  readonly startedAt?: Moment;
  readonly lastSeenAt?: Moment;
  readonly processed?: number;
  readonly failed?: number;
  readonly ghost?: GhostEvidence;
  readonly trouble?: Trouble;
}

/** Job classes met in payloads, and the last arguments seen for each, masked as in a row. */
export interface ClassesSeen {
  readonly classes: readonly { readonly jobClass: string; readonly queue?: string; readonly argumentsText: string }[];
  readonly trouble?: Trouble;
}

/** Where Resque keys stand in this database, and which databases hold keys. */
export interface NamespacesFound {
  readonly prefixes: readonly string[];
  readonly keysScanned: number;
  readonly isComplete: boolean;
  readonly databases: readonly { readonly database: number; readonly keys: number }[];
  readonly trouble?: Trouble;
}

/** A second of the delayed schedule. */
export interface DelayedSecond {
  /** Unix second, as stored. */
  readonly second: number;
  /** Jobs in its list; 0 with `isOrphan`: the schedule still names it, the list is gone. */
  readonly count?: number;
  readonly isOrphan: boolean;
  readonly trouble?: Trouble;
}

export type StatusWord = 'waiting' | 'running' | 'failed' | 'complete' | 'scheduled' | 'unknown';

export interface Status {
  readonly jobId: string;
  readonly word: StatusWord;
  /** The number as stored. */
  readonly code?: number;
  readonly startedAt?: Moment;
  readonly updatedAt?: Moment;
  /** php-successor: what perform returned, masked JSON text. */
  readonly resultText?: string;
  readonly expiresInSeconds?: number;
  /** From a payload seen elsewhere. */
  readonly jobClass?: string;
  readonly queue?: string;
  readonly unreadable?: UnreadableReason;
  readonly trouble?: Trouble;
}

/** How the list of statuses came to be: there is no index of them. */
export interface StatusPage extends Page<Status> {
  readonly fromPayloads: number;
  readonly fromScan: number;
  /** Keys the bounded SCAN has looked at, of about `keysTotal` in the database. */
  readonly keysScanned: number;
  readonly keysTotal: number;
  readonly isScanComplete: boolean;
}

export interface Stats {
  readonly processed?: number;
  readonly failed?: number;
  readonly failedCount?: number;
  readonly queueCount?: number;
  readonly workerCount?: number;
  readonly delayedSecondCount?: number;
  readonly isPausedEverywhere?: boolean;
  /** Why some or all of them are missing. */
  readonly trouble?: Trouble;
}

// ── Documents ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** One entry in full, for a read-only document. */
export interface EntryDetails {
  readonly ref: EntryRef;
  readonly entry: Job | Failure | Unreadable;
  readonly isMasked: boolean;
  /** Arguments as indented JSON, every number as stored; masked unless revealed. */
  readonly argumentsText?: string;
  /** Payload members other than class, args, id, queue_time, as indented JSON text. */
  readonly otherText?: string;
  readonly error?: string;
  readonly backtrace?: readonly string[];
  /** The stored bytes as text, masked unless revealed; bytes that are not UTF-8 as `\xNN`. Cut at DOCUMENT_BYTES_MAX. */
  readonly rawText: string;
  readonly isRawCut: boolean;
}

export type EntryAnswer =
  | { readonly found: 'same'; readonly details: EntryDetails }
  /** The same failure, with `retried_at` added since. */
  | { readonly found: 'retried'; readonly details: EntryDetails }
  /** Neither at its place nor near it; or, with `trouble`, it could not be looked for. */
  | { readonly found: 'no'; readonly trouble?: Trouble };

// ── Outcomes of writes ──────────────────────────────────────────────────────────────────────────────────────────────

/** What a place in a text should have held, or what it holds that no worker could read. */
export type JsonDetail =
  | 'value'
  | 'valueOrEnd'
  | 'name'
  | 'nameOrEnd'
  | 'colon'
  | 'commaOrEnd'
  | 'nothing'
  | 'notAValue'
  | 'controlCharacter'
  | 'unknownEscape'
  | 'openString'
  | 'halfPair'
  | 'tooDeep';

export type ArgumentsProblem =
  /** `offset` in UTF-16 units from the start of the text; its length when something is missing at the end. */
  | { readonly code: 'notJson'; readonly offset: number; readonly detail: JsonDetail }
  | { readonly code: 'notMap' }
  | { readonly code: 'notArray' }
  | { readonly code: 'masked' } // the mask's stars are still in the text
  | { readonly code: 'tooLarge'; readonly bytes: number };

export type EnqueueOutcome =
  | {
      readonly kind: 'enqueued';
      readonly jobId?: string;
      readonly depth: number;
      readonly isTracked: boolean;
      /** The arguments as they may be remembered: compact, masked as in a row, and whole. */
      readonly maskedArgumentsText: string;
    }
  | { readonly kind: 'invalid'; readonly problem: ArgumentsProblem | { readonly code: 'class' | 'queue' | 'family' } }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

export type RetryOutcome =
  | { readonly kind: 'retried'; readonly queue: string; readonly jobId?: string; readonly isTracked: boolean }
  /** The entry is still there with other bytes: for instance retried meanwhile. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'gone' }
  /** The record has no payload, class or queue to put back. */
  | { readonly kind: 'notRetryable' }
  /** Left as it was, because the request was cancelled or asked for too many before this one came up. */
  | { readonly kind: 'notTried' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };
