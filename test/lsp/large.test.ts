// Entries of megabytes: rows without decoding, documents decoded on a thread while the server goes on answering.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { ListBackends, PageFailures, ReadEntry } from '../../server/src/protocol/requests';
import { startRedis } from '../../tools/redis.mjs';
import { LspServer } from '../support/lsp';

let redisServer: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let server: LspServer;
before(async () => {
  redisServer = await startRedis();
  redis = new Redis(redisServer.url);
  server = await LspServer.start();
});
after(async () => {
  await server.stop();
  redis.disconnect();
  await redisServer.stop();
});

test('a failure of 4 MB is a row, and its document is whole, masked, and made while other requests are answered', async () => {
  const numbers = Array.from({ length: 300_000 }, (_, index) => `"k${index}":${index}`).join(',');
  await redis.rpush(
    'resque:failed',
    `{"failed_at":"2026/11/22 06:55:39 UTC","payload":{"class":"Big","args":[{"password":"hunter2",${numbers}}]},"exception":"E","error":"e","backtrace":[],"worker":"a:1:q","queue":"q"}`,
  );
  await server.open({ name: 'it', url: redisServer.url });
  const { items } = await server.ask(PageFailures, { backendId: 'it', from: 0, count: 200 });
  assert.deepEqual(
    items.map((item) => [item.kind, item.kind === 'unreadable' && item.reason]),
    [['unreadable', 'tooLarge']],
  );
  const [item] = items;
  assert.ok(item);
  const finished: string[] = [];
  const reading = server.ask(ReadEntry, { backendId: 'it', ref: item.ref, isRevealed: false }).then((answer) => {
    finished.push('document');
    return answer;
  });
  await server.ask(ListBackends, {});
  finished.push('list');
  const answer = await reading;
  assert.deepEqual(finished, ['list', 'document']);
  assert.ok(answer.found === 'same');
  assert.match(answer.details.argumentsText ?? '', /"password": "•••",\n\s+"k0": 0,/);
  assert.match(answer.details.argumentsText ?? '', /"k299999": 299999\n/);
  assert.ok(!JSON.stringify(answer).includes('hunter2'));
});
