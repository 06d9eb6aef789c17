import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compileMasks,
  defaultMaskPatterns,
  hasMask,
  type JsonView,
  showJson,
  showText,
} from '../../server/src/text/mask';
import type { JsonLayout } from '../../server/src/text/print';
import { pick, randomJson, randomOf, type Random } from '../support/random';

const masks = compileMasks(defaultMaskPatterns);

const checkMatch = (patterns: readonly string[], name: string, expected: boolean): void =>
  assert.equal(compileMasks(patterns).matches(name), expected, `${patterns.join()} ${name}`);

test('names are compared as plain parts, without case and separators', () => {
  checkMatch(defaultMaskPatterns, 'password', true);
  checkMatch(defaultMaskPatterns, 'user_PassWord2', true);
  checkMatch(defaultMaskPatterns, 'X-Api-Key', true);
  checkMatch(defaultMaskPatterns, 'apiKey', true);
  checkMatch(defaultMaskPatterns, 'card', true);
  checkMatch(defaultMaskPatterns, 'author', false);
  checkMatch(defaultMaskPatterns, 'queue', false);
  checkMatch([], 'password', false);
  checkMatch(['', ' ', '_'], 'anything', false);
  checkMatch(['(a+)+$', '.*', '['], 'aaaa', false);
  checkMatch(['(a+)+$'], 'x(A+)+$', true);
  checkMatch(['straße'], 'Straße', true);
});

const checkMasked = (text: string, expected: string, view: Partial<JsonView> = {}): void =>
  assert.equal(showJson(text, { masks, ...view }), expected);

test('values under masked names, at any depth', () => {
  checkMasked('{"password":"x"}', '{"password":"•••"}');
  checkMasked('{"password":"x"}', '{"password":"x"}', { isRevealed: true });
  checkMasked('[{"a":{"Token":12345678901234567890,"n":1.0}}]', '[{"a":{"Token":"•••","n":1.0}}]');
  checkMasked('{"card":{"no":1,"list":[1,{"a":"}"}]},"b":2}', '{"card":"•••","b":2}');
  checkMasked('{"tokens":["a","b"],"b":-0}', '{"tokens":"•••","b":-0}');
  checkMasked('{"secret":true,"token":null,"cvv":false}', '{"secret":true,"token":null,"cvv":false}');
  checkMasked('{"pass\\u0077ord":"x"}', '{"password":"•••"}');
  checkMasked('{ "password" : "x" , "a" : [ 1 ] }', '{ "password" : "•••" , "a" : [ 1 ] }', { layout: 'stored' });
  checkMasked('{"password":{"a":1},"b":[1]}', '{\n  "password": "•••",\n  "b": [\n    1\n  ]\n}', {
    layout: 'indented',
  });
  checkMasked('["password","x"]', '["password","x"]');
});

const checkLayout = (text: string, expected: string, layout: JsonView['layout'] = 'compact'): void =>
  assert.equal(showJson(text, { masks, layout }), expected);

test('strings are shown as the characters they mean, but stored text stays', () => {
  checkLayout('["zo\\u00eb","a\\/b","\\ud83c\\udf89"]', '["zoë","a/b","🎉"]');
  checkLayout('["\\u0000","\\ud83d","a\\"b","\\n"]', '["\\u0000","\\ud83d","a\\"b","\\n"]');
  checkLayout('["\\u202e\u202e\u2028"]', '["\\u202e\\u202e\\u2028"]');
  checkLayout('["zo\\u00eb", "a\\/b"]', '["zo\\u00eb", "a\\/b"]', 'stored');
  checkLayout('{"\\u00fc":1}', '{"ü":1}');
});

const checkInside = (value: unknown, expected: unknown): void =>
  assert.equal(showJson(JSON.stringify(value), { masks }), JSON.stringify(expected));

test('secrets inside strings', () => {
  checkInside(['{"password":"x","a":1}'], ['{"password":"•••","a":1}']);
  checkInside(
    [JSON.stringify({ a: JSON.stringify({ password: 'a"b\\' }) })],
    [JSON.stringify({ a: JSON.stringify({ password: '•••' }) })],
  );
  checkInside(['redis://user:pass@host/0'], ['redis://user:•••@host/0']);
  checkInside({ url: 'https://a.b/?token=abc&x=1' }, { url: 'https://a.b/?token=•••&x=1' });
});

const checkFree = (text: string, expected: string): void => {
  assert.equal(showText(text, { masks }), expected);
  assert.equal(showText(expected, { masks }), expected, 'masking twice changes nothing');
  assert.equal(showText(text, { masks, isRevealed: true }), text);
};

