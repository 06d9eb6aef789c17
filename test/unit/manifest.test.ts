// The manifest promises nothing that does not exist, and its texts are all there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultMaskPatterns } from '../../server/src/text/mask';

interface Item {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
  readonly args?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly views: { readonly resque: readonly { readonly id: string }[] };
    readonly viewsWelcome: readonly { readonly contents: string; readonly when: string }[];
    readonly menus: Readonly<Record<string, readonly Item[]>>;
    readonly keybindings: readonly Item[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const nls = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { contributes } = manifest;
const ids = contributes.commands.map(({ command }) => command);

test('every command of the manifest has its code, and the reverse', () => {
  const source = readFileSync('client/src/commands/all.ts', 'utf8');
  const table = source.slice(source.indexOf('export const commands'));
  const coded = [...table.matchAll(/^ {2}(\w+)[,:]/gm)].map(([, id]) => `resque.${id}`);
  assert.deepEqual(ids.toSorted(), coded.toSorted());
  for (const { category } of contributes.commands) assert.equal(category, 'Resque');
});

test('menus and keys name commands that exist', () => {
  const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
  assert.deepEqual(
    used.filter((command) => !ids.includes(command)),
    [],
  );
});

test('at most two inline actions on a row, none of them destructive', () => {
  const inline = (contributes.menus['view/item/context'] ?? []).filter(({ group }) => group?.startsWith('inline'));
  const views = inline.map(({ when }) => /view == (\S+)/.exec(when ?? '')?.[1] ?? '');
  for (const view of views) assert.ok(views.filter((other) => other === view).length <= 2, view);
  assert.ok(inline.every(({ command }) => !command.includes('remove')));
});

test('keys work in our views only, and say in which', () => {
  for (const { when, args } of contributes.keybindings)
    assert.match(when ?? '', new RegExp(`^focusedView == resque.${args} `));
  const views = contributes.keybindings.map(({ args }) => `resque.${args}`);
  assert.deepEqual(
    views,
    contributes.views.resque.map(({ id }) => id),
  );
});

test('menus ask for flags that rows have', () => {
  const words = [...text.matchAll(/viewItem =~ \/\\\\b(\w+)\\\\b/g)].map(([, word = '']) => word);
  assert.ok(words.length > 5);
  const sources = ['entry-rows', 'notes', 'rows'].map((file) => readFileSync(`client/src/tree/${file}.ts`, 'utf8'));
  const flags = sources.join('\n');
  assert.deepEqual(
    [...new Set(words)].filter((word) => !flags.includes(`'${word}'`)),
    [],
  );
});

test('what destroys stands last', () => {
  for (const items of Object.values(contributes.menus)) {
    const groups = items.filter(({ command }) => command === 'resque.removeConnection').map(({ group }) => group);
    for (const group of groups) assert.match(group ?? '', /^9_destructive/);
  }
});

test('a welcome for each state there can be', () => {
  const source = readFileSync('client/src/state.ts', 'utf8');
  const union = source.slice(source.indexOf('export type State'), source.indexOf('export interface Situation'));
  const states = [...union.matchAll(/'(\w+)'/g)].map(([, state]) => state);
  const told = contributes.viewsWelcome.map(({ when }) => /resque\.state == (\w+)/.exec(when)?.[1] ?? '');
  assert.deepEqual(new Set(told), new Set(states));
});

test('welcome texts and walkthroughs link to commands that exist', () => {
  const links = Object.values(nls).flatMap((each) =>
    [...each.matchAll(/\(command:([\w.]+)\)/g)].map(([, command = '']) => command),
  );
  const foreign = links.filter((command) => !ids.includes(command) && !/^resque\.\w+\.focus$/.test(command));
  assert.deepEqual([...new Set(foreign)], ['workbench.trust.manage']);
});

test('the readme that is installed has the ACL lines the welcome text points to', () => {
  const [rights] = /ACL SETUSER[^`]+/.exec(readFileSync('README.md', 'utf8')) ?? [];
  assert.ok(rights);
  assert.ok(readFileSync('media/README.md', 'utf8').includes(rights));
});

test('texts of the manifest are all there, and no others', () => {
  const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key));
  assert.deepEqual([...used].toSorted(), Object.keys(nls).toSorted());
});

test('the default masks are the server’s', () => {
  assert.deepEqual(contributes.configuration.properties['resque.mask']?.default, defaultMaskPatterns);
});

test('the bundle of texts has what the sources say', () => {
  const files = readdirSync('client/src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const literal = String.raw`('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
  const patterns = [
    new RegExp(String.raw`\bt\(\s*${literal}`, 'g'),
    new RegExp(String.raw`\bmany\(\s*[^;]+?,\s*${literal},\s*${literal}`, 'g'),
  ];
  const said = files.flatMap((file) => {
    const source = readFileSync(join('client/src', file), 'utf8');
    return patterns.flatMap((pattern) => [...source.matchAll(pattern)].flatMap(([, ...literals]) => literals));
  });
  const texts = [...new Set(said.map((each) => unquoted(each)))].toSorted();
  const file = 'media/l10n/bundle.l10n.json';
  const bundle = Object.fromEntries(texts.map((each) => [each, each]));
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, `${JSON.stringify(bundle, null, 2)}\n`);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), bundle, 'UPDATE_GOLDEN=1 writes the bundle anew');
});

const unquoted = (written: string): string => written.slice(1, -1).replaceAll(/\\(.)/g, '$1');
