// `resque.connections` of all scopes, checked and merged by name. Pure. A workspace may add connections and make the user's own ones
// read-only or production; it can never loosen them, move them elsewhere, or name the variable that holds a password.
import { formatAddress, parseAddress, secretKey } from '../../server/src/protocol/address';
import type { ConnectionSpec, DialectName } from '../../server/src/protocol/shapes';
import { fieldsOf, listOf } from './fields';
import { t } from './words';

export type ScopeName = 'user' | 'workspace' | 'folder';

/** The setting's value in one scope, as `inspect` gives it. */
export interface Scope {
  readonly name: ScopeName;
  readonly value: unknown;
}

/** One connection as it will be opened, and where it is written. */
export interface Connection {
  readonly spec: ConnectionSpec;
  readonly scope: ScopeName | 'local';
  /** Found in the URL, where it does not belong: to be moved to the secret storage, and never to be logged. */
  readonly strayPassword?: string;
  /** Parameters of its URL that mean nothing here; their values are dropped. */
  readonly ignored: readonly string[];
  /** What its password is stored under; left out when the URL cannot be read. */
  readonly secret?: string;
}

export interface Merged {
  readonly connections: readonly Connection[];
  /** What was not taken as written, as sentences without secrets. */
  readonly problems: readonly string[];
}

/** The form of settings this version knows. */
const SETTINGS_VERSION = 1;

/** Said where settings are of a newer form than is known here: what they mean may have changed. */
export function settingsVersionProblem(version: unknown): string | undefined {
  return typeof version === 'number' && version > SETTINGS_VERSION
    ? t(
        'These settings were written for a newer version of this extension (form {0}; known is {1}): they are read as far as they are understood.',
        version,
        SETTINGS_VERSION,
      )
    : undefined;
}

const known = new Set(['name', 'url', 'namespace', 'dialect', 'readOnly', 'production', 'passwordEnv']);
const dialects: readonly string[] = ['auto', 'php-classic', 'php-successor', 'ruby', 'node'];
const isDialect = (value: unknown): value is DialectName | 'auto' =>
  typeof value === 'string' && dialects.includes(value);

/** What is tried when nothing is configured. Never written to settings. */
export const localConnection: Connection = {
  spec: { name: 'Local Redis', url: 'redis://127.0.0.1:6379', namespace: 'resque' },
  scope: 'local',
  ignored: [],
  secret: 'resque.password:redis://127.0.0.1:6379',
};

/** Scopes in the order user, workspace, folders. */
export function mergeConnections(scopes: readonly Scope[]): Merged {
  const merged = new Map<string, Connection>();
  const problems: string[] = [];
  for (const { name: scope, value } of scopes) {
    for (const entry of listOf(value)) {
      const connection = readConnection(entry, scope);
      if (typeof connection === 'string') {
        problems.push(connection);
        continue;
      }
      const { name } = connection.spec;
      if (connection.ignored.length > 0)
        problems.push(
          t('The URL of “{0}” has parameters that mean nothing here: {1}.', name, connection.ignored.join(', ')),
        );
      const earlier = merged.get(name);
      if (!earlier) merged.set(name, connection);
      else if (earlier.scope === scope)
        problems.push(t('There are two connections named “{0}”; the first is used.', name));
      else {
        merged.set(name, tightened(earlier, connection));
        if (isMoved(earlier, connection)) {
          problems.push(
            t(
              '“{0}” is defined in wider settings; the {1} settings can only make it read-only or production.',
              name,
              scopeWord(scope),
            ),
          );
        }
      }
    }
  }
  return { connections: [...merged.values()], problems };
}

const scopeWord = (scope: ScopeName): string =>
  scope === 'user' ? t('user') : scope === 'workspace' ? t('workspace') : t('folder');

const tightened = (earlier: Connection, { spec: { readOnly, production } }: Connection): Connection => ({
  ...earlier,
  spec: { ...earlier.spec, ...(readOnly === true ? { readOnly } : {}), ...(production === true ? { production } : {}) },
});

const placeOf = ({ url, namespace = 'resque', dialect = 'auto' }: ConnectionSpec): string =>
  JSON.stringify([url, namespace, dialect]);

function isMoved({ spec: earlier }: Connection, { spec: later }: Connection): boolean {
  const isLoosened =
    (earlier.readOnly === true && later.readOnly === false) ||
    (earlier.production === true && later.production === false);
  return placeOf(earlier) !== placeOf(later) || isLoosened;
}

/** A checked entry, or a sentence that says what is wrong with it. */
function readConnection(entry: unknown, scope: ScopeName): Connection | string {
  const fields = fieldsOf(entry);
  const name = fields.get('name');
  const written = fields.get('url');
  if (typeof name !== 'string' || name.trim() === '')
    return t('A connection in the {0} settings has no name.', scopeWord(scope));
  if (typeof written !== 'string') return t('The connection “{0}” has no URL.', name);
  const namespace = fields.get('namespace');
  const dialect = fields.get('dialect');
  const passwordEnv = fields.get('passwordEnv');
  if (dialect !== undefined && !isDialect(dialect))
    return t('The connection “{0}” names a dialect that is not known.', name);
  if (namespace !== undefined && typeof namespace !== 'string')
    return t('The namespace of the connection “{0}” is no text.', name);
  const address = parseAddress(written);
  const isReadable = !('problem' in address);
  const unknown = [...fields.keys()].filter((key) => !known.has(key));
  return {
    scope,
    spec: {
      name: name.trim(),
      // What cannot be read is left to the server to refuse, but without what might be a password.
      url: isReadable ? formatAddress(address) : written.replace(/\/\/[^@/]*@/, '//'),
      ...(namespace === undefined ? {} : { namespace }),
      ...(dialect === undefined ? {} : { dialect }),
      ...(fields.get('readOnly') === undefined ? {} : { readOnly: fields.get('readOnly') !== false }),
      ...(fields.get('production') === undefined ? {} : { production: fields.get('production') !== false }),
      ...(typeof passwordEnv === 'string' && passwordEnv !== '' && scope === 'user' ? { passwordEnv } : {}),
      ...(unknown.length > 0 ? { unknown } : {}),
    },
    ignored: isReadable ? address.ignored : [],
    ...(isReadable && address.password !== undefined ? { strayPassword: address.password } : {}),
    ...(isReadable ? { secret: secretKey(address) } : {}),
  };
}