test('free text', () => {
  checkFree('login failed: password=hunter2 for bob', 'login failed: password=••• for bob');
  checkFree('password = hunter2', 'password = •••');
  checkFree('token: abc, next', 'token: •••, next');
  checkFree('Authorization: Bearer abc.def-ghi', 'Authorization: Bearer •••');
  checkFree('curl -H "Authorization: Basic dXNlcg==" http://x', 'curl -H "Authorization: Basic •••" http://x');
  checkFree("'password' => 'a\\'b', 'x' => 1", "'password' => '•••', 'x' => 1");
  checkFree(':password=>"x", :a=>1', ':password=>"•••", :a=>1');
  checkFree('[password] => x', '[password] => •••');
  checkFree('{"secret":{"a":1},"b":2}', '{"secret":•••,"b":2}');
  checkFree('{\\"token\\":\\"a\\\\\\"b\\",\\"x\\":1}', '{\\"token\\":\\"•••\\",\\"x\\":1}');
  checkFree('password="cut off here', 'password="•••');
  checkFree('mysql://root:p@ss@db:3306/app', 'mysql://root:•••@db:3306/app');
  checkFree('redis://:pa/ss@host:6379', 'redis://:•••@host:6379');
  checkFree('cookie: a=b; c=d\nnext', 'cookie: •••\nnext');
  // What is no secret stays.
  checkFree('http://host:8080/@scope', 'http://host:8080/@scope');
  checkFree('App\\Token::find() at /srv/card_job.rb:12:in', 'App\\Token::find() at /srv/card_job.rb:12:in');
  checkFree('SecretsManager::get(1)', 'SecretsManager::get(1)');
  checkFree('https://host/a?b=c', 'https://host/a?b=c');
  checkFree('password', 'password');
  checkFree('password:', 'password:');
  checkFree('no secrets: none', 'no secrets: •••'); // Too much rather than too little.
});

const cutText = (value: string, limit: number): string => showText(value, { masks, limit });
const cutJson = (value: string, limit: number): string => showJson(value, { masks, limit });

test('cut for display', () => {
  assert.equal(cutText('abcdef', 6), 'abcdef');
  assert.equal(cutText('abcdefg', 6), 'abcde…');
  assert.equal(cutText('abcd🎉g', 6), 'abcd…');
  assert.equal(cutText('a=1 token=abcdef', 12), 'a=1 token=…');
  assert.equal(cutText(`token=${'x'.repeat(100_000)} y`, 12), 'token=•••…');
  assert.equal(cutText('\ud800', 5), '\ufffd');
  assert.equal(cutJson('{"a":1}', 7), '{"a":1}');
  assert.equal(cutJson('{"a":12}', 7), '{"a":1…');
  assert.equal(cutJson('{"token":"abcdef"}', 12), '{"token":"…');
  assert.equal(cutJson('["🎉🎉"]', 5), '["🎉…');
  for (let limit = 1; limit < 60; limit++) {
    for (const escape of ['\\\\', '\\u00e9', '\\"', '\\ud83c\\udf89', '\\n']) {
      const shown = cutJson(`["${escape.repeat(20_000)}"]`, limit);
      assert.ok(shown.length <= limit && shown.endsWith('…'), shown);
      assert.doesNotMatch(shown, /\p{Surrogate}/u);
    }
  }
});

test('stars left in typed arguments', () => {
  assert.equal(hasMask('{"password":"•••"}'), true);
  assert.equal(hasMask('{"password":"••"}'), false);
});

test('any JSON: what is not masked means the same, what is masked is nowhere', () => {
  const secret = 'S3cr3t';
  for (let seed = 1; seed <= 2_000; seed++) {
    const random = randomOf(seed);
    const text = randomJson(random);
    const layout = pick<JsonLayout>(random, ['compact', 'indented', 'stored']);
    const plain = showJson(text, { masks: compileMasks([]), layout, isRevealed: true });
    assert.deepEqual(JSON.parse(plain), JSON.parse(text), `seed ${seed}`);
    const hidden = showJson(hide(random, secret, text), { masks, layout });
    assert.ok(!hidden.includes(secret), `seed ${seed}: ${hidden}`);
    assert.doesNotThrow(() => JSON.parse(hidden) as unknown, `seed ${seed}: ${hidden}`);
    const limit = 1 + Math.floor(random() * 100);
    const cut = showJson(hide(random, secret, text), { masks, layout, limit });
    assert.ok(cut.length <= limit && !/\p{Surrogate}/u.test(cut) && !cut.includes(secret), `seed ${seed}: ${cut}`);
  }
});

/** JSON that holds a secret under a masked name, directly, below other values, or as JSON text in a string. */
function hide(random: Random, secret: string, text: string): string {
  const name = pick(random, ['password', 'Api_Key', 'x-token']);
  const value = pick(random, [`"${secret}"`, `{"a":[${text},"${secret}"]}`, `["${secret}","\\"${secret}"]`]);
  let json = `{"before":${text},"${name}" : ${value},"after":${text}}`;
  for (let level = Math.floor(random() * 4); level > 0; level--) json = `{"inner":[${JSON.stringify(json)}]}`;
  return json;
}

test('hostile texts take time by their length', () => {
  const started = performance.now();
  const size = 200_000;
  for (const piece of [
    'a',
    'password=',
    'password={',
    'password="',
    ':',
    'a:',
    '://',
    'a://:',
    '\\',
    '"password" ',
    '\\"',
    '[[',
    'Authorization:',
  ]) {
    showText(piece.repeat(size / piece.length), { masks });
    showJson(JSON.stringify(piece.repeat(size / piece.length)), { masks });
  }
  showJson('['.repeat(100_000) + ']'.repeat(100_000), { masks });
  assert.ok(performance.now() - started < 5_000, 'quadratic time would take minutes');
});
