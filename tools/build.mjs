// Bundles the extension and the language server. `--watch` rebuilds on change; `--tests` adds the tests' own bundles.
import { readdirSync } from 'node:fs';
import { context } from 'esbuild';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: !watch,
  keepNames: true,
  sourcemap: watch,
  logLevel: 'warning',
  loader: { '.lua': 'text' },
};

/** The entry stays small: what it needs only once a view is shown is a bundle of its own, required at that moment. */
const bundles = [
  {
    ...common,
    entryPoints: { extension: 'client/src/extension.ts', 'language-client': 'client/src/language-client.ts' },
    outdir: 'client/out',
    external: ['vscode', './language-client'],
  },
  { ...common, entryPoints: { server: 'server/src/main.ts' }, outdir: 'server/out' },
];

if (process.argv.includes('--tests')) bundles.push(...testBundles());

function testBundles() {
  const layers = ['unit', 'integration', 'lsp', 'journeys'];
  const shared = { ...common, minify: false, sourcemap: 'inline', outbase: 'test' };
  const files = (layer) =>
    readdirSync(`test/${layer}`, { recursive: true })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `test/${layer}/${file}`);
  return [
    { ...shared, entryPoints: layers.flatMap(files), outdir: 'test/out', packages: 'external' },
    { ...shared, entryPoints: ['test/suite/index.ts', ...files('suite')], outdir: 'test/out', external: ['vscode', 'mocha'] },
  ];
}

const contexts = await Promise.all(bundles.map((bundle) => context(bundle)));
if (watch) await Promise.all(contexts.map((each) => each.watch()));
else {
  await Promise.all(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
}
