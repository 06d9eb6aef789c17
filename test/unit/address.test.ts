// Redis URLs into known options: nothing of a query becomes an option, and no password comes out again.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Address, formatAddress, parseAddress, secretKey } from '../../server/src/protocol/address';

const local = { scheme: 'redis', host: '127.0.0.1', port: 6379, database: 0, ignored: [] } as const;

describe('reads', () => {
  const cases: readonly [string, Partial<Address>][] = [
    ['redis://127.0.0.1', {}],
    [' redis://127.0.0.1:6379/ ', {}],
    ['127.0.0.1', {}],
    ['127.0.0.1:6380', { port: 6380 }],
    ['127.0.0.1:6380/3', { port: 6380, database: 3 }],
    ['localhost:1', { host: 'localhost', port: 1 }],
    ['REDIS://127.0.0.1/15', { database: 15 }],
    ['rediss://host', { scheme: 'rediss', host: 'host' }],
    ['redis://127.0.0.1?db=2', { database: 2 }],
    ['redis://127.0.0.1?path=/some.sock&password=x&tls=1', { ignored: ['path', 'password', 'tls'] }],
    ['redis://[::1]:7000', { host: '::1', port: 7000 }],
    ['redis://me@127.0.0.1', { user: 'me' }],
    ['redis://me:p%40%2F@127.0.0.1', { user: 'me', password: 'p@/' }],
    ['redis://:p%@127.0.0.1', { password: 'p%' }],
    ['unix:/tmp/r.sock', { scheme: 'unix', host: '/tmp/r.sock', port: 0 }],
    ['unix:///tmp/r%20s.sock?db=2', { scheme: 'unix', host: '/tmp/r s.sock', port: 0, database: 2 }],
    ['unix://me:pw@/tmp/r.sock', { scheme: 'unix', host: '/tmp/r.sock', port: 0, user: 'me', password: 'pw' }],
  ];
  for (const [text, expected] of cases)
    test(text, () => assert.deepEqual(parseAddress(text), { ...local, ...expected }));
});

describe('refuses', () => {
  const cases: readonly [string, string][] = [
    ['', 'empty'],
    ['   ', 'empty'],
    ['http://x', 'scheme'],
    ['redis+tls://x', 'scheme'],
    ['redis://', 'host'],
    ['redis://x:99999', 'port'],
    ['redis://x:0', 'port'],
    ['redis://x:abc', 'port'],
    ['redis://x/abc', 'database'],
    ['redis://x/-1', 'database'],
    ['redis://x?db=1e3', 'database'],
    ['unix:relative.sock', 'form'],
    ['unix:', 'form'],
  ];
  for (const [text, problem] of cases)
    test(`${text} (${problem})`, () => assert.deepEqual(parseAddress(text), { problem }));
});

test('never throws, and what it writes has no password', () => {
  const pieces = [
    'redis',
    '://',
    ':',
    '@',
    '/',
    '?',
    'db=',
    '%',
    '[',
    ']',
    'host',
    'p4ss',
    '6379',
    ' ',
    '#',
    'unix',
    '\\',
  ];
  let state = 7;
  const next = (bound: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % bound;
  };
  for (let turn = 0; turn < 5_000; turn += 1) {
    const text = Array.from({ length: 1 + next(10) }, () => pieces[next(pieces.length)]).join('');
    const address = parseAddress(text);
    if ('problem' in address) continue;
    const { password, ...open } = address;
    const written = formatAddress(address);
    assert.equal(written, formatAddress(open), text);
    assert.equal(secretKey(address), secretKey(open), text);
    assert.ok(!('password' in parseAddress(written)), written);
    void password;
  }
});

describe('writes what it read', () => {
  for (const text of [
    'redis://127.0.0.1:6379',
    'rediss://me@host:1/2',
    'redis://[::1]:7000',
    'unix:/tmp/r.sock',
    'unix:/tmp/r.sock?db=3',
    'unix://me@/r.sock',
  ])
    test(text, () => {
      const address = parseAddress(text);
      assert.ok(!('problem' in address));
      assert.equal(formatAddress(address), text);
    });
});
