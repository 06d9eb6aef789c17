// The benchmark's own processes: helpers that are told to go and answer once, and what the system says of a process.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Longest that a helper may take; the longest of them writes for a minute. */
const HELPER_DEADLINE_MS = 180_000;
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/**
 * A helper process (bench/children), in a group of its own: it says `ready` once its code is loaded, gets `go` with its task, and answers with
 * one message. Loading is thereby left out of what it measures.
 */
export class Helper {
  /** @param {string} file in bench/children */
  static async start(file) {
    const child = fork(new URL(`children/${file}`, import.meta.url), { detached: true });
    const helper = new Helper(child);
    await helper.next();
    return helper;
  }

  constructor(child) {
    this.child = child;
    this.ended = new Promise((done) => child.once('exit', done));
  }

  /** The next message of the helper. */
  next() {
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error('a helper process did not answer')), HELPER_DEADLINE_MS);
      const gone = (code) => fail(new Error(`a helper process ended with ${code}`));
      this.child.once('exit', gone);
      this.child.once('message', (message) => {
        clearTimeout(late);
        this.child.off('exit', gone);
        done(message);
      });
    });
  }

  /** Gives it its task; resolves with its answer. */
  go(task) {
    const answer = this.next();
    this.child.send(task);
    return answer;
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-this.child.pid, 'SIGKILL');
    await this.ended;
  }
}

/** Runs one helper for one task. */
export async function runHelper(file, task) {
  const helper = await Helper.start(file);
  try {
    return await helper.go(task);
  } finally {
    await helper.stop();
  }
}

/** Seconds of processor time a process has used so far; NaN where /proc does not tell. @param {number} pid */
export function cpuSeconds(pid) {
  const fields = read(`/proc/${pid}/stat`)?.split(') ')[1]?.split(' ');
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND : Number.NaN;
}

/** Resident memory of a process, bytes; NaN where /proc does not tell. @param {number} pid */
export function residentBytes(pid) {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) * 1024;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // No Linux, or the process has ended.
  }
}
