// Data set R: a php-classic namespace of believable size and content, the same in every run.
// 1,000 queues × 1,000 jobs, 1,000 workers of which half are busy, 100,000 failures of about 2 kB, 20,000 delayed jobs, 10,000 statuses.
import { createHash } from 'node:crypto';
import { classic } from '../tools/demo/entries.mjs';

export const PREFIX = 'resque:';
export const QUEUES = 1_000;
const JOBS_PER_QUEUE = 1_000;
const WORKERS = 1_000;
export const FAILURES = 100_000;
const DELAYED = 20_000;
const DELAYED_PER_SECOND = 4;
const STATUSES = 10_000;

/** Elements of one RPUSH, and commands of one pipeline: what fills Redis fast without building replies of megabytes. */
const ELEMENTS_PER_PUSH = 500;
const COMMANDS_PER_PIPELINE = 100;

/** Sun Nov 22 06:38:44 UTC 2026: every time in R is counted from here. */
const NOON_MS = 1_795_329_524_000;

const AREAS = ['emails', 'orders', 'invoices', 'images', 'search', 'reports', 'imports', 'webhooks', 'billing', 'sync'];
const SHOPS = ['de', 'fr', 'nl', 'at', 'ch', 'pl', 'it', 'es', 'se', 'dk'];

/** `emails:de:03`: names with colons are usual. */
export const queueName = (n) =>
  `${AREAS[n % 10]}:${SHOPS[Math.floor(n / 10) % 10]}:${String(Math.floor(n / 100)).padStart(2, '0')}`;
export const queueKey = (n) => `${PREFIX}queue:${queueName(n)}`;

const CLASSES = [
  'App\\Jobs\\SendOrderConfirmation',
  'App\\Jobs\\SyncCustomer',
  'App\\Jobs\\RenderInvoice',
  'App\\Jobs\\ResizeImage',
  'App\\Jobs\\IndexProduct',
  'App\\Jobs\\BuildSalesReport',
  'App\\Jobs\\ImportCustomers',
  'App\\Jobs\\DeliverWebhook',
];

const EXCEPTIONS = [
  [
    'GuzzleHttp\\Exception\\ConnectException',
    'cURL error 28: Operation timed out after 30001 milliseconds for https://api.example.com/v2/orders',
  ],
  [
    'PDOException',
    'SQLSTATE[40001]: Serialization failure: 1213 Deadlock found when trying to get lock; try restarting transaction',
  ],
  ['Resque_Job_DirtyExitException', 'Job exited with exit code 255'],
  ['App\\Crm\\Rejected', 'Der Kunde „Müller & Söhne“ ist gesperrt'],
  ['TypeError', 'App\\Orders\\Total::add(): Argument #1 ($amount) must be of type int, null given'],
];

const TRACE = Array.from(
  { length: 11 },
  (_, n) =>
    `#${n} /srv/bookshop/shop/vendor/acme/orders/src/Step${n}/Handler.php(${120 + 7 * n}): Acme\\Orders\\Step${n}\\Handler->handle(Object(Acme\\Order))`,
).concat(
  '#11 /srv/bookshop/shop/vendor/chrisboulton/php-resque/lib/Resque/Worker.php(240): Resque_Job->perform()',
  '#12 /srv/bookshop/shop/vendor/chrisboulton/php-resque/bin/resque(127): Resque_Worker->work()',
  '#13 {main}',
);

const idOf = (n) => createHash('md5').update(String(n)).digest('hex');

const jobOf = (n, id = idOf(n)) =>
  classic.payload({
    class: CLASSES[n % CLASSES.length],
    args: {
      order: 48_210 + n,
      email: `reader${n % 5_003}@example.com`,
      locale: SHOPS[n % 10],
      items: [{ isbn: `978${1_000_000_000 + (n % 90_000)}`, count: 1 + (n % 3) }],
      api_token: idOf(-n).slice(0, 16),
    },
    id,
    queuedAtMs: NOON_MS - (n % 86_400) * 1_000,
  });

/** Texts that are encoded once and stamped with an id each: a million real encodings would take a minute. */
const STAMPS = 1_000;
const BLANK_ID = '0'.repeat(32);

/** Makes entry `n` of the texts of `encode`: the n-th of STAMPS, with an id of its own. */
function stamped(encode) {
  const texts = [];
  return (n) => {
    const [before, after] = (texts[n % STAMPS] ??= encode(n % STAMPS).split(BLANK_ID));
    return `${before}${idOf(n)}${after}`;
  };
}

