// Compares text with test/golden/<name>.txt. `UPDATE_GOLDEN=1` writes the files again; their diff is reviewed like any other change.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(process.cwd(), 'test', 'golden');

/** Fails with a diff when the text is not the golden one. Run from the repository's root, as all tests are. */
export function matchGolden(name: string, text: string): void {
  const file = join(folder, `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, existsSync(file) ? readFileSync(file, 'utf8') : '(no golden file yet)', `test/golden/${name}.txt`);
}
