// Runs the mocha suite in desktop VS Code through @vscode/test-electron: an installed one (VSCODE_EXECUTABLE) or a
// downloaded one. `node test/launch/electron.mjs stable|oldest [--results file]`
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { findProgram } from '../../tools/apt.mjs';
import { startRedis } from '../../tools/redis.mjs';

const PATIENCE_MS = 10_000;

/**
 * The desktop VS Code for a run, or the reason why there is none. A download that is refused, or from which nothing
 * comes for ten seconds, is given up.
 * @param {import('../../tools/workbench/server.mjs').Version} version
 * @returns {Promise<{ executable: string } | { reason: string }>}
 */
export async function findVSCode(version) {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay && !findProgram(['xvfb-run'])) return { reason: 'no display and no xvfb-run here' };
  if (process.env.VSCODE_EXECUTABLE && version === 'stable') return { executable: process.env.VSCODE_EXECUTABLE };
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const wanted = version === 'stable' ? 'stable' : engines.vscode.replace('^', '');
  const patience = new AbortController();
  const refused = new Promise((_, fail) => {
    patience.signal.addEventListener('abort', () => fail(patience.signal.reason));
  });
  const silence = new Error(`no answer within ${PATIENCE_MS / 1000} seconds`);
  const late = setTimeout(() => patience.abort(silence), PATIENCE_MS);
  const report = (progress) => {
    if (progress.error) patience.abort(progress.error);
    if (!progress.bytesSoFar) return;
    late.refresh();
    if (progress.bytesSoFar === progress.totalBytes) clearTimeout(late); // What follows is unpacking, on this machine.
  };
  const reporter = { report, error: (error) => patience.abort(error) };
  try {
    const download = downloadAndUnzipVSCode({ version: wanted, reporter, timeout: PATIENCE_MS });
    return { executable: await Promise.race([download, refused]) };
  } catch (error) {
    return { reason: `VS Code cannot be downloaded: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(late);
  }
}

if (process.argv[1]?.endsWith('electron.mjs')) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { results: { type: 'string' } } });
  const found = await findVSCode(positionals[0] === 'oldest' ? 'oldest' : 'stable');
  if ('reason' in found) throw new Error(found.reason);
  const redis = await startRedis();
  try {
    await runTests({
      vscodeExecutablePath: found.executable,
      extensionDevelopmentPath: resolve('.'),
      extensionTestsPath: resolve('test/out/suite/index.js'),
      extensionTestsEnv: { REDIS_URL: redis.url, ...(values.results ? { TEST_RESULTS: resolve(values.results) } : {}) },
      launchArgs: [resolve('test/fixtures/workspace'), '--disable-extensions'],
    });
  } finally {
    await redis.stop();
  }
}
