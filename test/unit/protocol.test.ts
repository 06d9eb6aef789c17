// PROTOCOL.md and the code name the same messages, commands, settings and codes, in both directions.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { serverCommands } from '../../server/src/protocol/commands';
import * as messages from '../../server/src/protocol/requests';
import { checkParams } from '../../server/src/params';

const paper = readFileSync('PROTOCOL.md', 'utf8');
const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].toSorted();
const headings = [...paper.matchAll(/^### `([^`]+)`\n(Request|Notification|As)?/gm)].map(([, name = '', kind]) => ({
  name,
  kind,
}));

test('each message is described, and nothing else', () => {
  assert.deepEqual(
    sorted(headings.map(({ name }) => name)),
    sorted([...Object.values(messages).map(({ method }) => method), ...Object.values(serverCommands)]),
  );
});

test('questions are told from notifications', () => {
  const said = headings.filter(({ kind }) => kind === 'Notification').map(({ name }) => name);
  assert.deepEqual(sorted(said), [messages.Changed.method, messages.SetInterest.method].toSorted());
});

test('server commands keep to their own names, which no client registers', () => {
  const { contributes } = manifest as { contributes: { commands: readonly { command: string }[] } };
  const own = new Set(contributes.commands.map(({ command }) => command));
  for (const id of Object.values(serverCommands)) {
    assert.ok(id.startsWith('resque.server.'), id);
    assert.ok(!own.has(id), id);
  }
});

test('the settings are those of the manifest', () => {
  const { contributes } = manifest as {
    contributes: { configuration: { properties: Record<string, { items?: { properties?: object } }> } };
  };
  const fields = Object.keys(contributes.configuration.properties['resque.connections']?.items?.properties ?? {});
  const described = [...paper.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
  assert.deepEqual(sorted(described), sorted(fields));
});

for (const [type, file] of [
  ['TroubleCode', 'server/src/protocol/shapes.ts'],
  ['Part', 'server/src/protocol/shapes.ts'],
] as const)
  test(`every ${type} is named`, () => {
    const source = readFileSync(file, 'utf8');
    const body = new RegExp(`export type ${type} =([\\s\\S]*?);$`, 'm').exec(source)?.[1] ?? '';
    const names = [...body.matchAll(/'(\w+)'|`(\w+:)\$/g)].map(([, word, begin]) => word ?? begin ?? '');
    assert.ok(names.length > 5);
    assert.deepEqual(
      names.filter((name) => !paper.includes(`\`${name}`)),
      [],
    );
  });

describe('params as another editor might send them', () => {
  const ref = { in: { list: 'failed' }, place: 0, digest: 'x' };
  const good: readonly [{ readonly method: string }, unknown, unknown][] = [
    [messages.ListBackends, undefined, {}],
    [messages.ListBackends, [1], {}],
    [messages.PageQueues, { backendId: 'a', from: 0, count: 9, other: 1 }, { backendId: 'a', from: 0, count: 9 }],
    [messages.PageFailures, { backendId: 'a', from: 0, count: 9, after: null }, { backendId: 'a', from: 0, count: 9 }],
    [messages.OpenBackend, { connection: 1 }, { connection: 1, manifests: [] }],
    [messages.RetryFailures, { backendId: 'a', refs: [ref] }, { backendId: 'a', refs: [ref], keepsRecord: false }],
    [
      messages.SetInterest,
      { interest: [{ backendId: 'a', parts: ['queues', 'second:x', 'queue:a:b', 'future'] }] },
      { interest: [{ backendId: 'a', parts: ['queues', 'queue:a:b'] }] },
    ],
  ];
  for (const [message, params, expected] of good)
    test(`${message.method} ${JSON.stringify(params)}`, () => assert.deepEqual(checkParams(message, params), expected));

  const bad: readonly [{ readonly method: string }, unknown, RegExp][] = [
    [messages.PageQueues, undefined, /"backendId"/],
    [messages.PageQueues, { backendId: 1, from: 0, count: 1 }, /"backendId" is not a text/],
    [messages.PageQueues, { backendId: 'a', from: -1, count: 1 }, /"from"/],
    [messages.PageQueues, { backendId: 'a', from: 0.5, count: 1 }, /"from"/],
    [messages.PageQueues, { backendId: 'a', from: 0, count: '1' }, /"count"/],
    [messages.PageQueues, { backendId: 'a', from: 0, count: 1e300 }, /"count"/],
    [messages.PageJobs, { backendId: 'a', from: 0, count: 1 }, /"queue"/],
    [messages.PageJobs, { backendId: 'a', from: 0, count: 1, queue: 'q', after: {} }, /"after.in.list"/],
    [
      messages.EnqueueJob,
      { backendId: 'a', queue: 'q', jobClass: 'A', argumentsText: '[]', family: 'constructor' },
      /"family"/,
    ],
    [messages.RetryFailures, { backendId: 'a', refs: 'x' }, /"refs" is not a list/],
    [
      messages.RetryFailures,
      { backendId: 'a', refs: [{ ...ref, in: { list: 'waiting', queue: 'q' } }] },
      /"refs\[0\]"/,
    ],
    [messages.OpenBackend, { connection: {}, password: 5 }, /"password"/],
    [messages.OpenBackend, { connection: {}, manifests: [{}] }, /"manifests\[0\].file"/],
    [messages.SetInterest, { interest: [{ backendId: 'a', parts: 'queues' }] }, /"interest\[0\].parts"/],
  ];
  for (const [message, params, words] of bad)
    test(`${message.method} ${JSON.stringify(params)}`, () =>
      assert.throws(() => checkParams(message, params), { name: 'BadParams', message: words }));
});
