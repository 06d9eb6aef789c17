// Runs bundled node:test files, each in a process and a process group of its own, with a deadline, and counts exactly.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { spawnGroup } from './process-group.mjs';

const OUTPUT_LENGTH_MAX = 4000;

/** @typedef {{ passed: number, failures: { name: string, text: string }[] }} Outcome */

/**
 * @param {string} folder holds the .test.js files
 * @param {{ deadlineMs: number, concurrency: number, env?: NodeJS.ProcessEnv, only?: RegExp }} options
 * @returns {Promise<Outcome>}
 */
export async function runTestFiles(folder, { deadlineMs, concurrency, env = {}, only = /^/ }) {
  const all = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const waiting = all.filter((file) => file.endsWith('.test.js') && only.test(file)).toSorted();
  if (waiting.length === 0) return { passed: 0, failures: [{ name: folder, text: 'there is no test file' }] };
  /** @type {Outcome} */
  const sum = { passed: 0, failures: [] };
  const next = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { passed, failures } = await runFile(join(folder, file), deadlineMs, { ...process.env, ...env });
      sum.passed += passed;
      sum.failures.push(
        ...failures.map(({ name, text }) => ({ name: `${file.replace('.test.js', '')} › ${name}`, text })),
      );
    }
  };
  await Promise.all(Array.from({ length: concurrency }, next));
  return sum;
}

async function runFile(file, deadlineMs, env) {
  const folder = mkdtempSync(join(tmpdir(), 'resque-inspector-test-'));
  const events = join(folder, basename(file));
  const options = [
    '--test-reporter',
    './tools/test-reporter.mjs',
    '--test-reporter-destination',
    events,
    '--enable-source-maps',
  ];
  const group = spawnGroup(process.execPath, [...options, file], { env });
  const late = setTimeout(() => void group.stop(), deadlineMs);
  const end = await group.ended;
  clearTimeout(late);
  await group.stop();
  const told = existsSync(events) ? readFileSync(events, 'utf8').split('\n').slice(0, -1) : [];
  rmSync(folder, { recursive: true, force: true });
  return judge(
    told.map((line) => JSON.parse(line)),
    end,
    deadlineMs,
    group.output(),
  );
}

/** @returns {Outcome} */
function judge(events, end, deadlineMs, output) {
  const finished = events.filter((event) => event.name !== undefined);
  const failures = finished.flatMap(({ name, failure }) => (failure === undefined ? [] : [{ name, text: failure }]));
  const passed = finished.length - failures.length;
  const isKilled = end.startsWith('SIG');
  if (isKilled || (end !== 'exit code 0' && failures.length === 0)) {
    const ended = new Set(finished.map((event) => event.name.split(' › ').at(-1)));
    const open = events.map((event) => event.began).findLast((began) => began !== undefined && !ended.has(began));
    const how = isKilled ? `ended by ${end}; the deadline for a file is ${deadlineMs / 1000} s` : end;
    failures.push({ name: open ?? 'the file itself', text: how });
  } else if (finished.length === 0) failures.push({ name: 'the file itself', text: 'no test ran' });
  const last = failures.at(-1);
  if (last && output.trim()) last.text += `\nThe file printed:\n${output.slice(-OUTPUT_LENGTH_MAX)}`;
  return { passed, failures };
}
