import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iconless, linkless, markdown, oneLine } from '../../client/src/plain';

const checkLine = (text: string, expected: string, most?: number): void => assert.equal(oneLine(text, most), expected);

test('one line', () => {
  checkLine('a\r\n\tb\u0000c', 'a b c');
  checkLine('  a  ', 'a');
  checkLine('abc\u202edcba', 'abcdcba');
  checkLine('abcdef', 'abc…', 4);
  checkLine('ab\u{1f600}cd', 'ab…', 4);
  checkLine('x'.repeat(5_000_000), `${'x'.repeat(199)}…`);
});

const checkMarkdown = (text: string, expected: string): void => assert.equal(markdown(text), expected);

test('markdown shows exactly the text', () => {
  checkMarkdown('[x](command:workbench.action.quit)', '\\[x\\]\\(command\\:workbench\\.action\\.quit\\)');
  checkMarkdown('<img src=x>&lt;', '\\<img src\\=x\\>\\&lt\\;');
  checkMarkdown('**bold** _it_ `code`', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\`');
  checkMarkdown('a\n# b', 'a \\# b');
  checkMarkdown('https://a.b', 'https\\:\\/\\/a\\.b');
  checkMarkdown('App\\Jobs', 'App\\\\Jobs');
});

test('no icons from Redis', () => {
  assert.equal(iconless('$(trash) $(sync~spin)'), '\\$(trash) \\$(sync~spin)');
});

test('no links from Redis in notifications', () => {
  assert.equal(linkless('no [x](command:workbench.action.quit) here'), 'no [x] (command:workbench.action.quit) here');
  assert.equal(linkless('[a]](https://b)'), '[a]] (https://b)');
});
