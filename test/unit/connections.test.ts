import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeConnections, type Scope, settingsVersionProblem } from '../../client/src/connections';

/** Merged connections as text: name, scope, and what differs from the defaults. */
function merged(...scopes: readonly [Scope['name'], unknown][]): string[] {
  const { connections } = mergeConnections(scopes.map(([name, value]) => ({ name, value })));
  return connections.map(
    ({ scope, spec: { name, url, ...rest } }) =>
      `${name} ${scope} ${url}${Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''}`,
  );
}
const problems = (...scopes: readonly [Scope['name'], unknown][]): readonly string[] =>
  mergeConnections(scopes.map(([name, value]) => ({ name, value }))).problems;

const own = { name: 'Live', url: 'redis://live:6379', readOnly: true, production: true };

test('a workspace adds connections', () => {
  assert.deepEqual(merged(['user', [own]], ['workspace', [{ name: 'Dev', url: 'redis://localhost' }]]), [
    'Live user redis://live:6379 {"readOnly":true,"production":true}',
    'Dev workspace redis://localhost:6379',
  ]);
});

test('a workspace tightens, and never loosens or moves', () => {
  const looser = {
    name: 'Live',
    url: 'redis://elsewhere:6379',
    readOnly: false,
    production: false,
    namespace: 'x',
    passwordEnv: 'SECRET',
  };
  assert.deepEqual(merged(['user', [own]], ['workspace', [looser]]), [
    'Live user redis://live:6379 {"readOnly":true,"production":true}',
  ]);
  assert.equal(problems(['user', [own]], ['workspace', [looser]]).length, 1);
  const open = { name: 'Live', url: 'redis://live:6379' };
  assert.deepEqual(
    merged(['user', [open]], ['workspace', [{ ...open, production: true }]], ['folder', [{ ...open, readOnly: true }]]),
    ['Live user redis://live:6379 {"production":true,"readOnly":true}'],
  );
  assert.deepEqual(problems(['user', [open]], ['workspace', [{ ...open, production: true }]]), []);
});

test('passwordEnv counts in user settings only', () => {
  const entry = { name: 'A', url: 'redis://a', passwordEnv: 'SECRET' };
  assert.deepEqual(merged(['user', [entry]]), ['A user redis://a:6379 {"passwordEnv":"SECRET"}']);
  assert.deepEqual(merged(['workspace', [entry]]), ['A workspace redis://a:6379']);
});

test('a password in a URL is taken out', () => {
  const { connections, problems: said } = mergeConnections([
    { name: 'user', value: [{ name: 'A', url: 'redis://u:s3cret@a:1/2' }] },
  ]);
  assert.equal(connections[0]?.spec.url, 'redis://u@a:1/2');
  assert.equal(connections[0]?.strayPassword, 's3cret');
  assert.equal(connections[0]?.secret, 'resque.password:redis://u@a:1');
  assert.ok(!JSON.stringify([connections[0]?.spec, said]).includes('s3cret'));
});

test('a URL that cannot be read keeps no password either', () => {
  const { connections } = mergeConnections([{ name: 'user', value: [{ name: 'A', url: 'http://u:s3cret@a' }] }]);
  assert.equal(connections[0]?.spec.url, 'http://a');
});

test('parameters of a URL that mean nothing are told, without their values', () => {
  const [said, ...others] = problems(['user', [{ name: 'A', url: 'redis://a?db=2&path=/s3cret.sock&tls=1' }]]);
  assert.deepEqual([said, others], ['The URL of “A” has parameters that mean nothing here: path, tls.', []]);
});

test('settings of a newer form are told', () => {
  assert.equal(settingsVersionProblem(1), undefined);
  assert.equal(settingsVersionProblem(undefined), undefined);
  assert.match(settingsVersionProblem(2) ?? '', /form 2; known is 1/);
});

test('unknown fields are kept by name', () => {
  assert.deepEqual(merged(['user', [{ name: 'A', url: 'redis://a', sentinel: [], tls: {} }]]), [
    'A user redis://a:6379 {"unknown":["sentinel","tls"]}',
  ]);
});

test('what is no connection is said and left out', () => {
  const bad = [
    {},
    { name: 'A' },
    { name: 'B', url: 'redis://b', dialect: 'x' },
    { name: 'C', url: 'redis://c', namespace: 1 },
    null,
    'x',
  ];
  assert.deepEqual(merged(['user', bad]), []);
  assert.equal(problems(['user', bad]).length, bad.length);
  assert.deepEqual(merged(['user', 'nonsense']), []);
});

test('two of one name', () => {
  const two = [own, { ...own, url: 'redis://other' }];
  assert.equal(merged(['user', two]).length, 1);
  assert.equal(problems(['user', two]).length, 1);
});
