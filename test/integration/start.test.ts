// `npm start` without its editor: the demo's workers really work, its end leaves nothing running and nothing behind, and
// what it cannot use gets one sentence.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { enqueue, kinds, SHOP } from '../../tools/demo/jobs.mjs';
import { hasScreen } from '../../tools/demo/screen.mjs';
import type { Group } from '../../tools/process-group.mjs';
import { startRedis } from '../../tools/redis.mjs';
import { eventually } from '../support/eventually';
import { descendants, foldersOf, isRunning, start, temporaryFolders } from '../support/start';

const NO_EDITOR = ['--no-editor'];

const refuses = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(false)).once('error', () => done(true));
    socket.once('connect', () => socket.destroy());
  });

async function withDemo(use: (demo: { group: Group; url: string }) => Promise<void>): Promise<void> {
  const group = start(NO_EDITOR);
  try {
    await eventually('the demo runs', () => group.output().includes('Ctrl-C'), 40_000);
    await use({ group, url: /redis:\/\/127\.0\.0\.1:\d+/.exec(group.output())?.[0] ?? '' });
  } finally {
    await group.stop();
  }
}

test('workers run what is enqueued, keep its status, and fail what they do not know', async () => {
  await withDemo(async ({ url }) => {
    const demo = new Redis(url);
    try {
      const tracked = { ...kinds.customerSync, isTracked: true };
      const job = kinds.customerSync.make(900, Date.now());
      const renamed = { ...kinds.invoice, queue: 'default' };
      const pipeline = demo.multi();
      enqueue(pipeline, tracked, job);
      enqueue(pipeline, renamed, renamed.make(1, Date.now()));
      await pipeline.exec();
      const key = `${SHOP}:job:${job.id}:status`;
      await eventually('the job is complete', async () => (await demo.get(key))?.startsWith('{"status":4,'), 60_000);
      assert.ok((await demo.ttl(key)) > 0);
      const failed = await eventually(
        'the other has failed',
        async () =>
          (await demo.lrange(`${SHOP}:failed`, -20, -1)).find((entry) => entry.includes('No job defined for class')),
        60_000,
      );
      assert.match(failed, /SendInvoice/);
    } finally {
      demo.disconnect();
    }
  });
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends what was started, and leaves no folder`, async () => {
    await withDemo(async ({ group, url }) => {
      const started = descendants(group.pid);
      const ours = foldersOf(started);
      assert.ok(started.length >= 4, 'Redis, the workers and what guards each');
      assert.ok(ours.length >= 1);
      process.kill(group.pid, signal);
      assert.equal(await group.ended, 'exit code 0');
      await eventually('all have ended', () => !started.some(isRunning));
      assert.equal(await refuses(Number(new URL(url).port)), true);
      assert.deepEqual(
        temporaryFolders().filter((name) => ours.includes(name)),
        [],
      );
    });
  });
}

test('SIGKILL, after which nobody can tidy up, leaves nothing either', async () => {
  await withDemo(async ({ group }) => {
    const started = descendants(group.pid);
    const ours = foldersOf(started);
    process.kill(group.pid, 'SIGKILL');
    await group.ended;
    await eventually('all have ended', () => !started.some(isRunning));
    assert.deepEqual(
      temporaryFolders().filter((name) => ours.includes(name)),
      [],
    );
  });
});

test("somebody's own server: no demo, and its password is not shown", async () => {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const group = start(NO_EDITOR, { REDIS_URL: `redis://:geheim@127.0.0.1:${server.port}/9` });
  try {
    await eventually('it has started', () => group.output().includes('Ctrl-C'));
    assert.match(group.output(), new RegExp(`redis://127.0.0.1:${server.port}/9, from REDIS_URL; no demo data`));
    assert.doesNotMatch(group.output(), /geheim/);
    assert.doesNotMatch(await redis.info('keyspace'), /^db/m);
  } finally {
    await group.stop();
    redis.disconnect();
    await server.stop();
  }
});

for (const [url, sentence] of [
  ['http://:geheim@example.com', 'REDIS_URL cannot be used: it must begin with redis://, rediss:// or unix:.'],
  ['redis://:geheim@localhost:99999', 'REDIS_URL cannot be used: its port is not a number from 1 to 65535.'],
  ['redis://:geheim@localhost/first', 'REDIS_URL cannot be used: its database is not a number.'],
] as const) {
  test(`a REDIS_URL that cannot be used gets one sentence: ${new URL(url.replace('99999', '9')).host}`, async () => {
    const group = start(NO_EDITOR, { REDIS_URL: url });
    assert.equal(await group.ended, 'exit code 1');
    await group.stop();
    assert.equal(group.output().trim(), sentence);
  });
}

test('without Redis, and nothing to install it with, one sentence says what to do', async () => {
  const group = start(NO_EDITOR, { PATH: '', REDIS_SERVER: '' });
  assert.equal(await group.ended, 'exit code 1');
  await group.stop();
  assert.match(group.output().trim(), /^There is no Redis here.*install redis-server, or set REDIS_URL\.$/);
});

for (const [expected, platform, env] of [
  [true, 'linux', { DISPLAY: ':0' }],
  [true, 'linux', { WAYLAND_DISPLAY: 'wayland-0' }],
  [false, 'linux', {}],
  [false, 'linux', { DISPLAY: ':0', VSCODE_IPC_HOOK_CLI: '/run/cli.sock' }],
  [true, 'darwin', {}],
  [false, 'darwin', { SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' }],
] as const) {
  test(`on ${platform} with ${Object.keys(env).join(' and ') || 'nothing'} the desktop's VS Code is ${expected ? 'opened' : 'not opened'}`, () => {
    assert.equal(hasScreen(env, platform), expected);
  });
}
