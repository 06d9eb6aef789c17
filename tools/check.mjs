// What a machine can see without running anything: format, lint, types. All three are always told, each counts as one test.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** @type {readonly { name: string, command: readonly string[] }[]} */
const CHECKS = [
  { name: 'format (biome)', command: ['biome', 'format', '.'] },
  { name: 'lint (oxlint)', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types (tsc)', command: ['tsc', '-p', '.'] },
];

/** @returns {Promise<{ passed: number, failures: { name: string, text: string }[] }>} */
export async function check() {
  const outcomes = await Promise.all(CHECKS.map(({ name, command }) => runTool(name, command)));
  const failures = outcomes.filter((outcome) => outcome !== undefined);
  return { passed: outcomes.length - failures.length, failures };
}

/** Undefined when the tool is content. */
function runTool(name, [program, ...args]) {
  return new Promise((done) => {
    const child = spawn(resolve('node_modules/.bin', program), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece) => (text += piece));
    child.once('error', (error) => done({ name, text: error.message }));
    child.once('close', (code) => done(code === 0 ? undefined : { name, text: stripVTControlCharacters(text) }));
  });
}

if (process.argv[1]?.endsWith('check.mjs')) {
  const { failures } = await check();
  for (const { name, text } of failures) console.error(`${name}\n${text}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
