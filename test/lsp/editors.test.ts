// Other editors: connections come from their settings, passwords from the environment, and commands do what our client's requests do.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { serverCommands } from '../../server/src/protocol/commands';
import * as messages from '../../server/src/protocol/requests';
import type { Backend, EnqueueOutcome, RetryOutcome } from '../../server/src/protocol/shapes';
import { startRedis } from '../../tools/redis.mjs';
import { eventually } from '../support/eventually';
import { failureOf } from '../support/failures';
import { LspServer } from '../support/lsp';

const password = 'only-in-the-environment';
let redisServer: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
before(async () => {
  redisServer = await startRedis({ args: ['--requirepass', password] });
  redis = new Redis(redisServer.url, { password });
});
after(async () => {
  redis.disconnect();
  await redisServer.stop();
});

/** Client ids of our connections. */
const ourIds = async (): Promise<readonly string[]> =>
  [...String(await redis.client('LIST')).matchAll(/\bid=(\d+).*name=resque-inspector/g)]
    .map(([, id = '']) => id)
    .toSorted();

const connected = (server: LspServer, name = 'shop'): Promise<Backend> =>
  eventually(`${name} is connected`, async () => {
    const record = await server.record(name);
    return record.state === 'connected' && record;
  });

for (const transport of ['stdio', 'ipc'] as const)
  describe(`over ${transport}`, () => {
    test('the hand-shake offers commands, by name and version', async () => {
      const server = await LspServer.start({ transport, isOurClient: false });
      const { capabilities, serverInfo } = server.initializeResult as unknown as {
        capabilities: { executeCommandProvider?: { commands: string[] } };
        serverInfo: { name: string; version: string };
      };
      assert.deepEqual(
        capabilities.executeCommandProvider?.commands.toSorted(),
        Object.values(serverCommands).toSorted(),
      );
      assert.equal(serverInfo.name, 'resque-inspector');
      assert.match(serverInfo.version, /^\d+\.\d+\.\d+$/);
      await server.stop();
      assert.equal(server.child.exitCode, 0);
    });

    test('workspace/configuration opens connections, and commands work', async () => {
      await redis.flushall();
      await redis.rpush('resque:failed', failureOf('node', '{"class":"A","queue":"mail","args":[1]}'));
      const server = await LspServer.start({
        transport,
        isOurClient: false,
        configuration: {
          connections: [{ name: 'shop', url: redisServer.url, passwordEnv: 'SHOP_PASSWORD', sentinel: 1 }],
        },
        env: { SHOP_PASSWORD: password },
        args: ['--password-env=SHOP_PASSWORD'],
      });
      try {
        const record = await connected(server);
        assert.deepEqual([record.dialect?.name, record.unknownFields], ['node', ['sentinel']]);
        const run = <Result>(command: string, params?: unknown): Promise<Result> =>
          server.connection.sendRequest('workspace/executeCommand', {
            command,
            ...(params === undefined ? {} : { arguments: [params] }),
          });
        const [listed] = await run<Backend[]>(serverCommands.backends);
        assert.equal(listed?.id, 'shop');
        await eventually('failures are counted', async () => (await server.record('shop')).failedCount === 1);
        const { items } = await server.ask(messages.PageFailures, { backendId: 'shop', from: 0, count: 1 });
        const { outcomes } = await run<{ outcomes: RetryOutcome[] }>(serverCommands.retry, {
          backendId: 'shop',
          refs: items.map(({ ref }) => ref),
        });
        assert.equal(outcomes[0]?.kind, 'retried');
        const wish = { backendId: 'shop', queue: 'mail', jobClass: 'B', argumentsText: '[2]' };
        assert.equal((await run<EnqueueOutcome>(serverCommands.enqueue, wish)).kind, 'enqueued');
        assert.equal(await redis.llen('resque:queue:mail'), 2);
        await assert.rejects(run('resque.server.nothing'), /no command/);
        await assert.rejects(run(serverCommands.enqueue), /"backendId" is not a text/);
      } finally {
        await server.stop();
      }
    });
  });

