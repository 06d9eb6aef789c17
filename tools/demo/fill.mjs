// Fills an empty Redis with the demo: a bookshop in the middle of its day. What each library would have written, in
// its own form (entries.mjs).
import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { Redis } from 'ioredis';
import { activeJob, node, ruby, successor } from './entries.mjs';
import { oddEntries, shopFailures, warehouseFailures } from './failures.mjs';
import { enqueue, kinds, newId, SHOP, WAREHOUSE } from './jobs.mjs';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STATUS_KEPT_SECONDS = 86_400;

/** How many jobs wait where, and how far apart they were enqueued. Nobody works on `newsletter`: a thing to notice. */
const BACKLOG = [
  { kind: kinds.customerImport, count: 420, everyMs: 900 },
  { kind: kinds.newsletter, count: 1_200, everyMs: 120 },
  { kind: kinds.orderConfirmation, count: 12, everyMs: 9_000 },
  { kind: kinds.customerSync, count: 2, everyMs: 14_000 },
  { kind: kinds.salesReport, count: 9, everyMs: 2 * MINUTE_MS },
  { kind: kinds.cover, count: 36, everyMs: 0 },
  { kind: kinds.packing, count: 16, everyMs: 0 },
  { kind: kinds.stockCount, count: 6, everyMs: 0 },
  { kind: kinds.lowStock, count: 5, everyMs: 21_000 },
];

/**
 * @param {string} url of a Redis that is ours alone
 * @param {number} [nowMs]
 */
export async function fill(url, nowMs = Date.now()) {
  const redis = new Redis(url);
  try {
    const pipeline = redis.pipeline();
    addWaiting(pipeline, nowMs);
    addStatuses(pipeline, nowMs);
    addFailures(pipeline, nowMs);
    addDelayed(pipeline, nowMs);
    addShopWorkers(pipeline, nowMs);
    addWarehouseWorkers(pipeline, nowMs);
    const replies = (await pipeline.exec()) ?? [];
    const trouble = replies.find(([error]) => error !== null)?.[0];
    if (trouble) throw trouble;
  } finally {
    redis.disconnect();
  }
}

function addWaiting(pipeline, nowMs) {
  for (const { kind, count, everyMs } of BACKLOG) {
    for (let n = 0; n < count; n++) enqueue(pipeline, kind, kind.make(n, nowMs - (count - n) * everyMs));
  }
  // Sold out of returns: a queue that is known and empty.
  pipeline.sadd(`${WAREHOUSE}:queues`, 'returns');
}

/** Jobs that are done: their statuses are kept for a day. One prefixed, and one whose worker was killed: running for ever. */
function addStatuses(pipeline, nowMs) {
  const done = [
    ...Array.from({ length: 14 }, (_, n) => ({ n, kind: kinds.orderConfirmation, agoMs: (n + 1) * 4 * MINUTE_MS })),
    ...Array.from({ length: 5 }, (_, n) => ({ n, kind: kinds.salesReport, agoMs: (n + 3) * HOUR_MS })),
  ];
  for (const { n, kind, agoMs } of done) {
    const isPrefixed = kind === kinds.salesReport && n === 0;
    const job = { ...kind.make(n, nowMs - agoMs), ...(isPrefixed ? { prefix: 'eu' } : {}) };
    const at = { updatedMs: nowMs - agoMs, startedMs: nowMs - agoMs - 40_000, result: resultOf(kind, job) };
    const left = STATUS_KEPT_SECONDS - Math.round(agoMs / 1000);
    pipeline.set(`${SHOP}:${successor.statusKey(job)}`, successor.status(4, at), 'EX', left);
  }
  const forgotten = kinds.newsletter.make(0, nowMs - 8 * DAY_MS);
  const packet = kinds.newsletter.family.status(2, { updatedMs: nowMs - 8 * DAY_MS, startedMs: nowMs - 8 * DAY_MS });
  pipeline.set(`${SHOP}:${kinds.newsletter.family.statusKey(forgotten)}`, packet);
}

