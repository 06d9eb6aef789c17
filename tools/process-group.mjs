// Starts a program as the leader of its own process group, and sees to it that nothing of that group outlives us.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const STOP_GRACE_MS = 5000;

/**
 * Waits for our end, however it comes (its standard input is a pipe only we hold), then kills the group and removes
 * its folder. Handlers of our own would not run after SIGKILL or in an endless loop; a shell on a pipe always does.
 */
const GUARD = 'cat >/dev/null; kill -s KILL -- "-$0" 2>/dev/null; if [ -n "$1" ]; then rm -rf -- "$1"; fi';

/**
 * @typedef {object} Group
 * @property {number} pid the leader's process id, which is the group's id too
 * @property {() => string} output everything the group has printed so far
 * @property {Promise<string>} ended settles when the leader has ended, with how it ended; never rejects
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop ends the whole group and removes its folder; harmless twice
 * @property {import('node:child_process').ChildProcess} child
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.argv0] the name the program is started under, where that decides what it does
 * @param {string} [options.folder] a temporary folder that is removed with the group
 * @returns {Group}
 */
export function spawnGroup(command, args, { env = process.env, argv0 = command, folder = '' } = {}) {
  const child = spawn(command, args, { env, argv0, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  child.once('error', (error) => {
    output += error.message;
  });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const { pid } = child;
  if (pid === undefined) {
    const stop = async () => rmSync(folder, { recursive: true, force: true });
    return { pid: 0, output: () => output, ended, stop: folder ? stop : async () => {}, child };
  }

  const guard = spawn('sh', ['-c', GUARD, String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  guard.stdin.unref?.();
  const signalGroup = (signal) => {
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  // What the leader leaves behind would hold our pipes open, and has no one left to answer to.
  child.once('exit', () => signalGroup('SIGKILL'));

  let stopping;
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(signal);
    const late = setTimeout(signalGroup, STOP_GRACE_MS, 'SIGKILL');
    await closed;
    clearTimeout(late);
    guard.kill('SIGKILL');
    guard.stdin.destroy();
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const stop = (signal = 'SIGTERM') => (stopping ??= end(signal));
  return { pid, output: () => output, ended, stop, child };
}
