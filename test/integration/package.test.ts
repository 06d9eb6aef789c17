// What a user gets: the files of the VSIX, by name.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const EXPECTED = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md', // Under this name the package carries media/README.md, which has no relative pictures.
  'THIRD_PARTY_NOTICES',
  'client/out/extension.js',
  'client/out/language-client.js',
  'media/README.md',
  'media/icon.png',
  'media/l10n/bundle.l10n.json',
  'media/resque.svg',
  'media/walkthrough.svg',
  'package.json',
  'package.nls.json',
  'server/out/server.js',
];

test('the VSIX holds these files and no others', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'node_modules/@vscode/vsce/vsce',
    'ls',
    '--no-dependencies',
  ]);
  assert.deepEqual(stdout.trim().split('\n').toSorted(), EXPECTED.toSorted());
});
