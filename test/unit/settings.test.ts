// Configuration → checked settings: what is wrong is one sentence, and good entries beside it stay.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConnection, readSettings } from '../../server/src/settings';
import { defaultMaskPatterns } from '../../server/src/text/mask';

const good = { name: 'shop', url: 'redis://127.0.0.1' };

describe('one connection', () => {
  const cases: readonly [unknown, object | RegExp][] = [
    [good, { ...good, readOnly: false, production: false, unknown: [] }],
    [
      { ...good, namespace: '', dialect: 'ruby', readOnly: true, production: true, passwordEnv: 'A_1' },
      { ...good, namespace: '', dialect: 'ruby', readOnly: true, production: true, passwordEnv: 'A_1', unknown: [] },
    ],
    [
      { ...good, sentinel: {}, tls: {}, unknown: ['cluster'] },
      { ...good, readOnly: false, production: false, unknown: ['sentinel', 'tls', 'cluster'] },
    ],
    [
      { ...good, readOnly: 'yes' },
      { ...good, readOnly: true, production: false, unknown: [] },
    ],
    [
      { ...good, url: 'nonsense://' },
      { ...good, url: 'nonsense://', readOnly: false, production: false, unknown: [] },
    ],
    [null, /is not an object/],
    [[], /is not an object/],
    [{ url: 'x' }, /has no name/],
    [{ ...good, name: '  ' }, /has no name/],
    [{ name: 'a', url: 5 }, /has no url/],
    [{ ...good, url: 'redis://:pw@x' }, /password in its url/],
    [{ ...good, namespace: 5 }, /namespace that is no text/],
    [{ ...good, dialect: 'pyres' }, /unknown dialect/],
    [{ ...good, dialect: '__proto__' }, /unknown dialect/],
    [{ ...good, passwordEnv: 'A B' }, /no variable name/],
  ];
  for (const [entry, expected] of cases)
    test(JSON.stringify(entry), () => {
      const read = readConnection(entry);
      if (expected instanceof RegExp) assert.match(typeof read === 'string' ? read : '', expected);
      else assert.deepEqual(read, expected);
    });
});

describe('the section', () => {
  const cases: readonly [unknown, readonly string[], number][] = [
    [undefined, [], 0],
    [null, [], 0],
    ['x', [], 0],
    [{ connections: {} }, [], 1],
    [{ connections: [good, 5, { name: 'x' }, { ...good, name: 'second' }] }, ['shop', 'second'], 2],
  ];
  for (const [section, names, problems] of cases)
    test(JSON.stringify(section) ?? 'undefined', () => {
      const settings = readSettings(section);
      assert.deepEqual([settings.connections.map(({ name }) => name), settings.problems.length], [names, problems]);
    });
  test('masks: a list of texts, else the usual ones', () => {
    assert.deepEqual(readSettings({ mask: ['a'] }).masks, ['a']);
    assert.deepEqual(readSettings({ mask: [] }).masks, []);
    for (const mask of [5, 'a', [5]]) assert.deepEqual(readSettings({ mask }).masks, defaultMaskPatterns);
  });
});

test('what is no plain "no" makes a connection read-only and production', () => {
  for (const [written, isOn] of [
    [undefined, false],
    [null, false],
    [false, false],
    [true, true],
    ['true', true],
    ['yes', true],
    [1, true],
  ] as const) {
    const spec = readConnection({ name: 'a', url: 'redis://a', readOnly: written, production: written });
    assert.ok(typeof spec !== 'string');
    assert.deepEqual([spec.readOnly, spec.production], [isOn, isOn], String(written));
  }
});
