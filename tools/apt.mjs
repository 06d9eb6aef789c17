// Installs Debian packages where that is possible and allowed: apt-get on the PATH, and root.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The first of these programs that can be run here, by absolute path or by name on the PATH.
 * @param {readonly (string | undefined)[]} names
 * @returns {string | undefined}
 */
export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap((name) => {
    if (!name) return [];
    return isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
  });
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false; // Not here, or not for us: the next candidate may be.
    }
  });
}

/** Whether `install` can be tried at all. */
export const canInstall = () => process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;

/**
 * Package lists may be missing or out of date (container images ship none), so a failed first try fetches them.
 * @param {readonly string[]} packages
 */
export async function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args) => run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env, maxBuffer: 1 << 26 });
  const installPackages = () => aptGet('install', '-y', '--no-install-recommends', ...packages);
  try {
    await installPackages();
  } catch {
    await aptGet('update'); // The first failure is told by the second try, if it has not gone away.
    await installPackages();
  }
}
