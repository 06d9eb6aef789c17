// What is believed: a reading that says nothing new changes nothing, and what differs is named by its part.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LISTENERS_SHOWN_MAX } from '../../server/src/limits';
import { indexListeners } from '../../server/src/model/listeners';
import { apply, emptyModel, type Model, type Reading } from '../../server/src/model/model';
import { marksOf, partsWith, piecesOf } from '../../server/src/model/parts';
import { emptyTally, tallied } from '../../server/src/model/tally';
import type { Job, Part, Worker } from '../../server/src/protocol/shapes';

const worker = (id: string, more: Partial<Worker> = {}): Worker => ({ id, host: 'vm', queues: [], ...more });
const job = (name: string, more: Partial<Job> = {}): Job => ({
  kind: 'job',
  id: `${name}.0`,
  ref: { in: { list: 'waiting', queue: 'a' }, place: 0, digest: name },
  bytes: 1,
  jobClass: name,
  argumentsText: '[]',
  ...more,
});
const page = (...items: Job[]) => ({ items, from: 0, total: items.length });

const after = (...readings: readonly Reading[]): Model =>
  readings.reduce((model, reading) => apply(model, reading).model, emptyModel);

describe('apply', () => {
  const cases: readonly [string, Reading, readonly Part[]][] = [
    [
      'names and rows',
      { of: 'queues', names: { names: ['a'], total: 1 }, rows: [{ name: 'a', depth: 1 }] },
      ['queues'],
    ],
    ['paused', { of: 'queues', rows: [], isPaused: true }, ['queues']],
    ['unlisted', { of: 'unlisted', names: ['b'] }, ['queues']],
    ['workers', { of: 'workers', ids: { names: ['w'], total: 1 }, rows: [worker('w')] }, ['workers', 'queues']],
    ['one worker', { of: 'workers', rows: [worker('w', { processed: 1 })] }, ['workers']],
    ['the badge', { of: 'failedCount', count: 3 }, ['failedCount']],
    ['stats', { of: 'stats', stats: { failed: 1 } }, ['stats']],
    ['seconds', { of: 'seconds', page: { items: [{ second: 1, isOrphan: true }], from: 0, total: 1 } }, ['delayed']],
    ['jobs', { of: 'jobs', part: 'queue:a', page: page(job('x')) }, ['queue:a']],
    [
      'statuses',
      { of: 'statuses', found: [{ jobId: 'i', word: 'waiting' }], gone: ['j'] },
      ['statuses', 'job:i', 'job:j'],
    ],
    [
      'a trouble',
      { of: 'trouble', piece: 'workerIds', trouble: { code: 'wrongType', detail: '' } },
      ['workers', 'queues'],
    ],
  ];
  for (const [name, reading, parts] of cases)
    test(`${name}: told once, then nothing new`, () => {
      const first = apply(emptyModel, reading);
      assert.deepEqual(first.changed, parts);
      const second = apply(first.model, structuredClone(reading));
      assert.deepEqual([second.changed, second.model === first.model], [[], true]);
    });

  test('rows of names that are gone go with them', () => {
    const model = after(
      { of: 'queues', names: { names: ['a', 'b'], total: 2 }, rows: [{ name: 'a' }, { name: 'b' }] },
      { of: 'queues', names: { names: ['b'], total: 1 }, rows: [] },
    );
    assert.deepEqual([...model.queueRows.keys()], ['b']);
  });
  test('a trouble goes when it is read again, and rows stay meanwhile', () => {
    const rows: Reading = { of: 'queues', names: { names: ['a'], total: 1 }, rows: [{ name: 'a' }] };
    const trouble = { code: 'permission', detail: 'NOPERM' } as const;
    const troubled = after(rows, { of: 'trouble', piece: 'queueNames', trouble });
    assert.deepEqual([troubled.troubles.get('queueNames'), [...troubled.queueRows.keys()]], [trouble, ['a']]);
    assert.equal(apply(troubled, { of: 'trouble', piece: 'queueNames' }).model.troubles.size, 0);
  });
  test('a page whose entries moved is another page', () => {
    const moved = job('x', { ref: { in: { list: 'waiting', queue: 'a' }, place: 1, digest: 'x' } });
    const model = after({ of: 'jobs', part: 'queue:a', page: page(job('x')) });
    assert.deepEqual(apply(model, { of: 'jobs', part: 'queue:a', page: page(moved) }).changed, ['queue:a']);
  });
});

