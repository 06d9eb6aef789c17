// Names every platform's optional packages in the lock file. A registry that carries only some platforms leaves the others out of the lock, and
// `npm ci` then refuses it everywhere. Run after `npm install` has changed package-lock.json; a unit test says when it is needed.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x'];

/** What the lock says of a package for one platform only, read off its name: `@biomejs/cli-linux-x64-musl`. */
function entryFor(name, version, isDevelopment) {
  const words = name.split(/[/-]/);
  const system = SYSTEMS.find((each) => words.includes(each));
  const processor = PROCESSORS.find((each) => words.includes(each));
  if (system === undefined) throw new Error(`${name} is optional, and its name tells no platform`);
  return {
    version,
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(isDevelopment ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : words.includes('gnu') ? { libc: ['glibc'] } : {}),
    optional: true,
    os: [system],
  };
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const missing = Object.entries(lock.packages).flatMap(([parent, { optionalDependencies = {}, dev = false }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${parent}/node_modules/${name}`])
    .map(([name, version]) => [`node_modules/${name}`, entryFor(name, version, dev)]),
);
lock.packages = Object.fromEntries(
  [...Object.entries(lock.packages), ...missing].toSorted(([one], [other]) => one.localeCompare(other, 'en')),
);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} packages of other platforms added`);
