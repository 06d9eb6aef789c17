// What the world refuses is an answer with its reason, never an error; and whoever no longer waits is let go.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import * as messages from '../../server/src/protocol/requests';
import type { Trouble } from '../../server/src/protocol/shapes';
import { failureOf, shownFailures } from '../support/failures';
import { setStage } from '../support/stage';

const stage = setStage();
const backendId = 'it';
const ref = { in: { list: 'failed' as const }, place: 0, digest: 'x' };
const questions: readonly (readonly [{ readonly method: string }, object])[] = [
  [messages.FindFailures, { text: 'x', from: 0, count: 9 }],
  [messages.ReadEntry, { ref, isRevealed: false }],
  [messages.FindNamespaces, {}],
  [messages.SeenClasses, {}],
  [messages.ReadStats, {}],
];
const ask = (method: string, more: object): Promise<{ readonly trouble?: Trouble }> =>
  stage.server.connection.sendRequest(method, { backendId, ...more });

describe('while Redis is away', () => {
  for (const [{ method }, more] of questions)
    test(`${method} says why`, async () => {
      await stage.open({ url: 'redis://127.0.0.1:1' });
      assert.equal((await ask(method, more)).trouble?.code, 'refused');
    });
});

describe('a list of another type', () => {
  for (const [{ method }, more] of questions.slice(0, 2))
    test(`${method} says so`, async () => {
      await stage.redis.set('resque:failed', 'x');
      await stage.open({ dialect: 'ruby' });
      assert.equal((await ask(method, more)).trouble?.code, 'wrongType');
    });
});

test('what is asked while the connection is made waits for it', async () => {
  await stage.redis.rpush('resque:failed', failureOf('ruby', '{"class":"A","args":[]}'));
  await stage.open({ dialect: 'ruby' });
  const [shown] = await shownFailures(stage.server);
  await stage.server.ask(messages.OpenBackend, {
    connection: { name: 'it', url: stage.url, dialect: 'ruby' },
    manifests: [],
  });
  assert.ok(shown);
  const answer = await stage.server.ask(messages.ReadEntry, { backendId, ref: shown.ref, isRevealed: false });
  assert.equal(answer.found, 'same');
});

describe('cancelled', () => {
  for (const { method } of [messages.FindNamespaces, messages.SeenClasses, messages.Refresh, messages.ReadEntry])
    test(`${method} is answered at once`, async () => {
      await stage.redis.rpush('resque:failed', 'x');
      await stage.open({ dialect: 'ruby' });
      const source = new CancellationTokenSource();
      const params = { backendId, ref, isRevealed: false };
      const asked = stage.server.connection.sendRequest(method, params, source.token);
      source.cancel();
      await assert.rejects(asked, /[Cc]ancel/);
    });

  test('a retry says what it did not try', async () => {
    const count = 400;
    const entries = Array.from({ length: count }, (_, index) =>
      failureOf('ruby', `{"class":"A","args":["${'x'.repeat(500)}${index}"]}`),
    );
    await stage.redis.rpush('resque:failed', ...entries);
    await stage.open({ dialect: 'ruby' });
    const refs = [...(await shownFailures(stage.server)), ...(await shownFailures(stage.server, 200))].map(
      (item) => item.ref,
    );
    const source = new CancellationTokenSource();
    const method = messages.RetryFailures.method;
    const asked = stage.server.connection.sendRequest<{ outcomes: readonly { kind: string }[] }>(
      method,
      { backendId, refs, keepsRecord: false },
      source.token,
    );
    source.cancel();
    const { outcomes } = await asked;
    const kinds = new Map<string, number>();
    for (const { kind } of outcomes) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    assert.deepEqual(
      [...kinds.keys()].filter((kind) => kind !== 'retried'),
      ['notTried'],
    );
    assert.equal(await stage.redis.llen('resque:failed'), kinds.get('notTried'));
  });
});

test('arguments as they may be remembered: by the one mask there is', async () => {
  await stage.open({ dialect: 'php-classic' });
  const argumentsText = '{"pass\\u0077ord": "s3cret", "url": "redis://u:a/b@h", "n": 1.0}';
  const wish = { backendId, queue: 'mail', jobClass: 'A', argumentsText, isTracked: false };
  const outcome = await stage.server.ask(messages.EnqueueJob, wish);
  assert.ok(outcome.kind === 'enqueued');
  assert.equal(outcome.maskedArgumentsText, '{"password":"•••","url":"redis://u:•••@h","n":1.0}');
});