/** One waiting job as stored, about 250 bytes. */
export const jobEntry = stamped((n) => classic.encode(jobOf(n, BLANK_ID)));

const workerId = (n) =>
  `app-${1 + (n % 25)}:${2_000 + n}:${n % 10 === 0 ? '*' : [queueName(n), queueName(n + 1), queueName(n + 2)].join(',')}`;

/** One failure as stored, about 2 kB. */
export const failureEntry = stamped((n) => {
  const [exception, error] = EXCEPTIONS[n % EXCEPTIONS.length];
  return classic.encode(
    classic.failure({
      failedAtMs: NOON_MS - (FAILURES - n) * 700,
      payload: jobOf(n, BLANK_ID),
      exception,
      error,
      backtrace: TRACE,
      worker: workerId(n % WORKERS),
      queue: queueName(n % QUEUES),
    }),
  );
});

/** Fills an empty Redis. Costs some ten seconds and half a gigabyte of Redis's memory. @param {import('ioredis').Redis} redis */
export async function fill(redis) {
  const out = new Outbox(redis);
  for (let n = 0; n < QUEUES; n++) {
    await out.add('sadd', `${PREFIX}queues`, queueName(n));
    await pushAll(out, queueKey(n), JOBS_PER_QUEUE, (m) => jobEntry(n * JOBS_PER_QUEUE + m));
  }
  for (let n = 0; n < WORKERS; n++) await addWorker(out, n);
  await pushAll(out, `${PREFIX}failed`, FAILURES, failureEntry);
  for (let n = 0; n < DELAYED / DELAYED_PER_SECOND; n++) {
    const second = Math.floor(NOON_MS / 1000) + 100_000_000 + n * 60;
    await out.add('zadd', `${PREFIX}delayed_queue_schedule`, second, second);
    await pushAll(out, `${PREFIX}delayed:${second}`, DELAYED_PER_SECOND, (m) => {
      const { class: jobClass, args } = jobOf(n * DELAYED_PER_SECOND + m);
      return classic.encode(classic.delayed({ class: jobClass, args: args[0], queue: queueName(n % QUEUES) }));
    });
  }
  for (let n = 0; n < STATUSES; n++) {
    const times = { updatedMs: NOON_MS - n * 10, startedMs: NOON_MS - n * 10 - 1_000 };
    await out.add(
      'set',
      `${PREFIX}${classic.statusKey({ class: '', args: {}, id: idOf(n) })}`,
      classic.status(1 + (n % 4), times),
    );
  }
  await out.add('set', `${PREFIX}stat:processed`, 8_412_733);
  await out.add('set', `${PREFIX}stat:failed`, FAILURES);
  await out.flush();
}

async function addWorker(out, n) {
  const id = workerId(n);
  await out.add('sadd', `${PREFIX}workers`, id);
  await out.add('set', `${PREFIX}worker:${id}:started`, classic.started(NOON_MS - n * 60_000));
  await out.add('set', `${PREFIX}stat:processed:${id}`, 1_000 + n);
  if (n % 3 === 0) await out.add('set', `${PREFIX}stat:failed:${id}`, n);
  if (n % 2 === 0) {
    const working = classic.working(queueName(n), NOON_MS - n * 1_000, jobOf(n));
    await out.add('set', `${PREFIX}worker:${id}`, classic.encode(working));
  }
}

/** Fills one list with `count` entries. */
export async function fillList(redis, key, count, entryOf) {
  const out = new Outbox(redis);
  await pushAll(out, key, count, entryOf);
  await out.flush();
}

async function pushAll(out, key, count, entryOf) {
  for (let from = 0; from < count; from += ELEMENTS_PER_PUSH) {
    const size = Math.min(ELEMENTS_PER_PUSH, count - from);
    await out.add('rpush', key, ...Array.from({ length: size }, (_, m) => entryOf(from + m)));
  }
}

/** Collects commands and sends them in pipelines. */
class Outbox {
  #commands = [];

  constructor(redis) {
    this.redis = redis;
  }

  async add(...command) {
    this.#commands.push(command);
    if (this.#commands.length >= COMMANDS_PER_PIPELINE) await this.flush();
  }

  async flush() {
    await this.redis.pipeline(this.#commands).exec();
    this.#commands = [];
  }
}
