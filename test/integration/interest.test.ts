// Only what is looked at is read again: seen from Redis, which counts every command.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { BADGE_INTERVAL_MS_MIN, TRUE_UP_INTERVAL_MS } from '../../server/src/limits';
import { PageQueues } from '../../server/src/protocol/requests';
import { eventually, eventuallyPasses } from '../support/eventually';
import { lineOf, Monitor } from '../support/monitor';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();
let monitor: Monitor;
beforeEach(async () => {
  await stage.redis.sadd('resque:queues', 'seen', 'unseen');
  await stage.redis.rpush('resque:queue:seen', '{"class":"A","args":[]}');
  monitor = await Monitor.start(stage.redis);
});
afterEach(() => monitor.stop());

const linesSent = async (): Promise<readonly string[]> => (await monitor.sent()).map(lineOf);

test('hidden: the badge’s length only, at most once a second however much fails', async () => {
  await stage.open({ dialect: 'ruby' });
  await stage.server.look('it', 'failedCount');
  await eventually('the length is known', async () => (await stage.server.record('it')).failedCount === 0);
  await monitor.clear();
  const started = performance.now();
  let failed = 0;
  await eventually('two announcements are over', async () => {
    // Workers fail, take jobs, beat and count all the while.
    await stage.redis.rpush('resque:failed', 'x');
    await stage.redis.rpush('resque:queue:seen', 'y');
    await stage.redis.incr('resque:stat:failed');
    await stage.redis.hset('resque:workers:heartbeat', 'a:1:b', new Date().toISOString());
    failed += 1;
    return performance.now() - started > 2 * BADGE_INTERVAL_MS_MIN + 200;
  });
  await eventuallyPasses(async () => assert.equal((await stage.server.record('it')).failedCount, failed));
  const elapsed = performance.now() - started;
  const lines = await linesSent();
  assert.ok(
    lines.every((line) => line === 'llen resque:failed'),
    lines.join('\n'),
  );
  assert.ok(lines.length <= Math.ceil(elapsed / BADGE_INTERVAL_MS_MIN) + 1, `${lines.length} in ${elapsed} ms`);
});

test('nothing changes: nothing is read, but for three looks at tracking a minute', async () => {
  await stage.open({ dialect: 'ruby' });
  await stage.server.look('it', 'failedCount', 'queues', 'workers', 'failures', 'delayed', 'queue:seen');
  await stage.server.ask(PageQueues, firstPage);
  await monitor.quiet();
  for (let turn = 0; turn < 20; turn += 1) await stage.server.ask(PageQueues, firstPage);
  assert.deepEqual(await linesSent(), []);
  assert.ok(60_000 / TRUE_UP_INTERVAL_MS <= 4);
});

test('a queue’s jobs are read again only while someone looks at them', async () => {
  await stage.open({ dialect: 'ruby' });
  await stage.server.look('it', 'failedCount', 'queue:seen');
  await eventually('its jobs are read', async () =>
    (await linesSent()).some((line) => line.startsWith('lrange resque:queue:seen')),
  );
  await stage.server.look('it', 'failedCount');
  await monitor.quiet();
  await stage.redis.rpush('resque:queue:seen', 'x');
  await stage.redis.rpush('resque:queue:unseen', 'x');
  await stage.redis.rpush('resque:failed', 'x');
  await eventually('the failure is counted', async () => (await stage.server.record('it')).failedCount === 1);
  assert.deepEqual(await linesSent(), ['llen resque:failed']);
});

test('with the queues in view, one that changes costs its own row', async () => {
  await stage.open({ dialect: 'ruby' });
  await stage.server.look('it', 'failedCount', 'queues');
  await stage.server.ask(PageQueues, firstPage);
  const depthOf = async () =>
    (await stage.server.ask(PageQueues, firstPage)).items.find(({ name }) => name === 'unseen')?.depth;
  assert.equal(await depthOf(), 0);
  await monitor.quiet();
  await stage.redis.rpush('resque:queue:unseen', 'x');
  await eventually('its depth is known', async () => (await depthOf()) === 1);
  assert.deepEqual(
    (await linesSent()).filter((line) => !line.endsWith('resque:queue:unseen')),
    [],
  );
});

test('closing a backend closes its connections, and a replaced one leaves none behind', async () => {
  const ours = async () => String(await stage.redis.client('LIST')).match(/name=resque-inspector/g)?.length ?? 0;
  await stage.open({ dialect: 'php-classic' });
  await stage.server.look('it', 'failedCount', 'statuses');
  await eventually('reader, listener and the one that hears of statuses', async () => (await ours()) === 3);
  await stage.server.look('it', 'failedCount');
  await eventually('two are enough', async () => (await ours()) === 2);
  for (let turn = 0; turn < 5; turn += 1) await stage.open({ dialect: 'php-classic' });
  await eventually('still two', async () => (await ours()) === 2);
  await stage.server.close('it');
  await eventually('none', async () => (await ours()) === 0);
});
