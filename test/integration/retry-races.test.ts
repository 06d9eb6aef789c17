// Many hands at one list of failures: every job is retried exactly once or stays, whoever asks, pops or pushes meanwhile.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { RETRY_ENTRIES_MAX } from '../../server/src/limits';
import { RetryFailures } from '../../server/src/protocol/requests';
import type { EntryRef, Failure, RetryOutcome, Unreadable } from '../../server/src/protocol/shapes';
import { digestOf } from '../../server/src/text/bytes';
import { eventually } from '../support/eventually';
import { failureOf, retry, shownFailures } from '../support/failures';
import { LspServer } from '../support/lsp';
import { setStage } from '../support/stage';

const stage = setStage();
let other: LspServer;
before(async () => {
  other = await LspServer.start();
});
after(() => other.stop());

const payload = (name: string | number) => `{"class":"A","args":["${name}"]}`;
const failure = (name: string | number) => failureOf('ruby', payload(name));
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const refsOf = (items: readonly (Failure | Unreadable)[]): readonly EntryRef[] => items.map(({ ref }) => ref);
const kindsOf = (outcomes: readonly RetryOutcome[]): string =>
  outcomes
    .map(({ kind }) => kind)
    .toSorted()
    .join(' ');

/** Both servers at the same Redis. */
async function openBoth(): Promise<void> {
  await stage.open({ dialect: 'ruby' });
  await other.open({ name: 'it', url: stage.url, dialect: 'ruby' });
}

for (const keepsRecord of [false, true])
  test(`two servers retry the same 200 failures at once, records ${keepsRecord ? 'kept' : 'removed'}: each job is pushed once`, async () => {
    await stage.redis.rpush('resque:failed', ...range(200).map(failure));
    await openBoth();
    const refs = refsOf(await shownFailures(stage.server));
    assert.equal(refs.length, 200);
    // One by one, so that every failure is a race of its own.
    const both = await Promise.all(
      refs.map(async (ref) => Promise.all([retry(stage.server, [ref], keepsRecord), retry(other, [ref], keepsRecord)])),
    );
    for (const [mine, theirs] of both) {
      const kinds = kindsOf([...mine, ...theirs]);
      assert.ok(['gone retried', 'changed retried'].includes(kinds), kinds);
    }
    assert.deepEqual(
      (await stage.redis.lrange('resque:queue:mail', 0, -1)).toSorted(),
      range(200).map(payload).toSorted(),
    );
    assert.equal(await stage.redis.llen('resque:failed'), keepsRecord ? 200 : 0);
  });

test('other clients remove, add and requeue meanwhile: nothing is lost and nothing doubled', async () => {
  const names = range(600);
  await stage.redis.rpush('resque:failed', ...names.map(failure));
  await openBoth();
  const shown = [
    ...(await shownFailures(stage.server)),
    ...(await shownFailures(stage.server, 200)),
    ...(await shownFailures(stage.server, 400)),
  ];
  // Every fourth failure is removed by hand, from the head on; new ones arrive at the tail.
  const removed = names.filter((name) => name % 4 === 0);
  const added: string[] = [];
  const vandal = (async () => {
    for (const name of removed) {
      const count = await stage.redis.lrem('resque:failed', 1, failure(name));
      if (count === 0) added.push(`retried ${name}`);
      await stage.redis.rpush('resque:failed', failure(`new ${name}`));
    }
  })();
  const refs = refsOf(shown);
  const halves = [refs.slice(0, 350), refs.slice(250)];
  const outcomes = await Promise.all([retry(stage.server, halves[0] ?? []), retry(other, halves[1] ?? []), vandal]);
  const told = [...outcomes[0], ...outcomes[1]];
  const retried = told.filter(({ kind }) => kind === 'retried').length;
  assert.ok(
    told.every(({ kind }) => kind === 'retried' || kind === 'gone'),
    kindsOf(told),
  );
  const pushed = await stage.redis.lrange('resque:queue:mail', 0, -1);
  const left = await stage.redis.lrange('resque:failed', 0, -1);
  assert.equal(pushed.length, retried, 'each one told as retried was pushed');
  assert.equal(new Set(pushed).size, pushed.length, 'no job twice');
  assert.ok(
    left.every((entry) => !entry.includes('resque_inspector')),
    'no marker left behind',
  );
  // What was neither pushed nor removed by hand is still there.
  const isRetriedFirst = new Set(added);
  for (const name of names) {
    const places = [pushed.includes(payload(name)), left.includes(failure(name))].filter(Boolean).length;
    const byHand = name % 4 === 0 && !isRetriedFirst.has(`retried ${name}`);
    assert.equal(places + (byHand ? 1 : 0), 1, `job ${name}`);
  }
  for (const name of removed) assert.ok(left.includes(failure(`new ${name}`)), `new ${name}`);
});

