// What a project says about its jobs: the packages its manifests name. Pure.
import type { Manifest } from '../../server/src/protocol/shapes';
import { fieldsOf, isText, listOf, parsed } from './fields';

/** Manifests looked at, at the root of each workspace folder. */
export const manifestFiles = [
  'composer.json',
  'Gemfile',
  'package.json',
  'requirements.txt',
  'pyproject.toml',
] as const;

const isOfResque = (name: string): boolean => /resque|pyres/i.test(name);

/** The packages of one manifest that have to do with Resque. Others are not reported. */
export function readManifest(file: string, text: string): Manifest {
  const names = file.endsWith('.json') ? jsonPackages(text) : file === 'Gemfile' ? gems(text) : requirements(text);
  return { file, packages: [...new Set(names.filter(isOfResque))] };
}

function jsonPackages(text: string): string[] {
  const fields = fieldsOf(parsed(text));
  const groups = ['require', 'require-dev', 'dependencies', 'devDependencies', 'optionalDependencies'];
  return groups
    .flatMap((group) => [...fieldsOf(fields.get(group)).keys()])
    .concat(listOf(fields.get('bundledDependencies')).filter(isText));
}

const gems = (text: string): string[] =>
  [...text.matchAll(/^[ \t]*gem[ \t]*\(?[ \t]*['"]([^'"]+)['"]/gm)].map(([, name = '']) => name);

const requirements = (text: string): string[] =>
  [...text.matchAll(/^[ \t]*["']?([A-Za-z0-9][\w.-]*)[ \t]*(?:[=<>~!;[,"']|$)/gm)].map(([, name = '']) => name);
