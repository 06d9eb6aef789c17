// The suite's entry: VS Code calls `run` inside the extension host, whichever launcher started it.
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

const TEST_DEADLINE_MS = 30_000;

/**
 * A rejected promise is exit code 1. TEST_OUTPUT names a file for the reporter's text, because the web workbench mixes
 * console output with its own log; TEST_RESULTS one for the counts.
 */
export async function run(): Promise<void> {
  const { TEST_OUTPUT: output, TEST_RESULTS: results, TEST_GREP: grep } = process.env;
  if (output) Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(output, `${format(...args)}\n`);
  const mocha = new Mocha({ color: false, timeout: TEST_DEADLINE_MS, forbidOnly: true, ...(grep ? { grep } : {}) });
  for (const file of readdirSync(__dirname)) if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));

  const failures: { name: string; text: string }[] = [];
  const passed = await new Promise<number>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats?.passes ?? 0));
    runner.on('fail', (test, error: Error) =>
      failures.push({ name: test.fullTitle(), text: error.stack ?? String(error) }),
    );
    runner.on('pending', (test) => failures.push({ name: test.fullTitle(), text: 'skipped: every test has to run' }));
  });
  if (results) writeFileSync(results, JSON.stringify({ passed, failures }));
  if (passed === 0) throw new Error('no test passed');
  if (failures.length > 0) throw new Error(`${failures.length} failed`);
}
