import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

const root = process.env.STORAGE ?? 'storage';

/** A stored file and, for pictures, its size in pixels. */
export async function load(name) {
  const data = await readFile(join(root, name));
  const size = name.endsWith('.jpg') ? await sharp(data).metadata() : undefined;
  return { data, size };
}

export async function store(name, data) {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
  return path;
}
