import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clue, detect, probeKeys } from '../../server/src/dialect/detect';
import type { DialectName, DialectVerdict } from '../../server/src/protocol/shapes';
import { type Implementation, keyspace, listsOf } from '../support/recorded';

const key = (name: string, type?: string, prefix = 'resque:'): Clue => ({
  kind: 'key',
  prefix,
  key: prefix + name,
  ...(type === undefined ? {} : { type }),
});
const job = (payload: object, list = 'q'): Clue => ({
  kind: 'waiting',
  list,
  entry: Buffer.from(JSON.stringify(payload)),
});
const manifest = (file: string, ...packages: string[]): Clue => ({ kind: 'manifest', manifest: { file, packages } });

/** `name?` where nothing told; the others seen; the foreign ones. */
function summary({ name, isCertain, alsoSeen, foreign }: DialectVerdict): string {
  return [
    `${name}${isCertain ? '' : '?'}`,
    ...alsoSeen.map((each) => `+${each}`),
    ...foreign.map((each) => `!${each.name}`),
  ].join(' ');
}

const checkFound = (expected: string, ...clues: Clue[]): void => assert.equal(summary(detect(clues, 'auto')), expected);

test('the family and what else is seen', () => {
  const classic = job({ class: 'A', args: [{}], id: 'i', queue_time: 1.5 });
  const successor = job({ class: 'A', args: [{}], id: 'i', prefix: '', queue_time: 1.5 });
  const rubyJob = job({ class: 'A', args: [] });
  const nodeJob = job({ class: 'A', queue: 'q', args: [] });
  checkFound('php-classic?');
  checkFound('php-classic', classic);
  checkFound('php-successor', successor);
  checkFound('ruby', rubyJob);
  checkFound('node', nodeJob);
  checkFound('node +ruby', nodeJob, rubyJob);
  checkFound('php-classic +ruby', classic, rubyJob, rubyJob, rubyJob);
  checkFound('node', key('connection_test_key', 'string'));
  checkFound('ruby', key('workers:heartbeat', 'hash'));
  checkFound('node', key('worker:ping:vm:1'));
  checkFound('php-successor', key('job:abc:pid'));
  checkFound('ruby', key('resque:resque_scheduler_master_lock'));
  // Keys that only look alike.
  checkFound(
    'php-classic?',
    key('queue:stats', 'list'),
    key('queue:connection_test_key'),
    key('stat:processed'),
    key('job:x:status'),
  );
  checkFound('php-classic?', key('stats', 'list'), key('hosts'), {
    kind: 'key',
    prefix: 'resque:',
    key: 'other:connection_test_key',
  });
  checkFound('node', key('connection_test_key', 'string', ''));
  checkFound('php-classic', manifest('composer.json', 'monolog/monolog', 'chrisboulton/php-resque'));
  checkFound('php-successor', manifest('composer.json', 'resque/php-resque'));
  checkFound('ruby', manifest('Gemfile', 'rails', 'resque-scheduler'));
  checkFound('node', manifest('package.json', 'node-resque'));
  checkFound('php-classic?', manifest('package.json', 'express', 'my-resque', 'resquejs'));
  // What stands in the queues outweighs what the workspace names.
  checkFound('php-classic +php-successor', manifest('composer.json', 'resque/php-resque'), classic);
  checkFound(
    'php-successor +php-classic',
    {
      kind: 'status',
      key: 'resque:job:i:status',
      value: Buffer.from('{"status":1,"updated":1,"started":1,"result":null}'),
    },
    manifest('composer.json', 'chrisboulton/php-resque'),
  );
  checkFound('php-classic', {
    kind: 'status',
    key: 'resque:job:i:status',
    value: Buffer.from('{"status":3,"updated":1}'),
  });
  checkFound('php-classic?', { kind: 'status', key: 'resque:job:i:status', value: Buffer.from('') });
});

const checkForeign = (expected: string, ...clues: Clue[]): void =>
  assert.equal(summary(detect(clues, undefined)), expected);

test('layouts that are not supported are named', () => {
  checkForeign('php-classic? !pyres', key('minions', 'set'), key('khans', 'set'));
  checkForeign('php-classic? !pyres', {
    kind: 'waiting',
    list: 'q',
    entry: Buffer.from('{"class": "A", "args": [], "enqueue_timestamp": 1.5}'),
  });
  checkForeign(
    'php-classic? !php-rewrite',
    job({ id: 'i', class: 'A', data: {} }),
    key('stats', 'hash'),
    key('hosts', 'set'),
  );
  checkForeign('php-classic? !php-rewrite', manifest('composer.json', 'mjphaynes/php-resque'));
  checkForeign(
    'php-classic? !php-ex',
    key('workerLogger'),
    key(`failed:${'0'.repeat(32)}`),
    manifest('composer.json', 'wa0x6e/php-resque-ex'),
  );
  checkForeign('php-classic? !php-ex', key('_schdlr_:1795331034'));
  checkForeign('ruby !ruby-multi-queue', key('failed_queues', 'set'), job({ class: 'A', args: [] }));
  checkForeign('php-classic? !pyres', manifest('requirements.txt', 'pyres'));
  assert.deepEqual(detect([key('minions', 'set')], undefined).foreign, [{ name: 'pyres', subject: 'resque:minions' }]);
});

