// Imports point down. Every import line of server and client is read, and one that points up fails with the reason.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';

/** The layers of the server from the top; those side by side know nothing of each other. */
const layers: readonly (readonly string[])[] = [
  ['main'],
  ['server'],
  ['params', 'settings', 'thread'],
  ['backend', 'features', 'source'],
  ['model'],
  ['dialect'],
  ['text'],
  ['protocol'],
];

/** Packages that only some may know, and why. */
const packages: readonly { readonly name: RegExp; readonly only: RegExp; readonly why: string }[] = [
  { name: /^ioredis$/, only: /^server\/src\/backend\//, why: 'only the backend talks to Redis' },
  {
    name: /^vscode-languageserver/,
    only: /^server\/src\/(main|server)\.ts$/,
    why: 'only server.ts knows the protocol’s library',
  },
  { name: /^vscode-languageclient/, only: /^client\/src\/language-client\.ts$/, why: 'it is loaded on first need' },
  { name: /^web-tree-sitter$/, only: /^server\/src\/source\//, why: 'only source reads code' },
  { name: /^vscode$/, only: /^client\//, why: 'the server runs in any editor' },
  { name: /^node:worker_threads$/, only: /^server\/src\/(main|thread)\.ts$/, why: 'one file knows of threads' },
];

/** Why a file may not import this, or undefined where it may. `name` is a path from the root, or a package. */
function objection(file: string, name: string): string | undefined {
  const limit = packages.find((each) => each.name.test(name));
  if (limit && !limit.only.test(file)) return limit.why;
  const isPackage = !/^(server|client|media|package\.json)/.test(name);
  if (file.startsWith('server/src/protocol/'))
    return name.startsWith('server/src/protocol/') ? undefined : 'the contract imports nothing outside itself';
  if (isPackage) return undefined;
  if (file.startsWith('client/'))
    return name.startsWith('server/') && !name.startsWith('server/src/protocol/')
      ? 'the client knows the server by its contract only'
      : undefined;
  if (name.startsWith('client/')) return 'the server knows no client';
  if (name.startsWith('package.json'))
    return file === 'server/src/main.ts' ? undefined : 'main.ts says what the process knows';
  return pointsUp(file, name);
}

function pointsUp(file: string, name: string): string | undefined {
  const [own, other] = [layerOf(file), layerOf(name)];
  if (own === 'limits') return 'limits are numbers and their reasons';
  if (other === 'limits') return own === 'main' ? 'main only starts things' : undefined;
  if (own === undefined || other === undefined || rankOf(own) === -1 || rankOf(other) === -1)
    return 'it stands in no layer: name one in architecture.test.ts';
  if (own === other) return undefined;
  const [from, to] = [rankOf(own), rankOf(other)];
  if (from === to) return `${own} and ${other} stand side by side`;
  return from < to ? undefined : `${other} stands above ${own}`;
}

const layerOf = (path: string): string | undefined => /^server\/src\/([^/.]+)/.exec(path)?.[1];
const rankOf = (layer: string): number => layers.findIndex((side) => side.includes(layer));

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file));

/** What a file imports, exports from or loads, as paths from the root or packages. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const written = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'";]*?from '([^']+)'|\bimport\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
    ),
  ];
  return written
    .flatMap((match) => match.slice(1).filter((name) => name !== undefined))
    .map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name));
}

const files = [...filesIn('server/src'), ...filesIn('client/src')];

test('no import points up', () => {
  assert.ok(files.length > 60);
  const wrong = files.flatMap((file) =>
    importsOf(file).flatMap((name) => {
      const why = objection(file, name);
      return why === undefined ? [] : [`${file} imports ${name}: ${why}`];
    }),
  );
  assert.deepEqual(wrong, []);
});

test('every layer named here exists or is still to come, and every folder is a layer', () => {
  const known = new Set([...layers.flat(), 'limits']);
  const found = readdirSync('server/src').map((name) => name.replace('.ts', ''));
  assert.deepEqual(
    found.filter((name) => !known.has(name)),
    [],
  );
  const missing = [...known].filter(
    (name) => !existsSync(`server/src/${name}`) && !existsSync(`server/src/${name}.ts`),
  );
  assert.deepEqual(
    missing.filter((name) => name !== 'features' && name !== 'source'),
    [],
  );
});

test('only main.ts says what the process knows', () => {
  const wrong = files
    .filter((file) => file.startsWith('server/') && file !== 'server/src/main.ts')
    .filter((file) =>
      /(?<![.\w'])process\b\s*[.[]|from '(?:node:)?process'/.test(withoutComments(readFileSync(file, 'utf8'))),
    );
  assert.deepEqual(wrong, []);
});

test('pure layers read no clock and no chance', () => {
  const wrong = files
    .filter((file) => /^server\/src\/(model|dialect|text|protocol)\//.test(file))
    .filter((file) =>
      /Date\.now\(|new Date\(\)|performance\.|Math\.random\(|randomBytes|setTimeout|setInterval/.test(
        withoutComments(readFileSync(file, 'utf8')),
      ),
    );
  assert.deepEqual(wrong, []);
});

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

describe('the rule itself', () => {
  const cases: readonly [string, string, RegExp | undefined][] = [
    ['server/src/model/model.ts', 'server/src/backend/link', /stands above/],
    ['server/src/features/hover.ts', 'server/src/backend/link', /side by side/],
    ['server/src/backend/link.ts', 'server/src/features/hover', /side by side/],
    ['server/src/protocol/shapes.ts', 'node:util', /nothing outside itself/],
    ['server/src/text/json.ts', 'server/src/dialect/ruby', /stands above/],
    ['server/src/text/json.ts', 'server/src/limits', undefined],
    ['server/src/model/model.ts', 'ioredis', /only the backend/],
    ['server/src/backend/link.ts', 'ioredis', undefined],
    ['client/src/tree/rows.ts', 'server/src/limits', /contract only/],
    ['client/src/tree/rows.ts', 'server/src/protocol/shapes', undefined],
    ['server/src/server.ts', 'client/src/ask', /no client/],
    ['server/src/odd/thing.ts', 'server/src/text/json', /no layer/],
    ['server/src/backend/link.ts', 'vscode', /any editor/],
  ];
  for (const [file, name, why] of cases)
    test(`${file} → ${name}`, () => {
      const said = objection(file, name);
      if (why === undefined) assert.equal(said, undefined);
      else assert.match(said ?? '', why);
    });
});
