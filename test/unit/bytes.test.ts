import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { digestOf, escapeBytes, textOf } from '../../server/src/text/bytes';
import { randomOf } from '../support/random';

test('the digest is the first half of SHA-256', () => {
  assert.equal(digestOf(Buffer.from('')), 'e3b0c44298fc1c149afbf4c8996fb924');
  assert.equal(digestOf(Buffer.from('a')), createHash('sha256').update('a').digest().subarray(0, 16).toString('hex'));
});

const checkText = (bytes: readonly number[], expected: string | undefined): void =>
  assert.equal(textOf(Buffer.from(bytes)), expected);

test('text only where the bytes are UTF-8, and the same bytes again', () => {
  checkText([], '');
  checkText([0xc3, 0xbc], 'ü');
  checkText([0xef, 0xbb, 0xbf, 0x41], '\ufeffA');
  checkText([0xff], undefined);
  checkText([0xc3], undefined);
  checkText([0xed, 0xa0, 0x80], undefined); // A surrogate.
  checkText([0xc0, 0xaf], undefined); // An overlong slash.
});

const checkEscaped = (bytes: Buffer | string, expected: string, limit = 100): void =>
  assert.equal(escapeBytes(Buffer.from(bytes), limit), expected);

test('bytes for eyes', () => {
  checkEscaped('', '');
  checkEscaped('zoë 🎉 a\\b', 'zoë 🎉 a\\b');
  checkEscaped('a\nb\t\u0000', 'a\\x0ab\\x09\\x00');
  checkEscaped('\u202eabc', '\\xe2\\x80\\xaeabc');
  checkEscaped(Buffer.from([0x41, 0xff, 0xc3, 0x42]), 'A\\xff\\xc3B');
  checkEscaped(Buffer.from([0xf0, 0x9f, 0x8e]), '\\xf0\\x9f\\x8e');
  checkEscaped(Buffer.from([0xed, 0xa0, 0x80]), '\\xed\\xa0\\x80');
  checkEscaped('abcdef', 'abc', 3);
  checkEscaped('ab🎉', 'ab', 3);
  checkEscaped(Buffer.from([0x41, 0xff]), 'A', 4);
  checkEscaped(Buffer.from([0x41, 0xff]), 'A\\xff', 5);
  checkEscaped('🎉🎉', '', 1);
});

test('any bytes: printable, bounded, no half pairs', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = randomOf(seed);
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
    const limit = Math.floor(random() * 80);
    const shown = escapeBytes(bytes, limit);
    assert.ok(shown.length <= limit, `seed ${seed}`);
    assert.doesNotMatch(shown, /[\p{Cc}\p{Surrogate}\ufffd]/u, `seed ${seed}`);
  }
});