function resultOf(kind, job) {
  if (kind === kinds.orderConfirmation) return { sent: job.args.email };
  return { file: `/srv/bookshop/reports/${job.args.day}-${job.args.country}.csv`, rows: 1_284 };
}

function addFailures(pipeline, nowMs) {
  const shop = shopFailures(nowMs);
  const newest = shop.splice(-9);
  pipeline.rpush(`${SHOP}:failed`, ...shop.map(({ entry }) => entry), ...oddEntries(nowMs));
  pipeline.rpush(`${SHOP}:failed`, ...newest.map(({ entry }) => entry));
  pipeline.rpush(`${WAREHOUSE}:failed`, ...warehouseFailures(nowMs).map(({ entry }) => entry));
  for (const { kind, job, failedAtMs } of [...shop, ...newest]) {
    if (!kind.isTracked) continue;
    const packet = successor.status(3, { updatedMs: failedAtMs, startedMs: job.queuedAtMs });
    const left = STATUS_KEPT_SECONDS - Math.round((nowMs - failedAtMs) / 1000);
    pipeline.set(`${SHOP}:${successor.statusKey(job)}`, packet, 'EX', left);
  }
  pipeline.mset(`${SHOP}:stat:processed`, 48_192, `${SHOP}:stat:failed`, 1_377);
  pipeline.mset(`${WAREHOUSE}:stat:processed`, 9_310, `${WAREHOUSE}:stat:failed`, 64);
}

/** Later today, tomorrow night, next week; and a second without jobs, as removing a delayed job leaves it. */
function addDelayed(pipeline, nowMs) {
  const tomorrowNight = Math.floor(nowMs / DAY_MS) * DAY_MS + DAY_MS + 3 * HOUR_MS;
  const later = [
    ...[0, 1, 2].map((n) => ({ kind: kinds.preview, n, dueMs: nowMs + (n + 1) * 45_000 })),
    ...[0, 1, 2, 3].map((n) => ({ kind: kinds.salesReport, n: n * 5, dueMs: tomorrowNight })),
    { kind: kinds.customerSync, n: 40, dueMs: nowMs + 7 * DAY_MS },
    { kind: kinds.lowStock, n: 3, dueMs: nowMs + 5 * HOUR_MS },
    { kind: kinds.stockCount, n: 7, dueMs: tomorrowNight },
    { kind: kinds.stockCount, n: 8, dueMs: tomorrowNight },
  ];
  for (const { kind, n, dueMs } of later) {
    const entry = kind.family.encode(kind.family.delayed(kind.make(n, nowMs)));
    const second = Math.floor(dueMs / 1000);
    pipeline.rpush(`${kind.namespace}:delayed:${second}`, entry);
    pipeline.zadd(`${kind.namespace}:delayed_queue_schedule`, second, String(second));
    // node-resque and resque-scheduler also keep where an entry stands, by its content.
    if (kind.family === node || kind.family === ruby)
      pipeline.sadd(`${kind.namespace}:timestamps:${entry}`, `delayed:${second}`);
  }
  const orphan = Math.floor((nowMs + 2 * HOUR_MS) / 1000);
  pipeline.zadd(`${SHOP}:delayed_queue_schedule`, orphan, String(orphan));
}

/**
 * PHP workers on two other hosts; one that died on this host in the middle of a job; a node worker whose pings stopped.
 * (The demo's own workers, workers.mjs, come beside them.)
 */
