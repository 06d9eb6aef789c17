import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRubyTime, parseMoment } from '../../server/src/text/times';

/** `expected` as ISO 8601 in UTC; undefined for a text whose time must not be guessed. */
function check(written: string | number, expected: string | undefined): void {
  const moment = parseMoment(written);
  assert.equal(moment.text, String(written));
  assert.equal(moment.ms === undefined ? undefined : new Date(moment.ms).toISOString(), expected, String(written));
}

test('strftime, as the classic writes it', () => {
  check('Sun Nov 22 06:38:46 GMT 2026', '2026-11-22T06:38:46.000Z');
  check('Sun Nov 22 06:38:46 UTC 2026', '2026-11-22T06:38:46.000Z');
  check('Sun Nov 22 01:39:10 EST 2026', '2026-11-22T06:39:10.000Z');
  check('Sun Nov 22 01:39:10 PDT 2026', '2026-11-22T08:39:10.000Z');
  check('Sun Nov 22 11:39:10 +05 2026', '2026-11-22T06:39:10.000Z');
  check('Sun Nov 22 12:24:10 +0545 2026', '2026-11-22T06:39:10.000Z');
  check('Sun Nov 22 03:39:10 -03 2026', '2026-11-22T06:39:10.000Z');
  check('Sun Nov  1 03:39:10 GMT 2026', '2026-11-01T03:39:10.000Z');
  check('Thu Feb 29 00:00:00 UTC 2024', '2024-02-29T00:00:00.000Z');
});

test('zones and languages that are not known stay text', () => {
  check('Sun Nov 22 07:38:50 CET 2026', undefined);
  check('Sun Nov 22 07:38:50 IST 2026', undefined);
  check('Sun Nov 22 07:38:50 A 2026', undefined);
  check('So Nov 22 07:38:50 GMT 2026', undefined);
  check('Sun Okt 22 07:38:50 GMT 2026', undefined);
  check('dim. nov. 22 07:38:50 UTC 2026', undefined);
  check('2026/11/22 06:55:39 CET', undefined);
  check('2026/11/22 06:55:39 toString', undefined);
  check('2026/11/22 06:55:39 constructor', undefined);
});

test('ISO 8601 and Ruby', () => {
  check('2026-11-22T07:42:03+01:00', '2026-11-22T06:42:03.000Z');
  check('2026-11-22T06:53:50Z', '2026-11-22T06:53:50.000Z');
  check('2026-11-22T06:53:50.123456Z', '2026-11-22T06:53:50.123Z');
  check('2026-11-22T01:56:31-05:00', '2026-11-22T06:56:31.000Z');
  check('2026/11/22 06:55:39 UTC', '2026-11-22T06:55:39.000Z');
  check('2026/11/22 01:55:31 EST', '2026-11-22T06:55:31.000Z');
  check('2026-11-22 06:53:35 +0000', '2026-11-22T06:53:35.000Z');
  check('2026-11-22 01:55:29 -0500', '2026-11-22T06:55:29.000Z');
  check('Sun Nov 22 06:38:46 +0000 2026', '2026-11-22T06:38:46.000Z');
  check('1970-01-01 00:00:00 UTC', '1970-01-01T00:00:00.000Z');
});

test('without a zone nothing is guessed', () => {
  check('2026/11/22 07:03:54', undefined);
  check('2026-11-22T07:03:54', undefined);
  check('2026-11-22', undefined);
});

test('JavaScript', () => {
  check('Sun Nov 22 2026 07:01:36 GMT+0000 (Coordinated Universal Time)', '2026-11-22T07:01:36.000Z');
  check('Sun Nov 22 2026 08:01:36 GMT+0100 (Mitteleuropäische Normalzeit)', '2026-11-22T07:01:36.000Z');
  check('Sun Nov 22 2026 07:01:36 GMT+0000', '2026-11-22T07:01:36.000Z');
});

test('seconds since 1970', () => {
  check('1795331034', '2026-11-22T07:03:54.000Z');
  check(1795331034, '2026-11-22T07:03:54.000Z');
  check('1795329972.4895', '2026-11-22T06:46:12.490Z');
  check(1795329523.61828, '2026-11-22T06:38:43.618Z');
  check('0', '1970-01-01T00:00:00.000Z');
  // Milliseconds, or nonsense: a year beyond 9999 is not guessed at.
  check('1795331034000', undefined);
  check('1e9', undefined);
  check('-5', undefined);
  check(Number.NaN, undefined);
  check(Infinity, undefined);
});

test('what is no time', () => {
  check('', undefined);
  check('soon', undefined);
  check('2026-13-01T00:00:00Z', undefined);
  check('2026-02-30T00:00:00Z', undefined);
  check('2026-02-03T24:00:00Z', undefined);
  check('2026-02-03T00:60:00Z', undefined);
  check('0000-02-03T00:00:00Z', undefined);
  check('2026-11/22 06:55:39 UTC', undefined);
  check('2026-11-22T07:42:03+99:00', undefined);
  assert.equal(parseMoment('x'.repeat(1_000_000)).text.length, 100);
});

test('written as Ruby writes it', () => {
  assert.equal(formatRubyTime(Date.UTC(2026, 10, 2, 6, 5, 9, 999)), '2026/11/02 06:05:09 UTC');
  assert.equal(parseMoment(formatRubyTime(1_795_330_539_000)).ms, 1_795_330_539_000);
});