test('settings as initialization options and as pushed: opened, kept, changed, closed, and problems shown', async () => {
  const connection = { name: 'shop', url: redisServer.url, passwordEnv: 'SHOP_PASSWORD' };
  const server = await LspServer.start({
    isOurClient: false,
    initializationOptions: { connections: [connection, { name: 'bad' }, 5], masks: ['password'] },
    env: { SHOP_PASSWORD: password },
  });
  const push = (resque: unknown) =>
    server.connection.sendNotification('workspace/didChangeConfiguration', { settings: { resque } });
  try {
    await connected(server);
    assert.equal(server.shown.length, 2, server.shown.join('\n'));
    const ids = await ourIds();
    await push({ connections: [connection, { ...connection, name: 'second', readOnly: true }] });
    await eventually('the second', async () => (await server.ask(messages.ListBackends, {})).length === 2);
    assert.equal((await connected(server, 'second')).isReadOnly, true);
    const now = await ourIds();
    assert.ok(
      ids.every((id) => now.includes(id)),
      'what did not change stays open',
    );
    await push({ connections: [{ ...connection, name: 'second', readOnly: true }] });
    await eventually('one is left', async () => (await server.ask(messages.ListBackends, {})).length === 1);
    await push(null);
    await push({ connections: 'nonsense' });
    await eventually('none is left', async () => (await ourIds()).length === 0);
  } finally {
    await server.stop();
  }
});

test('a variable that only a repository’s settings name is sent nowhere, and that is said', async () => {
  const connection = { name: 'shop', url: redisServer.url, passwordEnv: 'SHOP_PASSWORD' };
  const elsewhere = { ...connection, url: redisServer.url.replace('127.0.0.1', 'localhost') };
  for (const options of [{}, { initializationOptions: { connections: [elsewhere] } }, { args: ['--password-env=X'] }]) {
    const server = await LspServer.start({
      isOurClient: false,
      configuration: { connections: [connection] },
      env: { SHOP_PASSWORD: password },
      ...options,
    });
    try {
      await eventually('it goes without', async () => (await server.record('shop')).trouble?.code === 'auth');
      assert.match(server.shown.join('\n'), /passwordEnv of "shop" is not used.*--password-env=SHOP_PASSWORD/);
    } finally {
      await server.stop();
    }
  }
});

test('masks that change are applied to what is open, for our own client too', async () => {
  await redis.flushall();
  await redis.rpush('resque:queue:mail', '{"class":"A","queue":"mail","args":[{"pin":1,"token":2}]}');
  await redis.sadd('resque:queues', 'mail');
  for (const isOurClient of [false, true]) {
    const connection = { name: 'shop', url: redisServer.url };
    const server = await LspServer.start({
      isOurClient,
      initializationOptions: { connections: [{ ...connection, passwordEnv: 'SHOP_PASSWORD' }], masks: ['token'] },
      env: { SHOP_PASSWORD: password },
    });
    try {
      if (isOurClient) await server.open(connection, { password });
      await connected(server);
      const ids = await ourIds();
      await server.look('shop', 'queue:mail');
      const shown = async () => {
        const wish = { backendId: 'shop', queue: 'mail', from: 0, count: 1 };
        const [job] = (await server.ask(messages.PageJobs, wish)).items;
        return job?.kind === 'job' ? job.argumentsText : '';
      };
      assert.equal(await shown(), '[{"pin":1,"token":"•••"}]');
      const connections = [{ ...connection, passwordEnv: 'SHOP_PASSWORD' }];
      const since = server.changes.length;
      await server.connection.sendNotification('workspace/didChangeConfiguration', {
        settings: { resque: { connections, mask: ['pin'] } },
      });
      await server.changeOf('queue:mail', since);
      assert.equal(await shown(), '[{"pin":"•••","token":2}]');
      assert.deepEqual(await ourIds(), ids, 'no connection is opened anew for that');
    } finally {
      await server.stop();
    }
  }
});

test('an editor without a password variable is told NOAUTH, one that offers nothing opens nothing', async () => {
  const server = await LspServer.start({
    isOurClient: false,
    configuration: { connections: [{ name: 'shop', url: redisServer.url, passwordEnv: 'NOT_SET' }] },
  });
  await eventually('it is refused', async () => (await server.record('shop')).trouble?.code === 'auth');
  await server.stop();
  const bare = await LspServer.start({ isOurClient: false });
  assert.deepEqual(await bare.ask(messages.ListBackends, {}), []);
  await bare.stop();
});
