import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialects } from '../../server/src/dialect/all';
import { argumentsProblem, encodeWaiting, newJobId } from '../../server/src/dialect/encode';
import { ARGUMENTS_BYTES_MAX } from '../../server/src/limits';
import type { ArgumentsProblem, ArgumentsShape } from '../../server/src/protocol/shapes';
import { parseObject, readArray } from '../../server/src/text/json';
import { commandsOf, type Implementation } from '../support/recorded';

const checkArguments = (
  text: string,
  shape: ArgumentsShape,
  expected: ArgumentsProblem['code'] | undefined,
  offset?: number,
): void => {
  const problem = argumentsProblem(text, shape);
  assert.equal(problem?.code, expected, `${text} as ${shape}`);
  if (offset !== undefined) assert.equal(problem?.code === 'notJson' && problem.offset, offset, text);
};

test('arguments as typed', () => {
  checkArguments('{"a":1}', 'map', undefined);
  checkArguments(' { } ', 'map', undefined);
  checkArguments('null', 'map', undefined);
  checkArguments('[]', 'map', undefined);
  checkArguments(' [ ] ', 'map', undefined);
  checkArguments('[{"a":1}]', 'map', 'notMap'); // Wrapped by hand: it would be wrapped twice.
  checkArguments('["a"]', 'map', 'notMap');
  checkArguments('5', 'map', 'notMap');
  checkArguments('"a"', 'map', 'notMap');
  checkArguments('true', 'map', 'notMap');
  checkArguments('[]', 'positional', undefined);
  checkArguments(' [1, {"a":2}]', 'positional', undefined);
  checkArguments('{"a":1}', 'positional', 'notArray');
  checkArguments('null', 'positional', 'notArray');
  checkArguments('', 'map', 'notJson', 0);
  checkArguments('{"a":1,}', 'map', 'notJson', 7);
  checkArguments('[NaN]', 'positional', 'notJson', 1);
  checkArguments('{"password":"•••"}', 'map', 'masked');
  checkArguments('["•••"', 'positional', 'masked');
  checkArguments(`["${'ü'.repeat(ARGUMENTS_BYTES_MAX / 2)}"]`, 'positional', 'tooLarge');
  checkArguments('["\\ud83d\\ude00","😀","\\\\ud83d"]', 'positional', undefined);
  checkArguments('["\\ud83d"]', 'positional', 'notJson', 2);
  checkArguments('["a\\ude00"]', 'positional', 'notJson', 3);
  checkArguments('["\\ud83d\\ud83d\\ude00"]', 'positional', 'notJson', 2);
  checkArguments('["\ud83d"]', 'positional', 'notJson', 2);
  checkArguments('['.repeat(90) + ']'.repeat(90), 'positional', undefined);
  checkArguments('['.repeat(91) + ']'.repeat(91), 'positional', 'notJson', 90);
  checkArguments(`["${'['.repeat(500)}"]`, 'positional', undefined);
  checkArguments('['.repeat(100_000), 'positional', 'notJson');
});

/** Takes a recorded entry apart, types its arguments with other blanks and escapes, and writes it again. */
function checkRecorded(
  recording: Implementation,
  dialect: (typeof dialects)['ruby'],
  isByLibrary: (entry: string) => boolean,
): void {
  const pushes = commandsOf(recording).filter(
    ([name, key]) => /^rpush$/i.test(String(name)) && /^resque:queue:[^:]*(?::[a-z]+)?$/.test(String(key)),
  );
  const seen = new Set<string>();
  for (const [, key, bytes] of pushes) {
    const entry = String(bytes);
    if (!isByLibrary(entry)) continue;
    const payload = parseObject(entry);
    assert.ok(payload);
    const text = (name: string): string => {
      const member = payload.named.get(name);
      return member === undefined ? '' : entry.slice(member.valueStart, member.valueEnd);
    };
    const args = payload.named.get('args');
    assert.ok(args);
    const [only] =
      dialect.arguments === 'map' ? readArray(entry, args.valueStart) : [[args.valueStart, args.valueEnd] as const];
    assert.ok(only);
    const written = encodeWaiting(dialect, {
      jobClass: decoded(text('class')),
      queue: String(key).slice('resque:queue:'.length),
      argumentsText: ` ${entry.slice(...only)}\n`,
      ...(text('id') === '' ? {} : { jobId: decoded(text('id')) }),
      queueTimeSeconds: Number(text('queue_time') || '0'),
    });
    assert.equal(written, entry);
    seen.add(entry);
  }
  assert.ok(seen.size > 10, `${seen.size} different entries of ${recording}`);
}

