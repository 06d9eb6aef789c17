// Runs the mocha suite in a VS Code server's extension host, with its workbench in headless Chromium: needs no VS Code
// download. `node test/launch/workbench.mjs stable|oldest [--installed file.vsix] [--results file]`; with --installed the
// suite tests the packaged extension instead of the one under development.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startRedis } from '../../tools/redis.mjs';
import { startServer } from '../../tools/workbench/server.mjs';
import { launchBrowser, newContext } from '../../tools/workbench/workbench.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { installed: { type: 'string' }, results: { type: 'string' } },
});
const version = positionals[0] === 'oldest' ? 'oldest' : 'stable';

const folder = mkdtempSync(join(tmpdir(), 'resque-inspector-suite-'));
const output = join(folder, 'output.txt');
/** @type {(() => Promise<unknown>)[]} */
const cleanups = [];
try {
  const redis = await startRedis();
  cleanups.push(redis.stop);
  // Through the server, not through the page's payload: the oldest workbench drops an environment named there.
  const env = {
    TEST_OUTPUT: output,
    TEST_RESULTS: values.results ? resolve(values.results) : '',
    REDIS_URL: redis.url,
  };
  const server = await startServer({
    version,
    development: true,
    env,
    ...(values.installed ? { vsix: values.installed } : {}),
  });
  cleanups.push(server.stop);
  const browser = await launchBrowser();
  cleanups.push(() => browser.close());
  process.exitCode = await runSuite(server, browser);
} finally {
  for (const cleanUp of cleanups.toReversed()) await cleanUp();
  rmSync(folder, { recursive: true, force: true });
}

async function runSuite(server, browser) {
  const page = await (await newContext(browser)).newPage();
  const log = [];
  await page.exposeFunction('codeAutomationLog', (type, args) => log.push(`${type} ${args.join(' ')}`));
  const crash = new Promise((_, fail) => page.once('crash', () => fail(new Error('the workbench page crashed'))));
  let finish;
  const exit = new Promise((done) => {
    finish = done;
  });
  await page.exposeFunction('codeAutomationExit', (code) => finish(code));

  const uri = (path) => `vscode-remote://${server.authority}${resolve(path)}`;
  const payload = [
    ['extensionDevelopmentPath', uri(values.installed ? 'test/fixtures/harness' : '.')],
    ['extensionTestsPath', uri('test/out/suite/index.js')],
  ];
  await page.goto(server.url('test/fixtures/workspace', { payload: JSON.stringify(payload) }), { waitUntil: 'commit' });
  const code = await Promise.race([exit, crash]);
  if (existsSync(output)) console.log(readFileSync(output, 'utf8'));
  if (code !== 0)
    console.log(`The workbench's log:\n${log.join('\n')}\n${server.log()}\n${extensionLogs(server.home)}`);
  return code;
}

/** What the extension host and the extension's own output channels wrote. */
function extensionLogs(home) {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  const ours = files.filter((file) => /(remoteexthost|Resque[^/]*)\.log$/.test(file));
  return ours.map((file) => `${basename(file)}:\n${readFileSync(join(home, file), 'utf8')}`).join('\n');
}
