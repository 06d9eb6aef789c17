// Everything that proves the extension: `npm test`, or some layers by name, `node tools/test.mjs unit lsp`. Installs what
// is lacking. Nothing is skipped silently: what cannot run has failed, with the reason. Last line: "N passed, N failed".
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { findVSCode } from '../test/launch/electron.mjs';
import { findProgram } from './apt.mjs';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { findChromium } from './chromium.mjs';
import { packageExtension } from './package.mjs';
import { spawnGroup } from './process-group.mjs';
import { findRedis } from './redis.mjs';
import { runTestFiles } from './test-files.mjs';
import { setupWorkbench } from './workbench/setup.mjs';

/** @typedef {import('./test-files.mjs').Outcome} Outcome */
/** @typedef {import('./workbench/server.mjs').Version} Version */

const SECONDS = 1000;
const JOURNEYS_VSIX = resolve('.vscode-test/journeys.vsix');
const SUITE_DEADLINE_MS = 300 * SECONDS;

/** What a layer waits for, started when the first layer that needs it is; each at most once. */
const tools = {
  bundles: once(() => build({ tests: true })),
  redis: once(findRedis),
  chromium: once(findChromium),
  stable: once(() => setupWorkbench('stable')),
  oldest: once(() => setupWorkbench('oldest')),
  desktopStable: once(() => findVSCode('stable')),
  desktopOldest: once(() => findVSCode('oldest')),
  vsix: once(async () => {
    await tools.bundles();
    return packageExtension();
  }),
};
const browser = /** @type {const} */ (['redis', 'chromium', 'stable', 'oldest']);

/** @type {Record<string, { needs: readonly (keyof typeof tools)[], run: () => Promise<Outcome> }>} */
const LAYERS = {
  check: { needs: [], run: check },
  unit: { needs: ['bundles'], run: () => files('unit', { deadlineMs: 60 * SECONDS, concurrency: 2 }) },
  integration: {
    needs: ['bundles', 'redis'],
    run: () => files('integration', { deadlineMs: 180 * SECONDS, concurrency: 2 }),
  },
  lsp: { needs: ['bundles', 'redis'], run: () => files('lsp', { deadlineMs: 120 * SECONDS, concurrency: 2 }) },
  workbench: {
    needs: ['bundles', ...browser, 'desktopStable', 'desktopOldest'],
    run: async () => sum([await developmentSuite('stable'), await developmentSuite('oldest')]),
  },
  package: { needs: ['bundles', ...browser, 'vsix'], run: installedSuite },
  journeys: {
    needs: ['bundles', ...browser, 'vsix'],
    run: async () => {
      // A copy: the journey of `npm start` packages the extension anew while others install it.
      copyFileSync(await tools.vsix(), JOURNEYS_VSIX);
      return files('journeys', { deadlineMs: 300 * SECONDS, concurrency: 2 });
    },
  },
};

/** @template Value @param {() => Promise<Value>} start @returns {() => Promise<Value>} */
function once(start) {
  /** @type {Promise<Value> | undefined} */
  let started;
  return () => {
    started ??= start();
    started.catch(() => undefined); // Told by each layer that needs it, when it is that layer's turn.
    return started;
  };
}

/** @param {readonly Outcome[]} outcomes @returns {Outcome} */
function sum(outcomes) {
  return {
    passed: outcomes.reduce((total, outcome) => total + outcome.passed, 0),
    failures: outcomes.flatMap((outcome) => outcome.failures),
  };
}

/** Test files find the tools in their environment, so that none looks for them, or installs them, again. */
async function environment() {
  return {
    REDIS_SERVER: await tools.redis(),
    CHROMIUM: await tools.chromium().catch(() => ''),
    VSIX: JOURNEYS_VSIX,
  };
}

/** @param {string} layer @param {{ deadlineMs: number, concurrency: number }} options */
async function files(layer, options) {
  const needsNothing = layer === 'unit';
  return runTestFiles(`test/out/${layer}`, { ...options, env: needsNothing ? {} : await environment() });
}

