// Whatever is sent, the server answers or passes over it, and goes on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import * as messages from '../../server/src/protocol/requests';
import { eventually } from '../support/eventually';
import { firstPage, setStage } from '../support/stage';

const stage = setStage();

const requests = Object.values(messages).filter(
  ({ method }) => method !== messages.Changed.method && method !== messages.SetInterest.method,
);
const junk: readonly unknown[] = [
  undefined,
  null,
  5,
  'x',
  [],
  [1, 2],
  {},
  { backendId: {} },
  { backendId: 'nobody' },
  { backendId: 'it', from: {}, count: [] },
];

describe('junk for every request', () => {
  for (const { method } of requests)
    test(method, async () => {
      await stage.open({ dialect: 'ruby' });
      for (const params of junk) {
        // An error or an answer; which of them is the unit tests' matter.
        const said = await stage.server.connection
          .sendRequest(method, ...(params === undefined ? [] : [params as object]))
          .then(
            () => 'answered',
            (error: { readonly code?: number; readonly message: string }) => error,
          );
        if (typeof said === 'string') continue;
        assert.ok(
          [-32_602, -32_803].includes(said.code ?? 0),
          `${method} ${JSON.stringify(params)}: ${said.code} ${said.message}`,
        );
        assert.doesNotMatch(said.message, /undefined|is not a function|Cannot read/);
      }
      assert.ok(Array.isArray(await stage.server.ask(messages.ListBackends, {})));
    });
});

test('notifications of any kind are passed over', async () => {
  await stage.open({ dialect: 'ruby' });
  for (const params of junk) {
    await stage.server.connection.sendNotification(messages.SetInterest.method, params as object);
    await stage.server.connection.sendNotification('resque/unknown', params as object);
    await stage.server.connection.sendNotification('workspace/didChangeConfiguration', params as object);
  }
  await assert.rejects(stage.server.connection.sendRequest('resque/unknown', {}));
  assert.equal((await stage.server.record('it')).state, 'connected');
});

describe('ranges', () => {
  const paged = [
    messages.PageQueues,
    messages.PageWorkers,
    messages.PageFailures,
    messages.PageSeconds,
    messages.PageStatuses,
  ];
  for (const { method } of paged)
    test(method, async () => {
      await stage.redis.sadd('resque:queues', 'a');
      await stage.redis.rpush('resque:failed', 'x');
      await stage.redis.sadd('resque:workers', 'vm:1:a');
      await stage.open({ dialect: 'php-classic' });
      const ask = (from: number, count: number) =>
        stage.server.connection.sendRequest<{ items: readonly unknown[] }>(method, { backendId: 'it', from, count });
      for (const [from, count, most] of [
        [0, 0, 0],
        [0, Number.MAX_SAFE_INTEGER, 1],
        [1_000_000_000, 200, 0],
        [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0],
      ] as const)
        assert.ok((await ask(from, count)).items.length <= most, `${from} ${count}`);
      await assert.rejects(ask(-1, 5), /"from"/);
    });
});

test('bad connections are refused in words', async () => {
  const cases: readonly [unknown, RegExp][] = [
    [undefined, /is not an object/],
    [{ url: 'redis://x' }, /has no name/],
    [{ name: 'x' }, /has no url/],
    [{ name: 'x', url: 'redis://u:s3cr3t@x' }, /password in its url/],
    [{ name: 'x', url: 'redis://x', dialect: 'constructor' }, /unknown dialect/],
    [{ name: 'x', url: 'redis://x', namespace: 5 }, /namespace/],
  ];
  for (const [connection, words] of cases)
    await assert.rejects(
      stage.server.connection.sendRequest(messages.OpenBackend.method, { connection, manifests: [] }),
      (error: Error) => words.test(error.message) && !error.message.includes('s3cr3t'),
    );
});

test('arguments of any form: checked without Redis', async () => {
  await stage.open({ dialect: 'php-classic' });
  for (const argumentsText of [
    '',
    '\0',
    '{"a":'.repeat(50_000),
    '['.repeat(100_000),
    '"\ud800"',
    '9'.repeat(100_000),
  ]) {
    const { problem } = await stage.server.ask(messages.CheckArguments, { backendId: 'it', argumentsText });
    assert.ok(problem, argumentsText.slice(0, 20));
  }
});

const message = (json: string) => `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;

describe('garbage on stdin', () => {
  const hello = message(
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}',
  );
  const cases: readonly [string, string][] = [
    ['JSON that is none', message('{nonsense')],
    ['JSON that is no message', message('[1,2,3]') + message('5') + message('null') + message('{}')],
    ['an answer nobody asked for', message('{"jsonrpc":"2.0","id":99,"result":5}')],
  ];
  for (const [name, garbage] of cases)
    test(`${name}: the next message is answered`, async () => {
      const child = spawn(process.execPath, [resolve('server/out/server.js'), '--stdio']);
      let out = '';
      child.stdout.on('data', (data) => {
        out += String(data);
      });
      child.stdin.write(garbage + hello);
      await eventually('an answer', () => out.includes('"id":1') && out.includes('resque-inspector'));
      child.stdin.end();
      await eventually('it ends with its input', () => child.exitCode !== null || child.signalCode !== null);
    });

  test('bytes without a header: it answers, or ends; it never hangs on', async () => {
    const child = spawn(process.execPath, [resolve('server/out/server.js'), '--stdio']);
    child.stdin.on('error', () => undefined);
    child.stdin.write('GET / HTTP/1.1\r\n\r\n');
    child.stdin.write(Buffer.alloc(100_000, 0xff));
    child.stdin.end();
    await eventually('it ends', () => child.exitCode !== null || child.signalCode !== null);
  });
});

test('an unknown backend is no one’s mistake: RequestFailed, by name', async () => {
  await assert.rejects(
    stage.server.ask(messages.PageQueues, { ...firstPage, backendId: 'nobody' }),
    (error: Error & { code?: number }) => error.code === -32_803 && error.message.includes('nobody'),
  );
});
