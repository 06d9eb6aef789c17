import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detailsOf } from '../../server/src/dialect/decode-details';
import { DOCUMENT_BYTES_MAX } from '../../server/src/limits';
import type { EntryDetails, EntryList } from '../../server/src/protocol/shapes';
import { compileMasks, defaultMaskPatterns } from '../../server/src/text/mask';
import { listsOf } from '../support/recorded';

const look = { masks: compileMasks(defaultMaskPatterns) };
const waiting: EntryList = { list: 'waiting', queue: 'q' };
const failed: EntryList = { list: 'failed' };

function details(entry: Buffer | string, list: EntryList, isRevealed = false): EntryDetails {
  return detailsOf(Buffer.from(entry), { in: list, place: 0, ordinal: 0 }, { ...look, isRevealed });
}

test('a failure in full', () => {
  const record =
    '{"failed_at":"2026/11/22 06:55:39 UTC","payload":{"class":"A","args":[{"big":9007199254740993,"token":"x"}],"id":"i","prefix":"","queue_time":1.5},' +
    '"exception":"E","error":"m password=y","backtrace":["#0 {main}",5,"secret: z"],"queue":"q"}';
  const masked = details(record, failed);
  assert.equal(masked.argumentsText, '{\n  "big": 9007199254740993,\n  "token": "•••"\n}');
  assert.equal(masked.otherText, '{\n  "prefix": ""\n}');
  assert.equal(masked.error, 'm password=•••');
  assert.deepEqual(masked.backtrace, ['#0 {main}', '5', 'secret: •••']);
  assert.equal(masked.isMasked, true);
  assert.equal(
    masked.rawText,
    record.replace('"x"', '"•••"').replace('password=y', 'password=•••').replace('secret: z', 'secret: •••'),
  );
  const revealed = details(record, failed, true);
  assert.equal(revealed.rawText, record);
  assert.equal(revealed.isMasked, false);
  assert.equal(revealed.error, 'm password=y');
  assert.deepEqual(revealed.backtrace, ['#0 {main}', '5', 'secret: z']);
});

const checkParts = (entry: Buffer | string, list: EntryList, ...expected: string[]): void => {
  const { ref: _ref, entry: _entry, isMasked, isRawCut, ...rest } = details(entry, list);
  assert.deepEqual([isMasked, isRawCut], [false, false]);
  assert.deepEqual(Object.keys(rest).toSorted(), [...expected, 'rawText'].toSorted(), String(entry));
};

test('what an entry does not have is left out', () => {
  checkParts('{"class":"A","args":[1]}', waiting, 'argumentsText');
  checkParts('{"class":"A","queue":"q","args":[1]}', waiting, 'argumentsText', 'otherText');
  checkParts('{}', waiting);
  checkParts('', waiting);
  checkParts('[1]', failed);
  checkParts('{"payload":null,"error":null,"backtrace":null}', failed);
  checkParts('{"payload":{"class":"A"},"backtrace":"one\\ntwo"}', failed, 'backtrace');
  checkParts(Buffer.from([0xff, 0x00]), failed);
});

test('raw bytes are reachable whatever they are', () => {
  assert.equal(details(Buffer.from([0x41, 0xff, 0x00]), failed).rawText, 'A\\xff\\x00');
  assert.equal(details('{"a": NaN, "token": "x"}', failed).rawText, '{"a": NaN, "token": "•••"}');
  assert.equal(details(' [ 1.0 ,"\\u00e9"] ', failed).rawText, ' [ 1.0 ,"\\u00e9"] ');
});

test('an entry of 5 MB is decoded on demand; what is larger than a document is cut', () => {
  const large = details(`{"class":"A","args":["${'x'.repeat(5_000_000)}"]}`, waiting);
  assert.equal(large.entry.kind, 'job');
  assert.equal(large.argumentsText?.length, 5_000_000 + '[\n  ""\n]'.length);
  assert.equal(large.isRawCut, false);
  const huge = details(`{"class":"A","args":["${'x'.repeat(DOCUMENT_BYTES_MAX)}"]}`, waiting);
  assert.equal(huge.isRawCut, true);
  assert.equal(huge.rawText.length, DOCUMENT_BYTES_MAX);
  assert.equal(details(Buffer.alloc(DOCUMENT_BYTES_MAX + 1, 0xff), waiting).isRawCut, true);
});

test('every recorded failure can be opened, and revealed is the stored text', () => {
  for (const recording of ['php-resque-classic', 'ruby-resque', 'node-resque'] as const) {
    for (const entry of listsOf(recording, /^failed$/).flatMap(({ entries }) => entries)) {
      assert.equal(details(entry, failed, true).rawText, entry.toString());
      assert.equal(details(entry, failed).entry.kind, entry.length === 0 ? 'unreadable' : 'failure');
    }
  }
});
