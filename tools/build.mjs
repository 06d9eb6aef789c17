// Bundles the extension and the language server. `--watch` rebuilds on change; `--tests` adds the tests' own bundles.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { context } from 'esbuild';
import { notices } from './notices.mjs';

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  keepNames: true,
  metafile: true,
  logLevel: 'warning',
  loader: { '.lua': 'text' },
};

/** The entry stays small: what it needs only once a view is shown is a bundle of its own, required at that moment. */
const productBundles = [
  {
    ...common,
    entryPoints: { extension: 'client/src/extension.ts', 'language-client': 'client/src/language-client.ts' },
    outdir: 'client/out',
    external: ['vscode', './language-client'],
  },
  // Names stay as written, so that its log can be read; keeping them by `keepNames` would cost every closure of a hot loop a call.
  { ...common, entryPoints: { server: 'server/src/main.ts' }, outdir: 'server/out', keepNames: false },
];

/** The test files of one layer; a layer may have none yet. */
function files(layer) {
  const all = existsSync(`test/${layer}`) ? readdirSync(`test/${layer}`, { recursive: true, encoding: 'utf8' }) : [];
  return all.filter((file) => file.endsWith('.test.ts')).map((file) => `test/${layer}/${file}`);
}

/** Test files land in test/out under the names they have in test/. */
function testBundles() {
  const layers = ['unit', 'integration', 'lsp', 'journeys'];
  const shared = { ...common, sourcemap: 'inline', outbase: 'test', outdir: 'test/out' };
  return [
    { ...shared, entryPoints: layers.flatMap(files), packages: 'external' },
    { ...shared, entryPoints: ['test/suite/index.ts', ...files('suite')], external: ['vscode', 'mocha'] },
  ];
}

/**
 * Builds the bundles, and THIRD_PARTY_NOTICES for what went into them; with `watch` it goes on building.
 * @param {{ tests?: boolean, watch?: boolean }} [options]
 */
export async function build({ tests = false, watch = false } = {}) {
  const product = productBundles.map((bundle) => ({
    ...bundle,
    minifyWhitespace: !watch,
    minifySyntax: !watch,
    minifyIdentifiers: !watch && bundle.keepNames,
    sourcemap: watch,
    logLevel: watch ? 'info' : 'warning', // What it says while watching tells the editor when a build is done.
  }));
  const contexts = await Promise.all([...product, ...(tests ? testBundles() : [])].map((bundle) => context(bundle)));
  try {
    const results = await Promise.all(contexts.map((each) => each.rebuild()));
    if (watch) await Promise.all(contexts.map((each) => each.watch()));
    const bundledFiles = results.slice(0, product.length).flatMap((result) => Object.keys(result.metafile.inputs));
    writeFileSync('THIRD_PARTY_NOTICES', notices(bundledFiles));
  } finally {
    if (!watch) await Promise.all(contexts.map((each) => each.dispose()));
  }
}

if (process.argv[1]?.endsWith('build.mjs')) {
  await build({ tests: process.argv.includes('--tests'), watch: process.argv.includes('--watch') });
}
