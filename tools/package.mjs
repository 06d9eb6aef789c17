// Builds the extension as users install it: the bundles, the licences of what went into them, one VSIX.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from './build.mjs';

export const VSIX = 'resque-inspector.vsix';
const NOTICES = 'THIRD_PARTY_NOTICES';

/**
 * @param {readonly string[]} bundledFiles what `build` says went into the bundles that are there now
 * @returns {Promise<string>} the VSIX
 */
export async function packageExtension(bundledFiles) {
  writeFileSync(NOTICES, notices(bundledFiles));
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

/** What the licences of the bundled packages ask us to pass on, sorted by package. */
function notices(bundledFiles) {
  const folders = new Set(bundledFiles.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  const entries = [...folders]
    .toSorted((a, b) => a.localeCompare(b, 'en'))
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
      const text = file
        ? readFileSync(join(folder, file), 'utf8').trim()
        : `Licence as declared by the package: ${license}`;
      return `${name} ${version} (${license})\n\n${text}\n`;
    });
  return `Resque Inspector includes these packages.\n\n${entries.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

if (process.argv[1]?.endsWith('package.mjs')) console.log(await packageExtension(await build()));