describe('what became of it meanwhile', () => {
  const cases: readonly [string, (entry: string) => Promise<unknown>, RetryOutcome['kind']][] = [
    ['removed by another', (entry) => stage.redis.lrem('resque:failed', 1, entry), 'gone'],
    ['all failures cleared', () => stage.redis.del('resque:failed'), 'gone'],
    [
      'retried by another, who kept the record',
      (entry) => stage.redis.lset('resque:failed', 5, entry.replace(/\}$/, ',"retried_at":"2026/11/22 06:55:39 UTC"}')),
      'changed',
    ],
    ['four before it removed', () => stage.redis.ltrim('resque:failed', 4, -1), 'retried'],
    [
      '300 more at the head',
      () => stage.redis.lpush('resque:failed', ...range(300).map((n) => failure(`head ${n}`))),
      'retried',
    ],
    [
      '300 more at the tail',
      () => stage.redis.rpush('resque:failed', ...range(300).map((n) => failure(`tail ${n}`))),
      'retried',
    ],
    [
      '2,000 more at the head: too far to look',
      () => stage.redis.lpush('resque:failed', ...range(2_000).map(failure)),
      'gone',
    ],
  ];
  for (const [name, meanwhile, kind] of cases)
    test(name, async () => {
      await stage.redis.rpush('resque:failed', ...range(10).map((n) => failure(`own ${n}`)));
      await stage.open({ dialect: 'ruby' });
      const ref = refsOf(await shownFailures(stage.server)).find(({ place }) => place === 5);
      assert.ok(ref);
      await meanwhile(failure('own 5'));
      const standing = await stage.redis.lrange('resque:failed', 0, -1);
      const [outcome] = await retry(stage.server, [ref]);
      assert.equal(outcome?.kind, kind);
      const pushed = await stage.redis.lrange('resque:queue:mail', 0, -1);
      assert.deepEqual(pushed, kind === 'retried' ? [payload('own 5')] : []);
      const left = kind === 'retried' ? standing.filter((entry) => entry !== failure('own 5')) : standing;
      assert.deepEqual(await stage.redis.lrange('resque:failed', 0, -1), left);
    });
});

test('a cancelled question stops between two entries; what was not reached stays', async () => {
  const count = 1_000;
  await stage.redis.rpush('resque:failed', ...range(count).map(failure));
  await stage.open({ dialect: 'ruby' });
  const pages = await Promise.all(range(5).map((page) => shownFailures(stage.server, page * 200)));
  const refs = refsOf(pages.flat());
  assert.equal(refs.length, count);
  const cancel = new CancellationTokenSource();
  const asked = stage.server.connection
    .sendRequest<{ readonly outcomes: readonly RetryOutcome[] }>(
      RetryFailures.method,
      { backendId: 'it', refs, keepsRecord: false },
      cancel.token,
    )
    .then(({ outcomes }) => outcomes);
  await eventually('some are retried', async () => (await stage.redis.llen('resque:queue:mail')) > 3);
  cancel.cancel();
  const outcomes = await asked;
  const retried = outcomes.filter(({ kind }) => kind === 'retried').length;
  assert.ok(retried > 3 && retried < count, `${retried} were retried`);
  assert.equal(outcomes.filter(({ kind }) => kind === 'notTried').length, count - retried);
  assert.deepEqual(
    [await stage.redis.llen('resque:failed'), await stage.redis.llen('resque:queue:mail')],
    [count - retried, retried],
  );
});

test('one more than RETRY_ENTRIES_MAX: the last to fail is left as it was, and said to be', async () => {
  const behind = range(3_000).map((name) => failure(`behind ${name}`));
  await stage.redis.rpush('resque:failed', ...range(RETRY_ENTRIES_MAX + 1).map(failure), ...behind);
  await stage.open({ dialect: 'ruby' });
  const refs = range(RETRY_ENTRIES_MAX + 1).map(
    (place): EntryRef => ({ in: { list: 'failed' }, place, digest: digestOf(Buffer.from(failure(place))) }),
  );
  const outcomes = await retry(stage.server, refs);
  assert.deepEqual(
    [outcomes.slice(0, -1).every(({ kind }) => kind === 'retried'), outcomes.at(-1)?.kind],
    [true, 'notTried'],
  );
  assert.deepEqual(await stage.redis.lrange('resque:failed', 0, -1), [failure(RETRY_ENTRIES_MAX), ...behind]);
});
