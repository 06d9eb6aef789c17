import { test } from 'node:test';
import { documentText } from '../../client/src/document-text';
import type { EntryDetails, Failure } from '../../server/src/protocol/shapes';
import { secondsAgo } from '../support/client-shapes';
import { matchGolden } from '../support/golden';

process.env['TZ'] = 'UTC';

const failure: Failure = {
  kind: 'failure',
  id: 'd/0',
  ref: { in: { list: 'failed' }, place: 3, digest: 'd' },
  bytes: 900,
  jobClass: 'App\\Jobs\\SendMail',
  jobId: 'abc',
  queue: 'mail',
  argumentsText: '{"to":1}',
  enqueuedAt: secondsAgo(100),
  exception: 'RuntimeException',
  error: 'cut…',
  failedAt: { text: '2026/11/23 15:00:00' },
  worker: 'vm:1:mail',
};
const details: EntryDetails = {
  ref: failure.ref,
  entry: failure,
  isMasked: true,
  argumentsText: '{\n  "to": 9007199254740993,\n  "token": "•••"\n}',
  otherText: '{\n  "prefix": ""\n}',
  error: 'the whole message\nin two lines',
  backtrace: ['#0 /srv/app.php(19): A->b()', '#1 {main}'],
  rawText: '{"failed_at":"…"}',
  isRawCut: false,
};

test('documents', () => {
  const texts = {
    failure: documentText({ found: 'same', details }, 'entry'),
    retried: documentText(
      { found: 'retried', details: { ...details, entry: { ...failure, retriedAt: secondsAgo(1) } } },
      'entry',
    ),
    raw: documentText({ found: 'same', details: { ...details, isRawCut: true } }, 'raw'),
    gone: documentText({ found: 'no' }, 'entry'),
    away: documentText({ found: 'no', trouble: { code: 'refused', detail: 'ECONNREFUSED' } }, 'entry'),
    'gone, once seen': documentText({ found: 'no' }, 'entry', {
      ...details,
      isMasked: false,
      otherText: '',
      backtrace: [],
    }),
    unreadable: documentText(
      {
        found: 'same',
        details: {
          ref: { in: { list: 'waiting', queue: 'mail' }, place: 0, digest: 'e' },
          entry: { kind: 'unreadable', id: 'e/0', ref: failure.ref, bytes: 3, reason: 'notUtf8', preview: '\\xff' },
          isMasked: false,
          rawText: '\\xff\\xfe\\x00',
          isRawCut: false,
        },
      },
      'entry',
    ),
  };
  matchGolden(
    'documents',
    Object.entries(texts)
      .map(([name, text]) => `===== ${name}\n${text}\n`)
      .join('\n'),
  );
});
