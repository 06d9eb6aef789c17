// What the demo's workers do for each job class of the sample workspace: take their time, and fail as the real ones would.
// Who failed once succeeds when retried, as after most troubles in life.
import { setTimeout as wait } from 'node:timers/promises';

/** Fails the first time for every n-th job, and never again for the same one. */
const failedOnce = new Set();

function stumbles(name, number, every) {
  const key = `${name} ${number}`;
  if (number % every !== every - 1 || failedOnce.has(key)) return false;
  failedOnce.add(key);
  return true;
}

/** As long as work takes: somewhere between the two. */
const work = (fromMs, toMs) => wait(fromMs + Math.random() * (toMs - fromMs));

/** An error as PHP prints it: node-resque stores name, message, and the stack from its second line on. */
function phpError(name, message, trace) {
  const error = new Error(message);
  error.name = name;
  error.stack = [name, ...trace.map((line, index) => `#${index} ${line}`)].join('\n');
  return error;
}

async function importCustomers({ offset }) {
  await work(2_500, 6_000);
  if (!stumbles('import', Number(offset) / 500, 15)) return;
  throw phpError('PDOException', 'SQLSTATE[HY000]: General error: 2006 MySQL server has gone away', [
    '/srv/bookshop/shop/src/Jobs/ImportCustomers.php(22): PDOStatement->execute(Array)',
    '/srv/bookshop/shop/vendor/resque/php-resque/lib/JobHandler.php(214): App\\Jobs\\ImportCustomers->perform()',
    '{main}',
  ]);
}

async function sendOrderConfirmation({ order, email }) {
  await work(800, 2_500);
  if (stumbles('mail', Number(order), 17)) {
    throw phpError('App\\Mailer\\Refused', `450 4.2.1 ${email}: mailbox temporarily unavailable`, [
      '/srv/bookshop/shop/src/Jobs/SendOrderConfirmation.php(19): App\\Mailer->send()',
      '/srv/bookshop/shop/vendor/resque/php-resque/lib/JobHandler.php(214): App\\Jobs\\SendOrderConfirmation->perform()',
      '{main}',
    ]);
  }
  return { sent: email };
}

async function buildSalesReport({ day, country }) {
  await work(8_000, 20_000);
  return { file: `/srv/bookshop/reports/${day}-${country}.csv`, rows: Math.round(400 + Math.random() * 900) };
}

let covers = 0;

async function resizeCover(isbn, width) {
  await work(1_000, 3_500);
  const cover = stumbles('cover', covers++, 19) ? {} : { size: { width: 1_200 } };
  return `covers/${isbn}-${Math.round(width * (width / cover.size.width))}.webp`;
}

const quietly = (fromMs, toMs) => async () => {
  await work(fromMs, toMs);
};

/** Job functions by class. `App\Jobs\SendInvoice` is missing on purpose: its producer is out of date. */
export const shopJobs = {
  'App\\Jobs\\SendOrderConfirmation': sendOrderConfirmation,
  'App\\Jobs\\ImportCustomers': importCustomers,
  'App\\Jobs\\BuildSalesReport': buildSalesReport,
  'App\\Jobs\\SyncCustomer': quietly(600, 2_000),
  Newsletter_Send: quietly(300, 900),
  resizeCover,
  extractPreview: quietly(4_000, 9_000),
};

export const warehouseJobs = {
  PackOrder: quietly(2_000, 7_000),
  'Stock::Count': quietly(5_000, 12_000),
  'ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper': quietly(800, 2_000),
};
