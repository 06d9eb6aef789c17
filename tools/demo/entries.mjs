// What each Resque family stores, byte for byte: payloads, failures, what a worker is working on, statuses, dates.
// The demo writes by these what the libraries would have written; test/integration/demo.test.ts decodes them again.

/** JSON text of a value as some library's encoder writes it. Bigints are numbers beyond 2^53; members keep their order. */
function json(value, text) {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => json(item, text)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${text(name)}:${json(member, text)}`).join(',')}}`;
}

const plainText = (text) => JSON.stringify(text);

/** PHP's json_encode escapes slashes and everything beyond ASCII. */
const phpText = (text) =>
  JSON.stringify(text)
    .replaceAll('/', String.raw`\/`)
    .replaceAll(/[\u0080-\uffff]/g, (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const asPhp = (value) => json(value, phpText);
const asPlain = (value) => json(value, plainText);

const seconds = (ms) => Math.floor(ms / 1000);

/** `2026-11-22T06:55:39`, in UTC like every date here. */
const isoSecond = (ms) => new Date(ms).toISOString().slice(0, 19);

/** `Sun Nov 22 06:55:39 UTC 2026`, PHP's strftime("%a %b %d %H:%M:%S %Z %Y"). */
function classicDate(ms) {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

/** `2026/11/22 06:55:39`. */
const slashedDate = (ms) => isoSecond(ms).replaceAll('-', '/').replace('T', ' ');

/** `Sun Nov 22 2026 07:01:36 GMT+0000 (Coordinated Universal Time)`, JavaScript's Date text in UTC. */
function nodeDate(ms) {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${year} ${time} GMT+0000 (Coordinated Universal Time)`;
}

/** Members in php-resque's order: Resque_Failure_Redis, RedisFailure and Resque::Failure::Redis agree in it. */
const resqueFailure = ({ failedAt, payload, exception, error, backtrace, worker, queue }) => ({
  failed_at: failedAt,
  payload,
  exception,
  error,
  backtrace,
  worker,
  queue,
});

/**
 * @typedef {object} Job
 * @property {string} class
 * @property {unknown} args for the PHP families the one map, else the list of arguments
 * @property {string} [queue]
 * @property {string} [id] PHP families
 * @property {string} [prefix] successor
 * @property {number} [queuedAtMs] PHP families
 */

/** `queue_time` is microtime(true): seconds with microseconds, not whole ones. */
const microtime = (ms) => Number((ms / 1000 + 0.000_123).toFixed(6));

/** chrisboulton/php-resque 1.2, and php-resque-scheduler. */
export const classic = {
  encode: asPhp,
  payload: (/** @type {Job} */ job) => ({
    class: job.class,
    args: [job.args],
    id: job.id,
    queue_time: microtime(job.queuedAtMs ?? 0),
  }),
  delayed: (/** @type {Job} */ job) => ({ class: job.class, args: [job.args], queue: job.queue }),
  failure: (failure) => resqueFailure({ ...failure, failedAt: classicDate(failure.failedAtMs) }),
  working: (queue, runAtMs, payload) => ({ queue, run_at: classicDate(runAtMs), payload }),
  started: classicDate,
  statusKey: (/** @type {Job} */ job) => `job:${job.id}:status`,
  /** `started` is written at creation only: every update loses it. */
  status: (number, { updatedMs, startedMs }) =>
    asPhp({ status: number, updated: seconds(updatedMs), started: number === 1 ? seconds(startedMs) : undefined }),
};

/** resque/php-resque. */
export const successor = {
  encode: asPhp,
  payload: (/** @type {Job} */ job) => ({
    class: job.class,
    args: [job.args],
    id: job.id,
    prefix: job.prefix ?? '',
    queue_time: microtime(job.queuedAtMs ?? 0),
  }),
  delayed: classic.delayed,
  failure: (failure) => resqueFailure({ ...failure, failedAt: `${isoSecond(failure.failedAtMs)}+00:00` }),
  working: (queue, runAtMs, payload) => ({ queue, run_at: `${isoSecond(runAtMs)}+00:00`, payload }),
  started: (ms) => `${isoSecond(ms)}+00:00`,
  statusKey: (/** @type {Job} */ job) => `job:${job.prefix ? `${job.prefix}_` : ''}${job.id}:status`,
  status: (number, { updatedMs, startedMs, result = null }) =>
    asPhp({ status: number, updated: seconds(updatedMs), started: seconds(startedMs), result }),
};

/** resque/resque 3 and resque-scheduler 5. */
export const ruby = {
  encode: asPlain,
  payload: (/** @type {Job} */ job) => ({ class: job.class, args: job.args }),
  delayed: (/** @type {Job} */ job) => ({ class: job.class, args: job.args, queue: job.queue }),
  failure: (failure) => ({
    ...resqueFailure({ ...failure, failedAt: `${slashedDate(failure.failedAtMs)} UTC` }),
    retried_at: failure.retriedAtMs === undefined ? undefined : `${slashedDate(failure.retriedAtMs)} UTC`,
  }),
  working: (queue, runAtMs, payload) => ({ queue, run_at: `${isoSecond(runAtMs)}Z`, payload }),
  started: (ms) => `${isoSecond(ms).replace('T', ' ')} +0000`,
  heartbeat: (ms) => `${isoSecond(ms)}+00:00`,
};

/** actionhero/node-resque 9. */
export const node = {
  encode: asPlain,
  payload: (/** @type {Job} */ job) => ({ class: job.class, queue: job.queue, args: job.args }),
  delayed: (/** @type {Job} */ job) => ({ class: job.class, queue: job.queue, args: job.args }),
  failure: ({ worker, queue, payload, exception, error, backtrace, failedAtMs }) => ({
    worker,
    queue,
    payload,
    exception,
    error,
    backtrace,
    failed_at: nodeDate(failedAtMs),
  }),
  working: (queue, runAtMs, payload, worker) => ({ run_at: nodeDate(runAtMs), queue, worker, payload }),
  started: (ms) => String(seconds(ms)),
  ping: (name, queues, ms) => asPlain({ time: seconds(ms), name, queues }),
};

/**
 * Active Job's wrapper around a Ruby job, as the adapter that Rails ships writes it.
 * @returns {Job}
 */
export function activeJob({ jobClass, jobId, queue, args, enqueuedAtMs }) {
  const wrapped = {
    job_class: jobClass,
    job_id: jobId,
    provider_job_id: null,
    queue_name: queue,
    priority: null,
    arguments: args,
    executions: 0,
    exception_executions: {},
    locale: 'en',
    timezone: null,
    enqueued_at: `${isoSecond(enqueuedAtMs)}Z`,
  };
  return { class: 'ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper', args: [wrapped], queue };
}
