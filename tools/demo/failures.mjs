// The failures the demo starts with: what went wrong in the shop and its warehouse in the last days, oldest first.
import { classic } from './entries.mjs';
import { kinds } from './jobs.mjs';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How PHP, Ruby and node print where they were; line numbers of the sample workspace's files. */
const PHP_WORKER = [
  '/srv/bookshop/shop/vendor/resque/php-resque/lib/Worker/ResqueWorker.php(321): Resque\\JobHandler->perform()',
  '/srv/bookshop/shop/vendor/resque/php-resque/lib/Worker/ResqueWorker.php(263): Resque\\Worker\\ResqueWorker->perform()',
  '/srv/bookshop/shop/vendor/resque/php-resque/bin/resque(185): Resque\\Worker\\ResqueWorker->work()',
  "/srv/bookshop/shop/vendor/bin/resque(119): include('/srv/bookshop/sh...')",
  '{main}',
];
const phpTrace = (...lines) => [...lines, ...PHP_WORKER].map((line, index) => `#${index} ${line}`);
const phpJob = (jobClass) =>
  `/srv/bookshop/shop/vendor/resque/php-resque/lib/JobHandler.php(214): ${jobClass}->perform()`;

const CLASSIC_TRACE = [
  '#0 /srv/bookshop/shop/vendor/chrisboulton/php-resque/bin/resque(127): Resque_Worker->work()',
  "#1 /srv/bookshop/shop/vendor/bin/resque(119): include('/srv/bookshop/sh...')",
  '#2 {main}',
];

const nodeTrace = (...lines) =>
  [
    ...lines,
    'Worker.perform (/srv/bookshop/images/node_modules/node-resque/dist/core/worker.js:203:41)',
    'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    'async Worker.poll (/srv/bookshop/images/node_modules/node-resque/dist/core/worker.js:147:21)',
  ].map((line) => `    at ${line}`);

/** @typedef {{ kind: import('./jobs.mjs').Kind, count: number, firstAgoMs: number, everyMs: number, worker: string } & Record<string, unknown>} Episode */