function addShopWorkers(pipeline, nowMs) {
  const report = kinds.salesReport.make(3, nowMs - 50 * MINUTE_MS);
  addWorker(pipeline, {
    id: 'app-1:2811:emails,default',
    family: successor,
    startedMs: nowMs - 3 * DAY_MS,
    processed: 8_121,
    failed: 13,
  });
  addWorker(pipeline, {
    id: 'app-2:907:imports',
    family: successor,
    startedMs: nowMs - 3 * DAY_MS,
    processed: 5_480,
    failed: 214,
  });
  addWorker(pipeline, {
    id: 'app-2:911:reports:daily',
    family: successor,
    startedMs: nowMs - 3 * DAY_MS,
    processed: 2_044,
    failed: 98,
    working: successor.working('reports:daily', nowMs - 38 * MINUTE_MS, successor.payload(report)),
  });
  pipeline.set(
    `${SHOP}:${successor.statusKey(report)}`,
    successor.status(2, { updatedMs: nowMs - 38 * MINUTE_MS, startedMs: nowMs - 50 * MINUTE_MS }),
  );
  pipeline.set(`${SHOP}:job:${report.id}:pid`, '2954');

  const dead = spawnSync(process.execPath, ['--version']).pid; // A process of this machine that surely has ended.
  addWorker(pipeline, {
    id: `${hostname()}:${dead}:reports:daily,default`,
    family: successor,
    startedMs: nowMs - 2 * DAY_MS,
    processed: 310,
    failed: 2,
    working: successor.working(
      'reports:daily',
      nowMs - 26 * HOUR_MS,
      successor.payload(kinds.salesReport.make(8, nowMs - 26 * HOUR_MS)),
    ),
  });

  const cover = kinds.cover.make(5, nowMs);
  addWorker(pipeline, {
    namespace: SHOP,
    id: 'media-1:3310:images',
    name: 'media-1:3310',
    family: node,
    startedMs: nowMs - 9 * HOUR_MS,
    processed: 2_207,
    failed: 7,
    working: node.working('images', nowMs - 25 * MINUTE_MS, node.payload(cover), 'media-1:3310'),
  });
  pipeline.set(`${SHOP}:worker:ping:media-1:3310`, node.ping('media-1:3310', 'images', nowMs - 24 * MINUTE_MS));
}

/** Two Ruby workers that are well (their heartbeats go on, see workers.mjs), and one whose host is gone. */
export const WAREHOUSE_ALIVE = ['dock-1:4102:packing,stock:daily', 'dock-1:4110:*'];

function addWarehouseWorkers(pipeline, nowMs) {
  const [first, second] = WAREHOUSE_ALIVE;
  const count = kinds.stockCount.make(2, nowMs);
  const mail = activeJob({
    jobClass: 'LowStockMailJob',
    jobId: newId(),
    queue: 'mailers',
    args: ['9780261103573', 2],
    enqueuedAtMs: nowMs - 4 * HOUR_MS,
  });
  const common = { namespace: WAREHOUSE, family: ruby };
  const working = ruby.working('stock:daily', nowMs - 3 * MINUTE_MS, ruby.payload(count));
  addWorker(pipeline, { ...common, id: first, startedMs: nowMs - 5 * DAY_MS, processed: 3_050, failed: 11, working });
  addWorker(pipeline, { ...common, id: second, startedMs: nowMs - 5 * DAY_MS, processed: 1_204, failed: 2 });
  addWorker(pipeline, {
    ...common,
    id: 'dock-2:877:mailers',
    startedMs: nowMs - 6 * DAY_MS,
    processed: 118,
    failed: 0,
    working: ruby.working('mailers', nowMs - 3 * HOUR_MS, ruby.payload(mail)),
  });
  for (const id of WAREHOUSE_ALIVE) pipeline.hset(`${WAREHOUSE}:workers:heartbeat`, id, ruby.heartbeat(nowMs));
  pipeline.hset(`${WAREHOUSE}:workers:heartbeat`, 'dock-2:877:mailers', ruby.heartbeat(nowMs - 3 * HOUR_MS + 20_000));
}

/** What a worker registers; counters go by id, for node by name. */
function addWorker(pipeline, { namespace = SHOP, id, name = id, family, startedMs, processed, failed, working }) {
  pipeline.sadd(`${namespace}:workers`, id);
  pipeline.set(`${namespace}:worker:${id}:started`, family.started(startedMs));
  pipeline.set(`${namespace}:stat:processed:${name}`, processed);
  pipeline.set(`${namespace}:stat:failed:${name}`, failed);
  if (working) pipeline.set(`${namespace}:worker:${id}`, family.encode(working));
}
