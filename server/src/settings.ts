// Configuration → checked settings, or a sentence saying what is wrong. `unknown` is parsed once, here.
import { parseAddress } from './protocol/address';
import type { ConnectionSpec, DialectName } from './protocol/shapes';
import { defaultMaskPatterns } from './text/mask';

export interface Settings {
  readonly connections: readonly ConnectionSpec[];
  readonly masks: readonly string[];
  /** One sentence for each entry that was left out or is not what it should be. */
  readonly problems: readonly string[];
}

const dialectNames: ReadonlySet<string> = new Set<DialectName | 'auto'>([
  'auto',
  'php-classic',
  'php-successor',
  'ruby',
  'node',
]);
const knownFields: ReadonlySet<string> = new Set([
  'name',
  'url',
  'namespace',
  'dialect',
  'readOnly',
  'production',
  'passwordEnv',
  'version',
  'unknown',
]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Reads the section `resque`. A bad entry is left out and named; good ones beside it stay. */
export function readSettings(section: unknown): Settings {
  const { connections = [], mask } = isRecord(section) ? section : {};
  const problems: string[] = [];
  const specs = (Array.isArray(connections) ? connections : []).flatMap((entry: unknown, index) => {
    const spec = readConnection(entry);
    if (typeof spec === 'string') problems.push(`resque.connections[${index}] ${spec}`);
    return typeof spec === 'string' ? [] : [spec];
  });
  if (!Array.isArray(connections)) problems.push('resque.connections is not an array');
  return { connections: specs, masks: isStrings(mask) ? mask : defaultMaskPatterns, problems };
}

/** Whether a connection may have the value of an environment variable as its password. */
export type MayUse = (spec: ConnectionSpec, variable: string) => boolean;

/** Settings that a repository may bring with it: a `passwordEnv` there could send any variable to any host, so it counts only where `mayUse`
 *  says so; elsewhere it is left out, and said. */
export function withoutForeignVariables(settings: Settings, mayUse: MayUse): Settings {
  const problems: string[] = [];
  const connections = settings.connections.map((spec) => {
    const { passwordEnv, ...rest } = spec;
    if (passwordEnv === undefined || mayUse(spec, passwordEnv)) return spec;
    problems.push(
      `resque.connections: passwordEnv of "${spec.name}" is not used, because a repository's settings could send any variable to any host. ` +
        `Give this connection in the initialization options, or start the server with --password-env=${passwordEnv}`,
    );
    return rest;
  });
  return { ...settings, connections, problems: [...settings.problems, ...problems] };
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false;

/** One entry, checked, or what is wrong with it. Fields that are not known are kept by name, so that a newer version's settings survive. */
export function readConnection(entry: unknown): ConnectionSpec | string {
  if (!isRecord(entry)) return 'is not an object';
  const { name, url, namespace, dialect, readOnly, production, passwordEnv } = entry;
  if (typeof name !== 'string' || name.trim() === '') return 'has no name';
  if (typeof url !== 'string') return `("${name}") has no url`;
  const address = parseAddress(url);
  if (!('problem' in address) && address.password !== undefined)
    return `("${name}") has a password in its url: it belongs in the secret storage, or in the variable that passwordEnv names`;
  if (namespace !== undefined && typeof namespace !== 'string') return `("${name}") has a namespace that is no text`;
  if (dialect !== undefined && (typeof dialect !== 'string' || !dialectNames.has(dialect)))
    return `("${name}") names an unknown dialect`;
  if (passwordEnv !== undefined && (typeof passwordEnv !== 'string' || !/^\w+$/.test(passwordEnv)))
    return `("${name}") has a passwordEnv that is no variable name`;
  const unknown = Object.keys(entry).filter((field) => !knownFields.has(field));
  const named = isStrings(entry['unknown']) ? entry['unknown'] : [];
  return {
    name,
    url,
    ...(namespace === undefined ? {} : { namespace }),
    ...(dialect === undefined ? {} : { dialect: dialect as DialectName | 'auto' }),
    // What is no plain "no" means yes: a slip of the pen must not open a server for writing.
    readOnly: isSet(readOnly),
    production: isSet(production),
    ...(passwordEnv === undefined ? {} : { passwordEnv }),
    unknown: [...new Set([...unknown, ...named])],
  };
}