const decoded = (token: string): string => String(JSON.parse(token));

const anyEntry = (): boolean => true;

test('what each library wrote, byte for byte', () => {
  checkRecorded('php-resque-classic', dialects['php-classic'], (entry) => entry.includes('"queue_time"'));
  checkRecorded('ruby-resque', dialects.ruby, anyEntry);
  // A lone surrogate, which the recording session wrote on purpose, is kept as well: it is the input that refuses it.
  checkRecorded('node-resque', dialects.node, (entry) => entry.includes('"queue":'));
});

const checkEncoded = (name: keyof typeof dialects, argumentsText: string, expected: string): void =>
  assert.equal(
    encodeWaiting(dialects[name], {
      jobClass: 'App\\A/ü',
      queue: 'q ü',
      argumentsText,
      jobId: 'i',
      queueTimeSeconds: 1795329523.61828,
    }),
    expected,
  );

test('strings take the form of the library, numbers and keys stay as typed', () => {
  const typed =
    '{ "ü/": "\\u00e9/\\/🎉\\ud83c\\udf89\\u001F", "n": [1.0, 1e2, -0, 18446744073709551616], "10": 1, "2": {} }';
  const php =
    '{"\\u00fc\\/":"\\u00e9\\/\\/\\ud83c\\udf89\\ud83c\\udf89\\u001f","n":[1.0,1e2,-0,18446744073709551616],"10":1,"2":{}}';
  const plain = '{"ü/":"é//🎉🎉\\u001f","n":[1.0,1e2,-0,18446744073709551616],"10":1,"2":{}}';
  checkEncoded(
    'php-classic',
    typed,
    `{"class":"App\\\\A\\/\\u00fc","args":[${php}],"id":"i","queue_time":1795329523.61828}`,
  );
  checkEncoded(
    'php-successor',
    typed,
    `{"class":"App\\\\A\\/\\u00fc","args":[${php}],"id":"i","prefix":"","queue_time":1795329523.61828}`,
  );
  checkEncoded(
    'php-classic',
    'null',
    '{"class":"App\\\\A\\/\\u00fc","args":[null],"id":"i","queue_time":1795329523.61828}',
  );
  checkEncoded('ruby', `[${typed}]`, `{"class":"App\\\\A/ü","args":[${plain}]}`);
  checkEncoded('node', `[${typed}]`, `{"class":"App\\\\A/ü","queue":"q ü","args":[${plain}]}`);
});

test('status packets as the libraries create them', () => {
  const created = commandsOf('php-resque-classic').find(
    ([name, key]) => String(name) === 'SET' && String(key).endsWith(':status'),
  );
  assert.equal(dialects['php-classic'].status?.waiting(1795329523), String(created?.[2]));
  assert.equal(
    dialects['php-successor'].status?.waiting(1795329523),
    '{"status":1,"updated":1795329523,"started":1795329523,"result":null}',
  );
});

test('job ids', () => {
  assert.equal(
    newJobId(Uint8Array.from({ length: 20 }, (_, index) => index * 16 + index)),
    '00112233445566778899aabbccddeeff',
  );
  assert.throws(() => newJobId(new Uint8Array(15)));
});
