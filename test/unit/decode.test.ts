import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFailure } from '../../server/src/dialect/decode-failure';
import { decodeJob } from '../../server/src/dialect/decode-job';
import { decodeStatus } from '../../server/src/dialect/decode-status';
import { decodeWorker } from '../../server/src/dialect/decode-worker';
import { type Look, numberEntries } from '../../server/src/dialect/decode-entry';
import { dialects } from '../../server/src/dialect/all';
import { keysOf } from '../../server/src/dialect/keys';
import type { EntryList } from '../../server/src/protocol/shapes';
import { compileMasks, defaultMaskPatterns } from '../../server/src/text/mask';
import { matchGolden } from '../support/golden';
import { type Implementation, keyspace, listsOf, roundTrips } from '../support/recorded';

const look = { masks: compileMasks(defaultMaskPatterns) };
const families = { 'php-resque-classic': 'php-classic', 'ruby-resque': 'ruby', 'node-resque': 'node' } as const;

/** One line per field, in a fixed order, identity left out: what a person would compare. */
function lines(shape: object): string {
  return Object.entries(shape)
    .filter(([name]) => name !== 'ref')
    .map(
      ([name, value]) =>
        `  ${name}: ${typeof value === 'string' ? value.replaceAll('\n', '\\n') : JSON.stringify(value)}`,
    )
    .join('\n');
}

function entriesText(name: string, entries: readonly Buffer[], list: EntryList, view: Look): string {
  const numbers = numberEntries(entries);
  const shown = entries.map((entry, place) => {
    const at = { in: list, place, ordinal: numbers[place]?.ordinal ?? 0 };
    const decoded = list.list === 'failed' ? decodeFailure(entry, at, view) : decodeJob(entry, at, view);
    assert.equal(decoded.ref.place, place);
    assert.equal(decoded.ref.digest, numbers[place]?.digest);
    assert.equal(decoded.bytes, entry.length);
    return `${name} ${place}\n${lines(decoded)}`;
  });
  return shown.join('\n');
}

function entriesOf(recording: Implementation): string {
  const view = { ...look, shape: dialects[families[recording]].arguments };
  const waiting = listsOf(recording, /^queue:/).map(({ name, entries }) =>
    entriesText(name, entries, { list: 'waiting', queue: name.slice('queue:'.length) }, view),
  );
  const delayed = listsOf(recording, /^delayed:\d+$/).map(({ name, entries }) =>
    entriesText(name, entries, { list: 'delayed', second: Number(name.slice('delayed:'.length)) }, view),
  );
  const failed = listsOf(recording, /^failed$/).map(({ name, entries }) =>
    entriesText(name, entries, { list: 'failed' }, view),
  );
  return [...waiting, ...delayed, ...failed].join('\n') + '\n';
}

for (const recording of ['php-resque-classic', 'ruby-resque', 'node-resque'] as const) {
  test(`every recorded entry of ${recording}`, () => matchGolden(`entries.${recording}`, entriesOf(recording)));

  test(`every recorded worker of ${recording}`, () => {
    const stored = new Map(keyspace(recording).map(({ key, value }) => [key, value]));
    const dialect = dialects[families[recording]];
    const keys = keysOf('resque:', dialect);
    const bytes = (key: string | undefined): Buffer | null => {
      const value = key === undefined ? undefined : stored.get(key);
      return typeof value === 'string' ? Buffer.from(value) : null;
    };
    const heartbeats = new Map(pairs(stored.get(keys.heartbeat ?? '')));
    const registered = strings(stored.get(keys.workers));
    const orphans = [...stored.keys()]
      .filter((key) => /^resque:worker:(?!ping:)/.test(key) && !key.endsWith(':started'))
      .map((key) => key.slice('resque:worker:'.length))
      .filter((id) => !registered.includes(id));
    const text = [...registered, ...orphans].map((id) => {
      const heartbeat = heartbeats.get(id);
      const worker = decodeWorker(
        {
          id,
          payload: bytes(keys.worker(id)),
          started: bytes(keys.started(id)),
          ping: bytes(keys.ping?.(dialect.workerName(id))),
          heartbeat: heartbeat === undefined ? null : Buffer.from(heartbeat),
          processed: bytes(keys.processedBy(id)),
          failed: bytes(keys.failedBy(id)),
          isRegistered: registered.includes(id),
          nowMs: Date.UTC(2026, 10, 22, 8),
        },
        dialect,
        look,
      );
      return `worker\n${lines(worker)}`;
    });
    matchGolden(`workers.${recording}`, text.join('\n') + '\n');
  });
}

const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const pairs = (value: unknown): readonly [string, string][] =>
  Array.isArray(value)
    ? value.map((pair: unknown): [string, string] =>
        Array.isArray(pair) ? [String(pair[0]), String(pair[1])] : ['', ''],
      )
    : [];

test('every recorded status', () => {
  const text = keyspace('php-resque-classic')
    .filter(({ key }) => key.endsWith(':status'))
    .map(({ key, value }) => {
      const jobId = key.slice('resque:job:'.length, -':status'.length);
      return lines(decodeStatus(jobId, Buffer.from(String(value)), dialects['php-classic'], look));
    });
  matchGolden('statuses.php-resque-classic', text.join('\n\n') + '\n');
});

test('one odd payload through five implementations', () => {
  const text = roundTrips().flatMap(({ impl, pushed, working, failed }) => {
    const waiting = decodeJob(
      Buffer.from(pushed),
      { in: { list: 'waiting', queue: 'rt' }, place: 0, ordinal: 0 },
      look,
    );
    const failure = decodeFailure(Buffer.from(failed), { in: { list: 'failed' }, place: 0, ordinal: 0 }, look);
    const worker = decodeWorker(
      { id: 'vm:1:rt', payload: Buffer.from(working), isRegistered: true, nowMs: 0 },
      dialects['php-classic'],
      look,
    );
    return [
      `${impl}, pushed\n${lines(waiting)}`,
      `${impl}, failed\n${lines(failure)}`,
      `${impl}, working\n${lines(worker.job ?? {})}`,
    ];
  });
  matchGolden('roundtrip', text.join('\n') + '\n');
});
