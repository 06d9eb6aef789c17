// Looks for a text in everything below a folder: for what must not have been written anywhere.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of the files below that hold these bytes. */
export function filesWith(folder: string, text: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return names.filter(
    (name) => statSync(name, { throwIfNoEntry: false })?.isFile() === true && readFileSync(name).includes(text),
  );
}
