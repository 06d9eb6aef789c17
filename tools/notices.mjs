// The licences of the packages that went into the bundles, for THIRD_PARTY_NOTICES.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the licences of the bundled packages ask us to pass on, sorted by package.
 * @param {readonly string[]} bundledFiles as esbuild's metafile names them
 * @returns {string}
 */
export function notices(bundledFiles) {
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
