// Real workers of node-resque take what was written, and what they leave behind is read: a job runs, fails, is retried and runs again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { afterEach, test } from 'node:test';
import { Worker } from 'node-resque';
import { EnqueueJob, PageWorkers } from '../../server/src/protocol/requests';
import { eventually, eventuallyPasses } from '../support/eventually';
import { retry, shownFailures } from '../support/failures';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();
let worker: Worker | undefined;
afterEach(async () => {
  await worker?.end();
  worker = undefined;
});

/** Starts a worker on `mail` whose jobs are told by `perform`. */
async function work(perform: (...args: unknown[]) => void): Promise<void> {
  worker = new Worker(
    { connection: { redis: stage.redis as never }, queues: ['mail'], timeout: 20 },
    { Send: { plugins: [], pluginOptions: {}, perform: async (...args: unknown[]) => perform(...args) } },
  );
  worker.on('error', () => undefined);
  await worker.connect();
  await worker.start();
}

test('an enqueued job runs with its arguments, fails, is retried with the same, and runs again', async () => {
  await stage.open({ dialect: 'node' });
  const ran: unknown[][] = [];
  await work((...args) => {
    ran.push(args);
    if (ran.length === 1) throw new TypeError('the first time it fails');
  });
  const wish = { backendId: 'it', queue: 'mail', jobClass: 'Send', isTracked: false };
  const argumentsText = '[{"to":"é@x","n":1.5},[],null]';
  assert.equal((await stage.server.ask(EnqueueJob, { ...wish, argumentsText })).kind, 'enqueued');
  const [failure] = await eventually('it fails', async () => {
    const shown = await shownFailures(stage.server);
    return shown.length > 0 && shown;
  });
  assert.ok(failure?.kind === 'failure');
  assert.deepEqual(
    [failure.jobClass, failure.queue, failure.exception, failure.error],
    ['Send', 'mail', 'TypeError', 'the first time it fails'],
  );
  assert.equal((await retry(stage.server, [failure.ref]))[0]?.kind, 'retried');
  await eventually('it runs again', () => ran.length === 2);
  assert.deepEqual(ran, [JSON.parse(argumentsText), JSON.parse(argumentsText)]);
  await eventuallyPasses(async () => {
    const [row] = (await stage.server.ask(PageWorkers, firstPage)).items;
    assert.deepEqual([row?.processed, row?.failed, row?.queues, row?.family], [1, 1, ['mail'], 'node']);
    assert.equal(row?.ghost, undefined);
  });
});

test('a worker of this machine whose process is gone is told, one that lives is not', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  const gone = child.pid;
  await new Promise((resolve) => child.once('exit', resolve));
  const ids = [
    `${hostname()}:${process.pid}:a`,
    `${hostname()}:${gone}:a`,
    `elsewhere:${gone}:a`,
    `${hostname()}:no pid:a`,
  ];
  await stage.redis.sadd('resque:workers', ...ids);
  await stage.open({ dialect: 'php-classic' });
  const { items } = await stage.server.ask(PageWorkers, firstPage);
  const ghosts = new Map(items.map(({ id, ghost }) => [id, ghost?.code]));
  assert.deepEqual(
    ids.map((id) => ghosts.get(id)),
    [undefined, 'processGone', undefined, undefined],
  );
});

test('payloads of nobody are shown as such, and no longer once they register', async () => {
  await stage.redis.set(
    'resque:worker:vm:1:mail',
    '{"queue":"mail","run_at":"1795329523","payload":{"class":"A","args":[]}}',
  );
  await stage.redis.sadd('resque:queues', 'mail');
  await stage.open({ dialect: 'php-classic' });
  await stage.server.look('it', 'workers', 'queues');
  const ghostOf = async () =>
    (await stage.server.ask(PageWorkers, firstPage)).items.map(({ ghost, job }) => [ghost?.code, job?.jobClass]);
  await eventuallyPasses(async () => assert.deepEqual(await ghostOf(), [['notRegistered', 'A']]));
  await stage.redis.sadd('resque:workers', 'vm:1:mail');
  await eventuallyPasses(async () => assert.deepEqual(await ghostOf(), [[undefined, 'A']]));
});
