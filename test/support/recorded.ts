// The recordings of real libraries (test/fixtures/recorded/README.md says how they were made).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Implementation = 'php-resque-classic' | 'ruby-resque' | 'node-resque';

export interface RecordedKey {
  readonly key: string;
  readonly type: 'string' | 'list' | 'set' | 'zset' | 'hash';
  readonly ttl: number;
  readonly value: unknown;
}

const read = (...path: readonly string[]): string =>
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'recorded', ...path), 'utf8');

function parseLines<Row>(text: string): Row[] {
  // On \n only: the values hold U+2028.
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line));
}

/** Every key of a recording. */
export const keyspace = (implementation: Implementation, file = 'keyspace.jsonl'): readonly RecordedKey[] =>
  parseLines(read(implementation, file));

/** The elements of every list whose name after `resque:` matches. */
export function listsOf(
  implementation: Implementation,
  name: RegExp,
): readonly { name: string; entries: readonly Buffer[] }[] {
  return keyspace(implementation)
    .filter(({ key, type }) => type === 'list' && name.test(key.slice('resque:'.length)))
    .map(({ key, value }) => ({
      name: key.slice('resque:'.length),
      entries: Array.isArray(value) ? value.map((entry) => Buffer.from(String(entry))) : [],
    }));
}

/** The commands of a session as Redis MONITOR printed them: arguments with their escapes undone, one character per byte. */
export function commandsOf(implementation: Implementation): readonly (readonly Buffer[])[] {
  return read(implementation, 'monitor.txt')
    .split('\n')
    .filter((line) => /^\d+\.\d+ \[/.test(line))
    .map((line) => [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, written = '']) => unescape(written)));
}

/** Undoes what Redis's sdscatrepr does: `\xNN`, `\n`, `\"`, `\\` and the like. */
function unescape(written: string): Buffer {
  const signs: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\u0007', b: '\b' };
  const bytes = written.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, sign: string) =>
    hex === undefined ? (signs[sign] ?? sign) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

export interface RoundTrip {
  readonly impl: string;
  readonly pushed: string;
  readonly working: string;
  readonly failed: string;
}

/** One odd payload through each implementation's own worker. */
export const roundTrips = (): readonly RoundTrip[] => parseLines(read('roundtrip.jsonl'));
