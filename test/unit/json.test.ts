import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findJsonProblem } from '../../server/src/text/json-problem';
import { compactJson, jsonProblem, parseObject, prettyJson, readArray } from '../../server/src/text/json';
import { printJson } from '../../server/src/text/print';
import { randomJson, randomOf } from '../support/random';

const checkProblem = (text: string, offset: number | undefined): void => {
  assert.equal(jsonProblem(text)?.offset, offset, text);
  assert.equal(findJsonProblem(text)?.offset, offset, `${text} without JSON.parse`);
};

test('strict JSON only, with the place of what is wrong', () => {
  for (const text of [
    '{}',
    ' [ ] ',
    '0',
    '-0',
    '1.0e+100',
    '"\\u00e9\\/"',
    'null',
    '{"a":[1,{"b":[]}]}',
    '\t{\n"a" : 1\r}',
  ]) {
    checkProblem(text, undefined);
  }
  checkProblem('', 0);
  checkProblem('   ', 3);
  checkProblem('{"a":1,}', 7);
  checkProblem('[1,]', 3);
  checkProblem('[1 2]', 3);
  checkProblem('{"a" 1}', 5);
  checkProblem('{"a":}', 5);
  checkProblem("{'a':1}", 1);
  checkProblem('{a:1}', 1);
  checkProblem('{"a":1', 6);
  checkProblem('[1}', 2);
  checkProblem('{"a":1]', 6);
  checkProblem('1 2', 2);
  checkProblem('{} // a comment', 3);
  checkProblem('/* a */{}', 0);
  checkProblem('NaN', 0);
  checkProblem('[Infinity]', 1);
  checkProblem('01', 1);
  checkProblem('1.', 1);
  checkProblem('+1', 0);
  checkProblem('.5', 0);
  checkProblem('tru', 0);
  checkProblem('truee', 4);
  checkProblem('"a', 2);
  checkProblem('"a\nb"', 2);
  checkProblem('"\\x41"', 1);
  checkProblem('"\\u00g9"', 1);
  checkProblem('"\\u12"', 1);
  checkProblem('\ufeff{}', 0);
  checkProblem('[1,\u00a02]', 3);
  checkProblem(']', 0);
  checkProblem(',', 0);
});

test('members by offset, the last of a name wins', () => {
  const text = ' {"a" : 1.0 ,"cl\\u0061ss":"x\\"}", "a":[{"}":"]"}], "e":{} } ';
  const object = parseObject(text);
  assert.ok(object);
  const cut = (name: string): string | undefined => {
    const member = object.named.get(name);
    return member && text.slice(member.valueStart, member.valueEnd);
  };
  assert.equal(cut('a'), '[{"}":"]"}]');
  assert.equal(cut('class'), '"x\\"}"');
  assert.equal(cut('e'), '{}');
  assert.equal(cut('missing'), undefined);
  assert.deepEqual(object.duplicates, ['a']);
  assert.deepEqual(
    object.members.map(({ name, start }) => [name, text[start]]),
    [
      ['a', '"'],
      ['class', '"'],
      ['a', '"'],
      ['e', '"'],
    ],
  );
  assert.equal(text.slice(object.start, object.end), text.trim());
  for (const no of ['[1,2]', '5', '"{}"', 'null', '', '{', '{"a":1,}', '{"a":NaN}'])
    assert.equal(parseObject(no), undefined, no);
});

const checkElements = (text: string, ...expected: string[]): void =>
  assert.deepEqual(
    readArray(text, 0).map(([start, end]) => text.slice(start, end)),
    expected,
  );

test('elements by offset', () => {
  checkElements('[]');
  checkElements('[ ]');
  checkElements('[1,"a,]",[2,[3]] , {"b":[4]}, null ]', '1', '"a,]"', '[2,[3]]', '{"b":[4]}', 'null');
});

test('printing changes blanks and nothing else', () => {
  const text =
    '{"big":18446744073709551616,"f":1.0,"e":1.0e+100,"z":-0,"s":"a\\/b\\u00e9 : ,","l":[ ],"o":{\n},"n":[[1,2],{}]}';
  assert.equal(
    prettyJson(text),
    [
      '{',
      '  "big": 18446744073709551616,',
      '  "f": 1.0,',
      '  "e": 1.0e+100,',
      '  "z": -0,',
      '  "s": "a\\/b\\u00e9 : ,",',
      '  "l": [],',
      '  "o": {},',
      '  "n": [',
      '    [',
      '      1,',
      '      2',
      '    ],',
      '    {}',
      '  ]',
      '}',
    ].join('\n'),
  );
  assert.equal(compactJson(prettyJson(text)), text.replace('[ ]', '[]').replace('{\n}', '{}'));
});

test('any JSON: same value pretty and compact, same text as stored, members that tile the text', () => {
  for (let seed = 1; seed <= 3_000; seed++) {
    const random = randomOf(seed);
    const text = randomJson(random);
    const value: unknown = JSON.parse(text);
    assert.equal(findJsonProblem(text), undefined, `seed ${seed}`);
    assert.deepEqual(JSON.parse(prettyJson(text)), value, `seed ${seed}`);
    assert.deepEqual(JSON.parse(compactJson(text)), value, `seed ${seed}`);
    assert.equal(compactJson(prettyJson(text)), compactJson(text), `seed ${seed}`);
    assert.equal(printJson(text, { layout: 'stored' }).text, text, `seed ${seed}`);
    const object = parseObject(text);
    assert.equal(
      object !== undefined,
      typeof value === 'object' && value !== null && !Array.isArray(value),
      `seed ${seed}`,
    );
    for (const { name, valueStart, valueEnd } of object?.named.values() ?? []) {
      const part: unknown = JSON.parse(text.slice(valueStart, valueEnd));
      assert.deepEqual(part, Object.entries(Object(value)).find(([known]) => known === name)?.[1], `seed ${seed}`);
    }
    // Broken anywhere, it is refused by both, at a place inside the text.
    const at = Math.floor(random() * text.length);
    const broken = text.slice(0, at) + text.slice(at + 1);
    const problem = findJsonProblem(broken);
    assert.equal(problem === undefined, isJson(broken), `seed ${seed}: ${broken}`);
    assert.ok(problem === undefined || (problem.offset >= 0 && problem.offset <= broken.length));
  }
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('hostile depth and length cost time only', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  assert.equal(jsonProblem(deep), undefined);
  assert.equal(findJsonProblem(deep), undefined);
  assert.equal(jsonProblem('['.repeat(100_000))?.offset, 100_000);
  assert.equal(jsonProblem('{"a":'.repeat(100_000))?.offset, 500_000);
  const object = parseObject(`{"a":${deep},"b":1}`);
  assert.deepEqual([...(object?.named.keys() ?? [])], ['a', 'b']);
  assert.equal(compactJson(deep), deep);
  assert.ok(prettyJson(deep).length < 300_000, 'blanks must not grow with the square of the depth');
  assert.equal(parseObject(`{"s":"${'\\\\'.repeat(500_000)}"}`)?.members.length, 1);
});
