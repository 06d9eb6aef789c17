// Every bound and interval: name, unit, reason. Nothing of unknown size is read whole.

/** Rows in one page: what a person scrolls before asking for more. */
export const PAGE_ENTRIES_MAX = 200;
/** Bytes in one page of entries, estimated before it is read: a page of 5 MB payloads must not fill the memory. */
export const PAGE_BYTES_MAX = 4 * 1024 * 1024;
/** Entries read with the length of a list, to learn how large its entries are at that place. */
export const PROBE_ENTRIES = 2;
/** Entries read at once while every one before them was small: what stands behind those may be large, and nothing tells before it is read. */
export const STEP_ENTRIES_MAX = 50;
/** And after the probe where MEMORY USAGE is refused. */
export const STEP_ENTRIES_UNKNOWN_MAX = 25;
/** Lists and strings whose size is remembered, so that reading them again costs one round trip: more than anyone has open. */
export const SIZES_REMEMBERED_MAX = 10_000;
/** Strings of unknown length (payloads of workers, statuses) that are read without asking for their lengths: what one change touches. */
export const STRINGS_UNKNOWN_MAX = 8;
/** Bytes of such strings read for one view: 10,000 statuses of 3 kB. */
export const STRINGS_BYTES_MAX = 32 * 1024 * 1024;
/** Queues whose heads are read at once to begin with, … */
export const QUEUES_FIRST_STEP = 16;
/** … and later, for as long as the heads before them were small. */
export const QUEUES_PER_STEP_MAX = 128;
/** A head larger than this is not read again with every change of its queue, … */
export const HEAVY_HEAD_BYTES = 64 * 1024;
/** … but when the queue got shorter, or after this long, ms: a pop and a push leave it as long as it was. */
export const HEAVY_HEAD_RETRY_MS = 60_000;
/** Queues whose heads are looked at for classes and job ids, … */
export const SAMPLED_QUEUES_MAX = 50;
/** … and entries of each. */
export const SAMPLED_ENTRIES_EACH = 20;
/** Job classes remembered per backend: more than an application has, fewer than hostile payloads could make up. */
export const CLASSES_MAX = 1_000;
/** Changed items of one piece remembered while nobody looks; beyond, all of it is read again. */
export const MARKED_ITEMS_MAX = 1_000;
/** Names kept of `queues`, and of `workers`: a set of a million members is shown in part, and the row says so. */
export const NAMES_MAX = 10_000;
/** Members asked of one SSCAN or SCAN step: about a millisecond of Redis. */
export const SCAN_COUNT = 1_000;
/** Keys looked at by the SCAN that looks for namespaces, unlisted queues or statuses, per pass. */
export const SCAN_KEYS_MAX = 20_000;
/** Statuses kept in the model; the least recently updated go first. */
export const STATUSES_MAX = 10_000;
/** Commands sent in one pipeline, so that another client waits at most for this many. */
export const PIPELINE_COMMANDS_MAX = 500;

/** Characters of an arguments preview in a row. */
export const ARGUMENTS_PREVIEW_CHARACTERS_MAX = 400;
/** Characters shown of a schedule's member that is no second. */
export const MEMBER_CHARACTERS_MAX = 100;
/** Characters of a failure message in a row. */
export const ERROR_PREVIEW_CHARACTERS_MAX = 1_000;
/** Entries larger than this are rows without decoded arguments (`tooLarge`); their document decodes them on demand. */
export const DECODE_BYTES_MAX = 256 * 1024;
/** Bytes of raw text in a document; what lies beyond is said to be cut. */
export const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;
/** Listening workers named in a queue's row. */
export const LISTENERS_SHOWN_MAX = 20;
/** Arguments that may be typed: Redis would take more, an input box should not. */
export const ARGUMENTS_BYTES_MAX = 1024 * 1024;

/** Entries one search request looks at before it answers. */
export const SEARCH_ENTRIES_MAX = 50_000;
/** Failed jobs retried by one request. */
export const RETRY_ENTRIES_MAX = 1_000;
/** Places looked at on either side of where an entry was last seen; about 1 ms of Redis. */
export const SEEK_WINDOW_ENTRIES = 500;
/** Bytes read at most while an entry is looked for: a window of 5 MB entries would be gigabytes. */
export const SEEK_BYTES_MAX = 32 * 1024 * 1024;

/** Longest piece of work between two turns of the event loop, ms; on a busy machine it takes twice that and more. */
export const SLICE_MS_MAX = 4;
/** Pause between two refreshes while writes come faster than they are read, ms: the storm's rate. */
export const STORM_PAUSE_MS_MAX = 250;
/** The badge's length is read at most this often while no view is visible, ms. */
export const BADGE_INTERVAL_MS_MIN = 1_000;
/** Slow true-up under push, ms: asks whether tracking still stands. Three commands a minute, of the four an idle backend may cost. */
export const TRUE_UP_INTERVAL_MS = 20_000;
/** Polling where push is refused: as fast as this while things change, ms … */
export const POLL_INTERVAL_MS_MIN = 1_000;
/** … and as slow as this while nothing does. */
export const POLL_INTERVAL_MS_MAX = 30_000;
/** Connecting is given up, and tried again, after this long, ms. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** A command unanswered for this long means Redis is away (paused, or the network is gone), ms. */
export const ANSWER_TIMEOUT_MS = 5_000;
/** Longest pause between two attempts to reconnect, ms. */
export const RECONNECT_DELAY_MS_MAX = 10_000;
/** The SCAN for what has no index goes on at most this often by itself, ms: where changes are polled, new statuses are found by it alone. */
export const SURVEY_INTERVAL_MS_MIN = 10_000;
/** Which family writes in a namespace is looked at again at most this often, ms: about forty small reads. */
export const IDENTIFY_INTERVAL_MS_MIN = 1_000;
/** A thousand Ruby workers write their heartbeats into one hash; it is read at most this often, ms. */
export const HEARTBEAT_INTERVAL_MS_MIN = 10_000;
