// The jobs of the sample workspace (workspace/), as its applications enqueue them. Number n makes the n-th of each kind.
import { randomBytes } from 'node:crypto';
import { activeJob, classic, node, ruby, successor } from './entries.mjs';

/** Both namespaces of the demo: the shop (PHP and node on one) and its warehouse (Ruby). */
export const SHOP = 'resque';
export const WAREHOUSE = 'warehouse';

const DAY_MS = 86_400_000;
const BATCH = 500;
const ISBNS = [
  '9780140328721',
  '9780261103573',
  '9783423214124',
  '9782070360024',
  '9789028280410',
  '9780571089895',
  '9781857232097',
];
const READERS = ['ada', 'zoë', 'jürgen', 'mei', 'noor', 'søren', 'inês', '太郎'];
const LOCALES = ['de', 'en', 'fr', 'nl'];
const COUNTRIES = ['DE', 'FR', 'NL', 'AT'];

const pick = (list, n) => list[n % list.length];

/** md5(uniqid('', true)) in PHP: 32 hex digits. */
export const newId = () => randomBytes(16).toString('hex');

/**
 * @typedef {object} Kind
 * @property {typeof successor | typeof classic | typeof ruby | typeof node} family
 * @property {string} namespace
 * @property {string} queue
 * @property {boolean} [isTracked] enqueued with a status, where the family has one
 * @property {(n: number, nowMs: number) => import('./entries.mjs').Job} make
 */

/** @type {(kind: Omit<Kind, 'make'>, jobClass: string, args: (n: number, nowMs: number) => unknown) => Kind} */
const php = (kind, jobClass, args) => ({
  ...kind,
  make: (n, nowMs) => ({ class: jobClass, args: args(n, nowMs), queue: kind.queue, id: newId(), queuedAtMs: nowMs }),
});

/** @type {(kind: Omit<Kind, 'make'>, jobClass: string, args: (n: number) => unknown[]) => Kind} */
const positional = (kind, jobClass, args) => ({
  ...kind,
  make: (n) => ({ class: jobClass, args: args(n), queue: kind.queue }),
});

const inShop = { namespace: SHOP, family: successor };
const inWarehouse = { namespace: WAREHOUSE, family: ruby };

const day = (n, nowMs) => new Date(nowMs - (1 + (n % 5)) * DAY_MS).toISOString().slice(0, 10);

export const kinds = /** @type {const} */ ({
  orderConfirmation: php({ ...inShop, queue: 'emails', isTracked: true }, 'App\\Jobs\\SendOrderConfirmation', (n) => ({
    order: 48_210 + n,
    email: `${pick(READERS, n)}@example.com`,
    locale: pick(LOCALES, n),
  })),
  /** Customer numbers are 64-bit, beyond what JavaScript's numbers hold. The password is to be masked, and is none. */
  customerSync: php({ ...inShop, queue: 'default' }, 'App\\Jobs\\SyncCustomer', (n) => ({
    customer: 9_007_199_254_740_993n + BigInt(n) * 2n,
    crm: { url: 'https://crm.example.com/api/v2', user: 'bookshop', password: 'not-a-real-password' },
  })),
  customerImport: php({ ...inShop, queue: 'imports' }, 'App\\Jobs\\ImportCustomers', (n) => ({
    file: '/srv/bookshop/imports/customers-2026.csv',
    offset: n * BATCH,
    batch: BATCH,
  })),
  salesReport: php(
    { ...inShop, queue: 'reports:daily', isTracked: true },
    'App\\Jobs\\BuildSalesReport',
    (n, nowMs) => ({
      day: day(n, nowMs),
      country: pick(COUNTRIES, n),
    }),
  ),
  /** The job class was renamed, and one producer not yet deployed again. */
  invoice: php({ ...inShop, queue: 'emails' }, 'App\\Jobs\\SendInvoice', (n) => ({
    order: 47_900 + n,
    email: `${pick(READERS, n)}@example.com`,
  })),
  newsletter: php({ namespace: SHOP, family: classic, queue: 'newsletter' }, 'Newsletter_Send', (n) => ({
    issue: 212,
    reader: 10_001 + n,
  })),
  cover: positional({ namespace: SHOP, family: node, queue: 'images' }, 'resizeCover', (n) => [
    pick(ISBNS, n),
    pick([160, 320, 640], n),
  ]),
  preview: positional({ namespace: SHOP, family: node, queue: 'images' }, 'extractPreview', (n) => [
    pick(ISBNS, n),
    { pages: 8 + (n % 9) },
  ]),
  packing: positional({ ...inWarehouse, queue: 'packing' }, 'PackOrder', (n) => [48_210 + n, { gift: n % 4 === 0 }]),
  stockCount: positional({ ...inWarehouse, queue: 'stock:daily' }, 'Stock::Count', (n) => [
    `${pick(['A', 'B', 'C'], n)}${1 + (n % 12)}`,
  ]),
  lowStock: {
    ...inWarehouse,
    queue: 'mailers',
    make: (n, nowMs) =>
      activeJob({
        jobClass: 'LowStockMailJob',
        jobId: uuid(),
        queue: 'mailers',
        args: [pick(ISBNS, n), n % 5],
        enqueuedAtMs: nowMs,
      }),
  },
});

function uuid() {
  const hex = newId();
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `9${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

/**
 * Adds to a pipeline what the library's enqueue writes: the queue's name, the status where the job is tracked, the job.
 * @param {import('ioredis').ChainableCommander} pipeline
 * @param {Kind} kind
 * @param {import('./entries.mjs').Job} job
 */
export function enqueue(pipeline, kind, job) {
  const { family, namespace, queue } = kind;
  pipeline.sadd(`${namespace}:queues`, queue);
  if (kind.isTracked && 'status' in family) {
    const at = { updatedMs: job.queuedAtMs ?? 0, startedMs: job.queuedAtMs ?? 0 };
    pipeline.set(`${namespace}:${family.statusKey(job)}`, family.status(1, at));
  }
  pipeline.rpush(`${namespace}:queue:${queue}`, family.encode(family.payload(job)));
}
