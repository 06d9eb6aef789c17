import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stars, withoutSecrets } from '../../client/src/mask-text';
import { stars as serverStars } from '../../server/src/text/secrets';

const check = (json: string, expected: string): void =>
  assert.equal(withoutSecrets(json, ['password', 'api_key']), expected);

test('secrets are not remembered', () => {
  check('{"id": 1, "password": "x"}', '{"id": 1, "password": "•••"}');
  check(
    '{"user":{"Pass-Word":["a",{"b":1}],"n":9007199254740993}}',
    '{"user":{"Pass-Word":"•••","n":9007199254740993}}',
  );
  check('[1, {"apiKey" : {"a": "}"} , "x":true}]', '[1, {"apiKey" : "•••" , "x":true}]');
  check('["password"]', '["password"]');
  check('["redis://u:secret@host", "a:b", "password=abc"]', '["•••", "a:b", "•••"]');
  check('{"a":"\\"password\\":\\"x\\""}', '{"a":"•••"}');
  check('', '');
});

test('the stars are the ones the server refuses', () => assert.equal(stars, serverStars));
