// Whatever names a person is asked about, the question holds no link: VS Code would make `[text](command:…)` in it one that runs a command.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { linkless } from '../../client/src/plain';

test('no link survives', () => {
  for (const hostile of [
    '[docs](command:workbench.action.terminal.new?%5B%5D)',
    'a[b](https://c)',
    '[[x](file:///y)](command:z)',
  ]) {
    assert.doesNotMatch(linkless(hostile), /\]\(/, hostile);
  }
});

test('every place that VS Code searches for links is given text without them', () => {
  const sources = readdirSync('client/src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const bare = sources.flatMap((file) => {
    const source = readFileSync(join('client/src', file), 'utf8');
    const said = source.matchAll(
      /\.(?:prompt|validationMessage) = (?!linkless\(|said;)[^;]+;|show(?:Warning|Error|Information)Message\((?!linkless\(|\s*t\('The Resque server)[^)]*\)/g,
    );
    return [...said].map(([code]) => `${file}: ${code}`);
  });
  assert.deepEqual(bare, []);
});
