// A password is nowhere to be found: not in any message the server sends, nor in anything it prints.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { startRedis } from '../../tools/redis.mjs';
import { eventually } from '../support/eventually';

const password = 'pa55/w0rd@%25:x';
const forms = [password, encodeURIComponent(password), 'pa55', 'w0rd', Buffer.from(password).toString('base64')];

test('whatever goes wrong with it', async () => {
  const redisServer = await startRedis({ args: ['--requirepass', password] });
  const strict = await startRedis({ args: ['--requirepass', 'another'] });
  // A proxy that does not know AUTH repeats its arguments in the error.
  const proxy = createServer((socket) =>
    socket.on('data', (data) =>
      socket.write(`-ERR unknown command, with args beginning with: ${String(data).replaceAll(/\s+/g, ' ')}\r\n`),
    ),
  );
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const proxyUrl = `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  const child = spawn(process.execPath, [resolve('server/out/server.js'), '--stdio'], {
    env: { ...process.env, RESQUE_TEST_PASSWORD: password },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += String(data);
    });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { experimental: { resque: true } },
  });
  await connection.sendNotification('initialized', {});
  const cases: readonly {
    readonly name: string;
    readonly url: string;
    readonly password?: string;
    readonly passwordEnv?: string;
  }[] = [
    { name: 'right', url: redisServer.url, password },
    { name: 'from the environment', url: redisServer.url, passwordEnv: 'RESQUE_TEST_PASSWORD' },
    { name: 'wrong', url: strict.url, password },
    { name: 'with a user', url: strict.url.replace('//', '//app@'), password },
    { name: 'through a proxy', url: proxyUrl, password },
    { name: 'in the url', url: redisServer.url.replace('//', `//:${encodeURIComponent(password)}@`) },
    { name: 'in the url, as it is', url: redisServer.url.replace('//', `//:${password}@`) },
    { name: 'in a url that is none', url: `redis://:${password}@no host:port/x` },
    { name: 'in a query', url: `${redisServer.url}?password=${encodeURIComponent(password)}` },
    { name: 'in another scheme', url: `http://user:${password}@127.0.0.1` },
    { name: 'to nowhere', url: 'redis://127.0.0.1:1', password },
  ];
  try {
    for (const { password: given, ...spec } of cases)
      await connection
        .sendRequest('resque/backends/open', {
          connection: spec,
          manifests: [],
          ...(given === undefined ? {} : { password: given }),
        })
        .catch(() => undefined);
    await eventually('all have settled', async () => {
      const records = await connection.sendRequest<readonly { state: string }[]>('resque/backends/list', {});
      return records.length > 5 && records.every(({ state }) => state !== 'connecting');
    });
    const page = { from: 0, count: 1 };
    for (const { name: backendId } of cases) {
      await connection.sendRequest('resque/queues/page', { backendId, ...page }).catch(() => undefined);
      await connection.sendRequest('resque/namespaces/find', { backendId }).catch(() => undefined);
    }
    await connection
      .sendRequest('resque/backends/open', { connection: 5, password, manifests: password })
      .catch(() => undefined);
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await eventually('it ends', () => child.exitCode !== null);
  } finally {
    child.kill('SIGKILL');
    connection.dispose();
    proxy.close();
    await redisServer.stop();
    await strict.stop();
  }
  assert.ok(
    said.includes('WRONGPASS') && said.includes('unknown command') && said.includes('connected to'),
    said.slice(-3_000),
  );
  for (const form of forms)
    assert.ok(
      !said.includes(form),
      `${form} in: ${said.slice(Math.max(0, said.indexOf(form) - 200), said.indexOf(form) + 100)}`,
    );
});
