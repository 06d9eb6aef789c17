// The ACL lines the README gives: a user who may look, one who may write as well, and what is lost without tracking. Both directions: all of
// it is enough, and no command of it is idle.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import * as messages from '../../server/src/protocol/requests';
import { eventually, eventuallyPasses } from '../support/eventually';
import { failureOf, retry, shownFailures } from '../support/failures';
import { loadRecording } from '../support/load';
import { Monitor } from '../support/monitor';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();

/** The commands that one line, or one piece of code in a line, of the README allows: the one that names `+command`. */
function rulesWith(command: string): string {
  const piece = readme.split(/[\n`]/).find((each) => each.includes(`${command} `) && each.trim().startsWith('+'));
  assert.ok(piece, `the README allows ${command} nowhere`);
  return piece.trim();
}

const readme = readFileSync('README.md', 'utf8');
const looking = rulesWith('+exists');
const hearing = `${rulesWith('+client|tracking')} &__redis__:invalidate`;
const writing = rulesWith('+rpush');

/** Opens as a user with these rules. */
async function openAs(...rules: readonly string[]) {
  await stage.redis.call(
    'ACL',
    'SETUSER',
    'inspector',
    'reset',
    'on',
    '>pw',
    ...rules.flatMap((rule) => rule.split(' ')),
  );
  return stage.server.open({ name: 'it', url: stage.url.replace('//', '//inspector@') }, { password: 'pw' });
}

/** Everything a person can look at. */
async function lookAround(): Promise<void> {
  const { server } = stage;
  await server.look('it', 'failedCount', 'stats', 'queues', 'workers', 'failures', 'delayed', 'statuses');
  for (const message of [
    messages.PageQueues,
    messages.PageWorkers,
    messages.PageFailures,
    messages.PageSeconds,
    messages.PageStatuses,
  ]) {
    const page = await server.connection.sendRequest<{ trouble?: unknown; items: readonly { trouble?: unknown }[] }>(
      message.method,
      firstPage,
    );
    assert.deepEqual([page.trouble, page.items.filter(({ trouble }) => trouble)], [undefined, []], message.method);
  }
  const { items } = await server.ask(messages.PageQueues, firstPage);
  for (const { name } of items) {
    const page = await server.ask(messages.PageJobs, { ...firstPage, queue: name });
    assert.equal(page.trouble, undefined);
  }
  const statuses = await server.ask(messages.PageStatuses, firstPage);
  for (const { jobId } of statuses.items) {
    const { trouble, status } = await server.ask(messages.ReadStatus, { backendId: 'it', jobId });
    assert.deepEqual([trouble, status?.trouble], [undefined, undefined]);
  }
  for (const { ref } of await shownFailures(server))
    await server.ask(messages.ReadEntry, { backendId: 'it', ref, isRevealed: false });
  await server.ask(messages.FindFailures, { ...firstPage, text: 'exception' });
  for (const message of [messages.ReadStats, messages.SeenClasses, messages.FindNamespaces, messages.Refresh])
    await server.connection.sendRequest(message.method, { backendId: 'it' });
}

/** Names that a rule allows, as MONITOR would show them. */
const commandsIn = (rules: string): Set<string> =>
  new Set(rules.split(' ').flatMap((rule) => (rule.startsWith('+') ? [rule.slice(1)] : [])));

describe('a user who looks', () => {
  for (const recording of ['php-resque-classic', 'node-resque', 'ruby-resque'] as const)
    test(`${recording}: nothing is missing, and it is live`, async () => {
      await loadRecording(stage.redis, recording);
      const record = await openAs('%R~resque:*', looking, hearing);
      assert.deepEqual([record.state, record.liveness, record.isEmpty], ['connected', { by: 'push' }, false]);
      await lookAround();
      const since = stage.server.changes.length;
      await stage.redis.rpush('resque:failed', 'x');
      await stage.server.changeOf('failures', since);
      const enqueued = await stage.server.ask(messages.EnqueueJob, {
        backendId: 'it',
        queue: 'q',
        jobClass: 'A',
        argumentsText: recording === 'php-resque-classic' ? '{}' : '[]',
        isTracked: true,
      });
      assert.deepEqual(
        [enqueued.kind, enqueued.kind === 'trouble' && enqueued.trouble.code],
        ['trouble', 'permission'],
      );
      assert.equal((await stage.server.record('it')).state, 'connected');
    });

  test('every command of the line is used', async () => {
    const used = new Set<string>();
    const monitor = await Monitor.start(stage.redis);
    for (const recording of ['php-resque-classic', 'ruby-resque'] as const) {
      await stage.server.close('it');
      await stage.redis.flushall();
      await loadRecording(stage.redis, recording);
      await openAs('%R~resque:*', looking, hearing);
      await lookAround();
    }
    // What is looked at only in lists that are longer than a page, or sets larger than are read whole.
    for (const name of ['client|trackinginfo']) used.add(name);
    for (const { name, args } of await monitor.sent()) {
      used.add(name);
      used.add(`${name}|${args[0]?.toLowerCase()}`);
    }
    monitor.stop();
    const idle = [...commandsIn(looking), ...commandsIn(hearing)].filter((name) => !used.has(name));
    assert.deepEqual(idle, []);
  });
});

test('a user who writes: enqueue, tracked and not, and retry, keeping the record and not', async () => {
  await stage.redis.sadd('resque:queues', 'mail');
  const id = '0123456789abcdef0123456789abcdef';
  const entries = [1, 2, 3, 4, 5].map((n) => failureOf('ruby', `{"class":"A","args":[${n}],"id":"${id}"}`));
  await stage.redis.set(`resque:job:${id}:status`, '{"status":3}');
  await stage.redis.rpush('resque:failed', ...entries);
  await openAs('~resque:*', looking, hearing, writing);
  const wish = { backendId: 'it', queue: 'mail', jobClass: 'A', argumentsText: '{}', isTracked: true };
  assert.equal((await stage.server.ask(messages.EnqueueJob, { ...wish, family: 'php-classic' })).kind, 'enqueued');
  assert.equal(
    (await stage.server.ask(messages.EnqueueJob, { ...wish, argumentsText: '[]', family: 'ruby' })).kind,
    'enqueued',
  );
  for (const [place, keeps] of [
    [4, true],
    [0, false],
    [2, false],
    [0, false],
  ] as const) {
    const shown = await shownFailures(stage.server);
    const ref = shown.find((item) => item.ref.place === place)?.ref;
    assert.ok(ref);
    assert.equal((await retry(stage.server, [ref], keeps))[0]?.kind, 'retried');
  }
});

describe('without tracking it is polled, and the view says why', () => {
  for (const [name, missing] of [
    ['client|tracking', '-client|tracking'],
    ['client|id', '-client|id'],
    ['the channel', 'resetchannels'],
    ['subscribe', '-subscribe'],
  ] as const)
    test(name, async () => {
      await loadRecording(stage.redis, 'php-resque-classic');
      const record = await openAs('%R~resque:*', looking, hearing, missing);
      assert.equal(record.state, 'connected');
      assert.ok(record.liveness?.by === 'poll', JSON.stringify(record.liveness));
      assert.match(record.liveness.why, /^NOPERM/);
      assert.ok(record.liveness.everyMs > 0);
      await lookAround();
      await stage.redis.rpush('resque:failed', 'x');
      const since = stage.server.changes.length;
      await stage.server.changeOf('failures', since);
    });

  test('statuses that are new are found by the survey, family and prefix by a second look', async () => {
    const record = await openAs('~*', looking);
    assert.equal(record.isEmpty, true);
    await stage.server.look('it', 'failedCount', 'queues', 'statuses');
    await stage.server.ask(messages.PageStatuses, firstPage);
    await stage.redis.sadd('resque:queues', 'mail');
    await stage.redis.rpush('resque:queue:mail', '{"class":"A","args":[{}],"id":"x","queue_time":1795329523.5}');
    await stage.redis.set(
      'resque:job:0123456789abcdef0123456789abcdef:status',
      '{"status":1,"updated":1795329523,"started":1795329523}',
    );
    await eventuallyPasses(async () => {
      const { dialect, isEmpty } = await stage.server.record('it');
      assert.deepEqual([dialect?.name, dialect?.isCertain, isEmpty], ['php-classic', true, false]);
    });
    await eventually(
      'the status is found',
      async () => (await stage.server.ask(messages.PageStatuses, firstPage)).items.length === 1,
    );
  });
});

describe('a user who may see less sees the rest', () => {
  for (const [missing, part] of [
    ['-scan', 'statuses'],
    ['-smembers', 'queues'],
    ['-zcard', 'delayed'],
    ['-memory|usage', ''],
    ['-info', ''],
    ['-dbsize', 'statuses'],
    ['-client|setname', ''],
    ['-client|trackinginfo', ''],
  ] as const)
    test(missing, async () => {
      await loadRecording(stage.redis, 'php-resque-classic');
      const record = await openAs('%R~resque:*', looking, hearing, missing);
      assert.equal(record.state, 'connected', JSON.stringify(record.trouble));
      await stage.server.look('it', 'failedCount', 'queues', 'workers', 'failures', 'delayed', 'statuses');
      const failures = await stage.server.ask(messages.PageFailures, firstPage);
      assert.deepEqual([failures.trouble, failures.items.length > 0], [undefined, true]);
      const refused = {
        queues: (await stage.server.ask(messages.PageQueues, firstPage)).trouble?.code,
        delayed: (await stage.server.ask(messages.PageSeconds, firstPage)).trouble?.code,
        statuses: (await stage.server.ask(messages.PageStatuses, firstPage)).trouble?.code,
      };
      for (const [name, code] of Object.entries(refused))
        assert.equal(code, name === part ? 'permission' : undefined, name);
      assert.equal((await stage.server.record('it')).state, 'connected');
    });
});