/** Each is one thing that went wrong, so many times, from so long ago on. */
const SHOP_EPISODES = [
  {
    kind: kinds.customerImport, // The database restarted in the night, and again the next night.
    count: 214,
    firstAgoMs: 53 * HOUR_MS,
    everyMs: 7_300,
    worker: 'app-2:907:imports',
    exception: 'PDOException',
    error: 'SQLSTATE[HY000]: General error: 2006 MySQL server has gone away',
    backtrace: phpTrace(
      '/srv/bookshop/shop/src/Jobs/ImportCustomers.php(22): PDOStatement->execute(Array)',
      phpJob('App\\Jobs\\ImportCustomers'),
    ),
  },
  {
    kind: kinds.customerImport,
    count: 96,
    firstAgoMs: 29 * HOUR_MS,
    everyMs: 8_100,
    worker: 'app-2:907:imports',
    exception: 'PDOException',
    error: 'SQLSTATE[HY000] [2006] MySQL server has gone away',
    backtrace: phpTrace(
      "/srv/bookshop/shop/src/Database.php(19): PDO->__construct('mysql:host=db.ex...', 'shop', Object(SensitiveParameterValue))",
      '/srv/bookshop/shop/src/Jobs/ImportCustomers.php(18): App\\Database::connection()',
      phpJob('App\\Jobs\\ImportCustomers'),
    ),
  },
  {
    kind: kinds.newsletter, // A fatal error in PHP 7 and later, of which the old library keeps the exit code only.
    count: 17,
    firstAgoMs: 26 * HOUR_MS,
    everyMs: 2 * MINUTE_MS,
    worker: 'app-1:640:newsletter',
    exception: 'Resque_Job_DirtyExitException',
    error: 'Job exited with exit code 255',
    backtrace: CLASSIC_TRACE,
  },
  {
    kind: kinds.invoice,
    count: 9,
    firstAgoMs: 9 * HOUR_MS,
    everyMs: 11 * MINUTE_MS,
    worker: 'app-1:2811:emails,default',
    exception: 'Resque\\Exceptions\\ResqueException',
    error: 'Could not find job class App\\Jobs\\SendInvoice.',
    backtrace: phpTrace(
      '/srv/bookshop/shop/vendor/resque/php-resque/lib/JobHandler.php(190): Resque\\Job\\Factory->create()',
      '/srv/bookshop/shop/vendor/resque/php-resque/lib/JobHandler.php(209): Resque\\JobHandler->getInstance()',
    ),
  },
  {
    kind: kinds.customerSync,
    count: 4,
    firstAgoMs: 5 * HOUR_MS,
    everyMs: 23 * MINUTE_MS,
    worker: 'app-1:2811:emails,default',
    exception: 'App\\Crm\\Rejected',
    error: 'Der Kunde „Müller & Söhne“ ist gesperrt 💳',
    backtrace: phpTrace(
      '/srv/bookshop/shop/src/Jobs/SyncCustomer.php(19): App\\Crm\\Client->put(Object(App\\Customer))',
      phpJob('App\\Jobs\\SyncCustomer'),
    ),
  },
  {
    kind: kinds.salesReport,
    count: 2,
    firstAgoMs: 4 * HOUR_MS,
    everyMs: 30 * MINUTE_MS,
    worker: 'app-2:911:reports:daily',
    exception: 'Resque\\Exceptions\\DirtyExitException',
    error: 'Job exited abnormally',
    backtrace: phpTrace()
      .slice(2)
      .map((line, index) => line.replace(/^#\d+/, `#${index}`)),
  },
  {
    kind: kinds.cover,
    count: 6,
    firstAgoMs: 3 * HOUR_MS,
    everyMs: 19 * MINUTE_MS,
    worker: 'media-1:3310',
    exception: 'TypeError',
    error: "Cannot read properties of undefined (reading 'width')",
    backtrace: nodeTrace('resizeCover (file:///srv/bookshop/images/jobs/covers.js:9:106)'),
  },
  {
    kind: kinds.preview, // A job that throws a text, not an error: no class, no message, no backtrace.
    count: 1,
    firstAgoMs: 40 * MINUTE_MS,
    everyMs: 0,
    worker: 'media-1:3310',
    backtrace: null,
  },
];

const WAREHOUSE_EPISODES = [
  {
    kind: kinds.packing,
    count: 8,
    firstAgoMs: 20 * HOUR_MS,
    everyMs: 3 * MINUTE_MS,
    worker: 'dock-1:4102:packing,stock:daily',
    exception: 'NameError',
    error:
      "uninitialized constant PackOrder::LabelPrinter\n\n    LabelPrinter.print(order.address, gift: options['gift'])\n    ^^^^^^^^^^^^",
    backtrace: ["/srv/bookshop/warehouse/app/jobs/pack_order.rb:9:in `perform'"],
  },
  {
    kind: kinds.stockCount,
    count: 3,
    firstAgoMs: 7 * HOUR_MS,
    everyMs: HOUR_MS,
    worker: 'dock-1:4102:packing,stock:daily',
    exception: 'Resque::DirtyExit',
    error: 'Child process received unhandled signal pid 12824 SIGKILL (signal 9)',
    backtrace: [],
    isRetried: true,
  },
  {
    kind: kinds.lowStock,
    count: 2,
    firstAgoMs: 2 * HOUR_MS,
    everyMs: 25 * MINUTE_MS,
    worker: 'dock-1:4110:*',
    exception: 'Errno::ECONNREFUSED',
    error: 'Connection refused - connect(2) for "mail.example.com" port 25',
    backtrace: [
      "/usr/lib/ruby/3.1.0/socket.rb:61:in `connect_internal'",
      "/usr/lib/ruby/3.1.0/net/smtp.rb:631:in `tcp_socket'",
      "/srv/bookshop/warehouse/app/jobs/low_stock_mail_job.rb:8:in `perform'",
    ],
  },
];

/**
 * @typedef {object} Failed
 * @property {string} entry as stored
 * @property {import('./jobs.mjs').Kind} kind
 * @property {import('./entries.mjs').Job} job
 * @property {number} failedAtMs
 */

/** The failures of some episodes, by when they failed. @returns {Failed[]} */
function failedIn(episodes, nowMs) {
  const failed = episodes.flatMap(({ kind, count, firstAgoMs, everyMs, worker, isRetried, ...what }) =>
    Array.from({ length: count }, (_, n) => {
      const failedAtMs = nowMs - firstAgoMs + n * everyMs;
      const job = kind.make(n, failedAtMs - 2 * MINUTE_MS);
      const payload = kind.family.payload(job);
      const retriedAtMs = isRetried && n === 0 ? failedAtMs + HOUR_MS : undefined;
      const failure = kind.family.failure({ ...what, failedAtMs, payload, worker, queue: kind.queue, retriedAtMs });
      return { entry: kind.family.encode(failure), kind, job, failedAtMs };
    }),
  );
  return failed.toSorted((one, other) => one.failedAtMs - other.failedAtMs);
}

export const shopFailures = (/** @type {number} */ nowMs) => failedIn(SHOP_EPISODES, nowMs);
export const warehouseFailures = (/** @type {number} */ nowMs) => failedIn(WAREHOUSE_EPISODES, nowMs);

/**
 * Two entries that are no failures: the empty string that PHP leaves when a message is not UTF-8, and one whose bytes
 * are no text, from an importer that took Latin-1 for UTF-8 and pushed its own failure.
 * @param {number} nowMs
 */
export function oddEntries(nowMs) {
  const failure = classic.failure({
    failedAtMs: nowMs - 6 * HOUR_MS,
    payload: { class: 'Newsletter_Send', args: [{ issue: 212, reader: 10_400 }] },
    exception: 'RuntimeException',
    error: 'No such reader: J@rgen',
    backtrace: ['#0 {main}'],
    worker: 'app-1:640:newsletter',
    queue: 'newsletter',
  });
  const bytes = Buffer.from(JSON.stringify(failure));
  bytes[bytes.indexOf('J@rgen') + 1] = 0xfc;
  return ['', bytes];
}
