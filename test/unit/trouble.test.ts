// What others say, on its way to a log or the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redact } from '../../server/src/backend/trouble';

test('passwords in URLs, and those given, are cut out', () => {
  assert.equal(redact('connect redis://user:s3cret@host:1 failed'), 'connect redis://user:•••@host:1 failed');
  assert.equal(redact('connect redis://:s3cret@host failed'), 'connect redis://:•••@host failed');
  assert.equal(redact('hunter2 and hunter2', ['hunter2', undefined, '']), '••• and •••');
  assert.equal(redact('redis://host:6379/0 and http://a/b:c'), 'redis://host:6379/0 and http://a/b:c');
});

test('a password that the cut would leave half is cut out whole', () => {
  const text = `${'x'.repeat(1_980)} redis://u:secretsecretsecret@host`;
  assert.ok(!redact(text).includes('secretse'), redact(text).slice(-60));
});

test('megabytes of one word are read once', () => {
  for (const hostile of ['w'.repeat(5_000_000), '://a:'.repeat(1_000_000), `://${'a'.repeat(5_000_000)}:b`]) {
    assert.ok(redact(hostile).length <= 4_100);
  }
});
