// Runs `npm start`'s program, and says what processes and folders are its own. Linux only: it reads /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Group, spawnGroup } from '../../tools/process-group.mjs';

/** Without the settings of whoever runs the tests: no server of theirs, no screen. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Group {
  const ours = { REDIS_URL: undefined, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...env };
  return spawnGroup(process.execPath, ['tools/start.mjs', ...args], { env: { ...process.env, ...ours } });
}

/** Process ids below `root`: what it started, and what those started. */
export function descendants(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const [parent] = read(`/proc/${pid}/stat`)
        .replace(/^.*\) \w /s, '')
        .split(' ');
      return parent ? [{ pid: Number(pid), parent: Number(parent) }] : [];
    });
  const below = (pid: number): number[] =>
    parents.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(root);
}

/** A process that has ended and whose parent has not asked for its end yet (Z) runs no more. */
export const isRunning = (pid: number): boolean => /^.*\) [^ZX] /s.test(read(`/proc/${pid}/stat`));

/** Arguments and environment of a process, as anybody who may look sees them. */
export const argumentsOf = (pid: number): string => read(`/proc/${pid}/cmdline`);
export const environmentOf = (pid: number): string => read(`/proc/${pid}/environ`);

/** Names of our temporary folders that these processes work with. */
export function foldersOf(pids: readonly number[]): string[] {
  const used = pids.map(argumentsOf).join('\n');
  return temporaryFolders().filter((name) => used.includes(name));
}

export const temporaryFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('resque-inspector-'));

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It ended while we looked.
  }
}