/** The suite in desktop VS Code where there is one, else in code-server's workbench. @param {Version} version */
async function developmentSuite(version) {
  const desktop = await (version === 'stable' ? tools.desktopStable() : tools.desktopOldest());
  if ('reason' in desktop) {
    console.log(`  ${version}: code-server's workbench in Chromium, because: ${desktop.reason}`);
    return suite(`workbench ${version}`, ['node', 'test/launch/workbench.mjs', version]);
  }
  console.log(`  ${version}: desktop VS Code, ${desktop.executable}`);
  const launcher = ['node', 'test/launch/electron.mjs', version];
  const isBlind = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  return suite(`workbench ${version}`, isBlind ? ['xvfb-run', '-a', ...launcher] : launcher);
}

/** The VSIX was built (`vsix` is among this layer's needs), installs, and passes the same suite. */
async function installedSuite() {
  const vsix = await tools.vsix();
  const outcome = await suite('installed VSIX', ['node', 'test/launch/workbench.mjs', 'stable', '--installed', vsix]);
  return sum([{ passed: 1, failures: [] }, outcome]);
}

/** @param {string} name @param {readonly string[]} command @returns {Promise<Outcome>} */
async function suite(name, [program, ...args]) {
  const folder = mkdtempSync(join(tmpdir(), 'resque-inspector-suite-'));
  const results = join(folder, 'results.json');
  const command = program === 'node' ? process.execPath : (findProgram([program]) ?? program);
  const group = spawnGroup(command, [...args, '--results', results], {
    env: { ...process.env, ...(await environment()) },
  });
  const late = setTimeout(() => void group.stop(), SUITE_DEADLINE_MS);
  const end = await group.ended;
  clearTimeout(late);
  await group.stop();
  /** @type {Outcome} */
  const outcome = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { passed: 0, failures: [] };
  rmSync(folder, { recursive: true, force: true });
  const failures = outcome.failures.map((failure) => ({ ...failure, name: `${name} › ${failure.name}` }));
  const isUnexplained = end !== 'exit code 0' && failures.length === 0;
  if (isUnexplained)
    failures.push({ name, text: `${end}; the deadline is ${SUITE_DEADLINE_MS / SECONDS} s\n${group.output()}` });
  return { passed: outcome.passed, failures };
}

/** @param {string} name @returns {Promise<Outcome>} */
async function runLayer(name) {
  const { needs, run } = LAYERS[name];
  try {
    // Everything that installs is waited for, so that tests have the machine to themselves.
    for (const tool of needs) await tools[tool]();
    return await run();
  } catch (error) {
    // inspect tells a tool's own output too, which child processes put into `stderr` and `cause`.
    return { passed: 0, failures: [{ name, text: `could not run: ${inspect(error, { breakLength: 120 })}` }] };
  }
}

async function main(names) {
  const unknown = names.filter((name) => !(name in LAYERS));
  if (unknown.length > 0)
    throw new Error(`There is no layer ${unknown.join(', ')}; there are ${Object.keys(LAYERS).join(', ')}.`);
  const layers = names.length > 0 ? names : Object.keys(LAYERS);
  // Downloads start at once, beside the build and the checks; both cores are free again before anything is timed.
  const installable = new Set(layers.flatMap((layer) => LAYERS[layer].needs));
  for (const tool of installable) if (tool !== 'vsix') void tools[tool]();
  const start = Date.now();
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const layer of layers) {
    const began = Date.now();
    console.log(`${layer} …`);
    const outcome = await runLayer(layer);
    outcomes.push(outcome);
    console.log(
      `  ${outcome.passed} passed, ${outcome.failures.length} failed, ${((Date.now() - began) / SECONDS).toFixed(1)} s`,
    );
  }
  const { passed, failures } = sum(outcomes);
  for (const { name, text } of failures) console.log(`\n✗ ${name}\n${text.replaceAll(/^/gm, '    ')}`);
  console.log(`\n${((Date.now() - start) / SECONDS).toFixed(1)} s in all`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
}

await main(process.argv.slice(2));
