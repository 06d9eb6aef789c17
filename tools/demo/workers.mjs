// The demo's living part, a process of its own: node-resque workers and schedulers that really pop, run and fail jobs, and a
// producer that enqueues now and then. `node tools/demo/workers.mjs <port>` runs until it is ended; prints "ready" once.
import { hostname } from 'node:os';
import { Redis } from 'ioredis';
import { Scheduler, Worker } from 'node-resque';
import { classic, node, ruby, successor } from './entries.mjs';
import { WAREHOUSE_ALIVE } from './fill.mjs';
import { enqueue, kinds, SHOP, WAREHOUSE } from './jobs.mjs';
import { shopJobs, warehouseJobs } from './perform.mjs';

const POLL_MS = 2_000;
const HEARTBEAT_MS = 30_000;
const STATUS_KEPT_SECONDS = 86_400;

/** Between two turns of the producer, and how full it keeps each queue: about as fast as the workers empty them. */
const PRODUCE_EVERY_MS = /** @type {const} */ ([900, 2_800]);
const PRODUCED = [
  { kind: kinds.orderConfirmation, upTo: 12, chance: 1 },
  { kind: kinds.customerSync, upTo: 2, chance: 0.5 },
  { kind: kinds.customerImport, upTo: 440, chance: 0.4 },
  { kind: kinds.salesReport, upTo: 10, chance: 0.1 },
  { kind: kinds.cover, upTo: 40, chance: 0.8 },
  { kind: kinds.packing, upTo: 20, chance: 0.4 },
  { kind: kinds.stockCount, upTo: 8, chance: 0.15 },
  { kind: kinds.lowStock, upTo: 8, chance: 0.2 },
];
const PREVIEW_CHANCE = 0.12;
const PREVIEW_DELAY_MS = 60_000;

/** A worker takes from a later queue only when the earlier ones are empty: so most have one. */
const WORKERS = [
  { namespace: SHOP, queues: ['emails'], jobs: shopJobs },
  { namespace: SHOP, queues: ['default'], jobs: shopJobs },
  { namespace: SHOP, queues: ['imports'], jobs: shopJobs },
  { namespace: SHOP, queues: ['reports:daily', 'default'], jobs: shopJobs },
  { namespace: SHOP, queues: ['images'], jobs: shopJobs },
  { namespace: WAREHOUSE, queues: ['packing'], jobs: warehouseJobs },
  { namespace: WAREHOUSE, queues: ['mailers', 'stock:daily'], jobs: warehouseJobs },
];

const port = Number(process.argv[2]);
const redis = new Redis({ host: '127.0.0.1', port });
const told = new Set();

/** Redis going away fails every poll anew: each sentence is said once. */
function tell(error) {
  if (told.has(error.message)) return;
  told.add(error.message);
  console.error(error.message);
}

redis.on('error', tell);

/**
 * Stands in for the PHP worker where it keeps a tracked job's status: running, then failed or complete for a day.
 * Like php-resque it updates only what is there.
 */
async function track(job, number, result = null) {
  if (!job?.id) return;
  const family = job.prefix === undefined ? classic : successor;
  const key = `${SHOP}:${family.statusKey(job)}`;
  const packet = await redis.get(key);
  if (!packet) return;
  const nowMs = Date.now();
  const startedMs = (JSON.parse(packet).started ?? 0) * 1000;
  const expiry = /** @type {const} */ (['EX', STATUS_KEPT_SECONDS]);
  await redis.set(key, family.status(number, { updatedMs: nowMs, startedMs, result }), ...(number > 2 ? expiry : []));
}

async function startWorker({ namespace, queues, jobs }, index) {
  const name = `${hostname()}:${process.pid}+${index + 1}`;
  const worker = new Worker(
    { connection: { host: '127.0.0.1', port, namespace }, queues, name, timeout: POLL_MS },
    jobs,
  );
  worker.on('error', tell);
  worker.on('job', (_queue, job) => void track(job, 2).catch(tell));
  worker.on('success', (_queue, job, result) => void track(job, 4, result ?? null).catch(tell));
  worker.on('failure', (_queue, job) => void track(job, 3).catch(tell));
  await worker.connect();
  await worker.start();
}

/** Without a limit for stuck workers: the demo's dead ones stay to be looked at. */
async function startScheduler(namespace) {
  const scheduler = new Scheduler({
    connection: { host: '127.0.0.1', port, namespace },
    stuckWorkerTimeout: 0,
    timeout: POLL_MS,
  });
  scheduler.on('error', tell);
  await scheduler.connect();
  await scheduler.start();
}

/** Numbers go on where the backlog that the demo starts with ends. */
let produced = 2_000;

async function produce() {
  const nowMs = Date.now();
  for (const { kind, upTo, chance } of PRODUCED) {
    if (Math.random() > chance || (await redis.llen(`${kind.namespace}:queue:${kind.queue}`)) >= upTo) continue;
    const pipeline = redis.multi();
    enqueue(pipeline, kind, kind.make(produced++, nowMs));
    await pipeline.exec();
  }
  if (Math.random() < PREVIEW_CHANCE) await delayPreview(nowMs);
}

/** As node-resque's enqueueAt. */
async function delayPreview(nowMs) {
  const entry = node.encode(node.delayed(kinds.preview.make(produced++, nowMs)));
  const second = Math.round((nowMs + PREVIEW_DELAY_MS) / 1000);
  await redis
    .multi()
    .sadd(`${SHOP}:timestamps:${entry}`, `delayed:${second}`)
    .rpush(`${SHOP}:delayed:${second}`, entry)
    .zadd(`${SHOP}:delayed_queue_schedule`, second, String(second))
    .exec();
}

/** The depicted Ruby workers that are well go on sending their heartbeats. */
async function beat() {
  const now = ruby.heartbeat(Date.now());
  await redis.hset(`${WAREHOUSE}:workers:heartbeat`, Object.fromEntries(WAREHOUSE_ALIVE.map((id) => [id, now])));
}

function produceForEver() {
  const [least, most] = PRODUCE_EVERY_MS;
  const again = () => setTimeout(produceForEver, least + Math.random() * (most - least));
  produce().catch(tell).finally(again);
}

await Promise.all([...WORKERS.map(startWorker), startScheduler(SHOP), startScheduler(WAREHOUSE)]);
setInterval(() => void beat().catch(tell), HEARTBEAT_MS);
produceForEver();
console.log('ready');
