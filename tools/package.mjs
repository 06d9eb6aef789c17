// Packages the extension as users install it: the bundles and the licences of what went into them, in one VSIX.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from './build.mjs';

export const VSIX = 'resque-inspector.vsix';

/**
 * Takes the bundles that are there.
 * @returns {Promise<string>} the VSIX
 */
export async function packageExtension() {
  const vsce = resolve('node_modules/@vscode/vsce/vsce');
  // Its readme has no relative pictures: without a public repository vsce has nowhere to point them at.
  const options = [
    '--no-dependencies',
    '--readme-path',
    'media/README.md',
    '--allow-missing-repository',
    '--out',
    VSIX,
  ];
  await promisify(execFile)(process.execPath, [vsce, 'package', ...options]);
  return resolve(VSIX);
}

if (process.argv[1]?.endsWith('package.mjs')) {
  await build();
  console.log(await packageExtension());
}