test('odd entries tell nothing and break nothing', () => {
  for (const text of ['', '5', '[]', '{', '{}', 'null', '{"payload":null}', '{"payload":5,"failed_at":null}']) {
    for (const kind of ['waiting', 'delayed', 'failed'] as const) {
      assert.equal(
        summary(detect([{ kind, list: 'x', entry: Buffer.from(text) }], 'auto')),
        'php-classic?',
        `${kind} ${text}`,
      );
    }
    assert.equal(summary(detect([{ kind: 'worker', id: 'vm:1:q', value: Buffer.from(text) }], 'auto')), 'php-classic?');
  }
});

test('the user’s choice stands, with the evidence for it', () => {
  const verdict = detect([key('workers:heartbeat', 'hash'), job({ class: 'A', queue: 'q', args: [] })], 'ruby');
  assert.equal(summary(verdict), 'ruby +node');
  assert.deepEqual(verdict.evidence, [{ code: 'chosen' }, { code: 'key', subject: 'resque:workers:heartbeat' }]);
  assert.equal(summary(detect([], 'node')), 'node');
});

test('reasons are said once, strongest first', () => {
  const clues = [
    manifest('package.json', 'node-resque'),
    ...Array.from({ length: 50 }, () => job({ class: 'A', queue: 'q', args: [] }, 'mail')),
  ];
  assert.deepEqual(detect([...clues, key('connection_test_key', 'string')], 'auto').evidence, [
    { code: 'payload', subject: 'mail', detail: 'queue' },
    { code: 'key', subject: 'resque:connection_test_key' },
    { code: 'manifest', subject: 'package.json', detail: 'node-resque' },
  ]);
  assert.deepEqual(detect([], 'auto').evidence, [{ code: 'default' }]);
});

const checkCan = (name: DialectName, shape: string, ...can: string[]): void => {
  const verdict = detect([], name);
  assert.equal(verdict.arguments, shape);
  assert.deepEqual(
    Object.entries(verdict.can)
      .filter(([, has]) => has)
      .map(([each]) => each),
    can,
  );
};

test('what each family can', () => {
  checkCan('php-classic', 'map', 'track', 'delayed');
  checkCan('php-successor', 'map', 'track', 'delayed');
  checkCan('ruby', 'positional', 'delayed', 'keepRetried', 'heartbeat');
  checkCan('node', 'positional', 'delayed', 'heartbeat');
});

const checkRecording = (recording: Implementation, file: string, expected: string): void => {
  const recorded = new Map(keyspace(recording, file).map((row) => [row.key, row.type]));
  const keys = probeKeys('resque:').flatMap((each): Clue[] => {
    const type = recorded.get(each);
    return type === undefined ? [] : [{ kind: 'key', prefix: 'resque:', key: each, type }];
  });
  const all = [...recorded].map(([each, type]): Clue => ({ kind: 'key', prefix: 'resque:', key: each, type }));
  const sample = (name: RegExp, kind: 'waiting' | 'failed' | 'delayed'): Clue[] =>
    file === 'keyspace.jsonl'
      ? listsOf(recording, name).flatMap(({ name: list, entries }) =>
          entries.map((entry): Clue => ({ kind, list, entry })),
        )
      : [];
  const entries = [
    ...sample(/^queue:/, 'waiting'),
    ...sample(/^failed$/, 'failed'),
    ...sample(/^delayed:\d/, 'delayed'),
  ];
  if (recording !== 'php-resque-classic') assert.equal(summary(detect(keys, 'auto')), expected);
  if (entries.length > 0) assert.equal(summary(detect(entries, 'auto')), expected.replace(/ !.*/, ''));
  assert.equal(summary(detect([...all, ...entries], 'auto')), expected);
};

test('each recording is told from its keys, and from its entries', () => {
  checkRecording('php-resque-classic', 'keyspace.jsonl', 'php-classic');
  checkRecording('ruby-resque', 'keyspace.jsonl', 'ruby');
  checkRecording('ruby-resque', 'keyspace.multi-queue.jsonl', 'ruby !ruby-multi-queue');
  checkRecording('node-resque', 'keyspace.jsonl', 'node');
});