test('every part is made of pieces, and every piece of it concerns that part', () => {
  const parts: readonly Part[] = [
    'failedCount',
    'stats',
    'queues',
    'workers',
    'failures',
    'delayed',
    'statuses',
    'queue:a',
    'second:1',
    'job:i',
  ];
  for (const part of parts)
    assert.ok(
      piecesOf(part).some((piece) => partsWith(piece).includes(part)),
      part,
    );
  assert.deepEqual(piecesOf('backend'), []);
});

test('a changed key touches what shows it', () => {
  const cases: readonly [Parameters<typeof marksOf>[0], readonly string[]][] = [
    [undefined, []],
    [{ kind: 'waiting', queue: 'a:b' }, ['queues/a:b', 'queue:a:b/']],
    [{ kind: 'failed' }, ['failedCount/', 'failures/', 'stats/']],
    [{ kind: 'worker', id: 'w' }, ['workers/w']],
    [{ kind: 'ping', name: 'n' }, ['workers/n']],
    [{ kind: 'second', second: 5 }, ['delayed/', 'second:5/']],
    [{ kind: 'status', jobId: 'i' }, ['statuses/i', 'job:i/']],
  ];
  for (const [kind, marks] of cases)
    assert.deepEqual(
      marksOf(kind).map(({ piece, item = '' }) => `${piece}/${item}`),
      marks,
    );
});

describe('who listens, as Ruby matches file names', () => {
  const cases: readonly [pattern: string, name: string, listens: boolean][] = [
    ['mail', 'mail', true],
    ['mail', 'mails', false],
    ['*', 'anything at all', true],
    ['video*', 'video', true],
    ['*o', 'video', true],
    ['v*d*', 'video', true],
    ['v*x*', 'video', false],
    ['??', 'ab', true],
    ['??', 'abc', false],
    ['?', '🎉', true],
    ['[ab]x', 'bx', true],
    ['[!ab]x', 'bx', false],
    ['[^ab]x', 'cx', true],
    ['[a-c]', 'b', true],
    ['[a-c]', 'd', false],
    ['[a-]', '-', true],
    ['[', '[', true],
    ['a.b', 'axb', false],
    ['{a,b}', 'a', false],
    ['$^+()|', '$^+()|', true],
    ['**a**', 'bab', true],
  ];
  for (const [pattern, name, listens] of cases)
    test(`${pattern} ${listens ? 'takes' : 'leaves'} ${name}`, () =>
      assert.deepEqual(indexListeners([`vm:1:${pattern}`]).of(name).ids, listens ? [`vm:1:${pattern}`] : []));

  test('whoever names a queue in several ways is counted once, and the first are named', () => {
    const listeners = indexListeners(['vm:1:mail,m*,*', 'vm:2:*', 'vm:3:mail', 'vm:4:m*', 'vm:5:other']);
    assert.deepEqual(listeners.of('mail'), { ids: ['vm:1:mail,m*,*', 'vm:3:mail', 'vm:4:m*', 'vm:2:*'], count: 4 });
    assert.deepEqual(listeners.of('other'), { ids: ['vm:5:other', 'vm:1:mail,m*,*', 'vm:2:*'], count: 3 });
    assert.deepEqual(listeners.of('*').count, 2);
    assert.deepEqual(indexListeners([]).of('mail'), { ids: [], count: 0 });
  });

  test('ten thousand workers on patterns cost a page no more than a few', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `vm:${n}:${['*', 'mail,*', 'm*'][n % 3]}`);
    indexListeners(ids).of('warm');
    const started = performance.now();
    for (let turn = 0; turn < 10; turn++) {
      const listeners = indexListeners(ids);
      for (let n = 0; n < 200; n++) {
        const { ids: shown, count } = listeners.of(`m${n}`);
        assert.deepEqual([shown.length, count], [LISTENERS_SHOWN_MAX, 10_000]);
      }
    }
    assert.ok(performance.now() - started < 500, `${performance.now() - started} ms`);
  });

  test('no pattern is slow', () => {
    const listeners = indexListeners([
      `vm:1:${'*a'.repeat(100)}b`,
      `vm:2:${'[a'.repeat(2_000)}`,
      `vm:3:${'?*'.repeat(500)}b`,
    ]);
    const started = performance.now();
    listeners.of('a'.repeat(2_000));
    assert.ok(performance.now() - started < 2_000);
  });
});

test('classes seen: the first entry given of a class is the one remembered, within bounds', () => {
  const tally = tallied(emptyTally, [job('A', { argumentsText: '[1]' }), job('A', { argumentsText: '[2]' }), job('')]);
  assert.deepEqual([...tally.values()], [{ jobClass: 'A', argumentsText: '[1]' }]);
  const many = tallied(
    emptyTally,
    Array.from({ length: 3_000 }, (_, index) => job(`C${index}`)),
  );
  assert.equal(many.size, 1_000);
});
