import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCandidates, readCandidate } from '../../client/src/env-candidates';
import { readManifest } from '../../client/src/evidence';

const checkManifest = (file: string, text: string, packages: readonly string[]): void =>
  assert.deepEqual(readManifest(file, text).packages, packages, file);

test('packages of a manifest', () => {
  checkManifest(
    'composer.json',
    '{"require":{"php":">=8","resque/php-resque":"^1.3"},"require-dev":{"chrisboulton/php-resque-scheduler":"*"}}',
    ['resque/php-resque', 'chrisboulton/php-resque-scheduler'],
  );
  checkManifest('package.json', '{"dependencies":{"node-resque":"9"},"devDependencies":{"mocha":"1"}}', [
    'node-resque',
  ]);
  checkManifest('package.json', '{"dependencies":', []);
  checkManifest('package.json', '[]', []);
  checkManifest(
    'Gemfile',
    "source 'x'\ngem 'resque'\n  gem \"resque-scheduler\", require: false\n# gem 'resque-retry'\n",
    ['resque', 'resque-scheduler'],
  );
  checkManifest('requirements.txt', '# jobs\npyres==1.5\nredis>=3\n', ['pyres']);
  checkManifest('pyproject.toml', 'dependencies = [\n  "pyres>=1.5",\n  "flask",\n]\n', ['pyres']);
});

const variables = (text: string): readonly string[] => findCandidates(text).map((found) => found.variables.join(','));

test('connections in a .env', () => {
  assert.deepEqual(variables('APP=1\n'), []);
  assert.deepEqual(variables('REDIS_URL=redis://a\nRESQUE_PREFIX=shop\n'), ['REDIS_URL,RESQUE_PREFIX']);
  assert.deepEqual(variables('export REDIS_HOST="a"\nREDIS_PORT=6380\nREDIS_DB=2\nPREFIX=x\n'), [
    'REDIS_HOST,REDIS_PORT,REDIS_DB,PREFIX',
  ]);
  assert.deepEqual(variables('REDIS_BACKEND=localhost:6379\n#REDIS_URL=redis://b\n'), ['REDIS_BACKEND']);
  assert.deepEqual(variables('REDIS_URL=\nREDIS_HOST=\n'), []);
});

const checkCandidate = (text: string, expected: unknown): void => {
  const [candidate] = findCandidates(text);
  assert.deepEqual(candidate && readCandidate(text, candidate), expected);
};

test('what a chosen candidate leads to', () => {
  checkCandidate("REDIS_URL='redis://u:p@a:1/3'\n", { url: 'redis://u:p@a:1/3' });
  checkCandidate('RESQUE_REDIS_HOST=a # where\nRESQUE_REDIS_PASSWORD="p\\"w"\nRESQUE_NAMESPACE=shop:eu\n', {
    url: 'redis://a:6379/0',
    password: 'p"w',
    namespace: 'shop:eu',
  });
  checkCandidate('REDIS_HOST=a\nREDIS_PORT=\nREDIS_DB=4\n', { url: 'redis://a:6379/4' });
});

test('candidates say that there is a password, and not which', () => {
  const found = findCandidates('REDIS_URL=redis://u:s3cret@a\n');
  assert.equal(found[0]?.hasPassword, true);
  assert.ok(!JSON.stringify(found).includes('s3cret'));
});

test('a hostile manifest of blank lines is read in linear time: in quadratic time this test would not end', () => {
  checkManifest('Gemfile', `${'\n'.repeat(1_000_000)}  gem 'resque'\r\n`, ['resque']);
  checkManifest('requirements.txt', `${'\n'.repeat(1_000_000)}pyres == 1.5\r\n`, ['pyres']);
});
