// Redis URLs, parsed by us into known options: a client library turns any query parameter into an option (`?path=/some.sock` would win
// over the host). Shared with the client, which takes passwords out of what a user types and names its secrets by address.

export interface Address {
  readonly scheme: 'redis' | 'rediss' | 'unix';
  /** Host, or for `unix` the socket's path. */
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly user?: string;
  readonly password?: string;
  /** Query parameters that were not understood, by name; their values are dropped. */
  readonly ignored: readonly string[];
}

export type AddressProblem = 'empty' | 'scheme' | 'host' | 'port' | 'database' | 'form';

/** Reads a Redis URL, or `host`, `host:port` and `host:port/database` as php-resque takes them. Never throws. */
export function parseAddress(text: string): Address | { readonly problem: AddressProblem } {
  const trimmed = text.trim();
  if (trimmed === '') return { problem: 'empty' };
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'unix') return parseSocket(trimmed);
  const written = trimmed.includes('://') ? trimmed : `redis://${trimmed}`;
  if (!/^rediss?:\/\//i.test(written)) return { problem: 'scheme' };
  if (!URL.canParse(written)) return { problem: /:\d{6,}|:[^/@]*$/.test(written.slice(8)) ? 'port' : 'form' };
  const url = new URL(written);
  if (url.hostname === '') return { problem: 'host' };
  const port = url.port === '' ? 6379 : Number(url.port);
  if (port < 1 || port > 65_535) return { problem: 'port' };
  const database = databaseOf(url.pathname.slice(1), url.searchParams);
  if (database === undefined) return { problem: 'database' };
  return {
    scheme: url.protocol === 'rediss:' ? 'rediss' : 'redis',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    database,
    ...credentials(url.username, url.password),
    ignored: unknownParameters(url.searchParams),
  };
}

/** `unix:/path/to.sock`, `unix:///path/to.sock`, `unix://:password@/path/to.sock?db=2`. */
function parseSocket(text: string): Address | { readonly problem: AddressProblem } {
  const match = /^unix:(?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?)?(\/[^?]*)(?:\?(.*))?$/i.exec(text);
  if (!match) return { problem: 'form' };
  const [, user = '', password = '', path = '', query = ''] = match;
  const parameters = new URLSearchParams(query);
  const database = databaseOf('', parameters);
  if (database === undefined) return { problem: 'database' };
  return {
    scheme: 'unix',
    host: decode(path),
    port: 0,
    database,
    ...credentials(user, password),
    ignored: unknownParameters(parameters),
  };
}

function databaseOf(path: string, parameters: URLSearchParams): number | undefined {
  const text = path === '' ? (parameters.get('db') ?? parameters.get('database') ?? '0') : path;
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

const unknownParameters = (parameters: URLSearchParams): string[] =>
  [...parameters.keys()].filter((name) => name !== 'db' && name !== 'database');

function credentials(user: string, password: string): Pick<Address, 'user' | 'password'> {
  return { ...(user === '' ? {} : { user: decode(user) }), ...(password === '' ? {} : { password: decode(password) }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign is part of the name or password.
  }
}

/** The URL of an address, always without its password. */
export function formatAddress({ scheme, host, port, database, user }: Address): string {
  const who = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  if (scheme === 'unix') return `unix:${who === '' ? '' : `//${who}`}${host}${database === 0 ? '' : `?db=${database}`}`;
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${who}${bracketed}:${port}${database === 0 ? '' : `/${database}`}`;
}

/** What a password is stored under: scheme, host, port and user, never the connection's name, which anyone's settings may reuse. */
export function secretKey({ scheme, host, port, user }: Address): string {
  return `resque.password:${scheme}://${user === undefined ? '' : `${encodeURIComponent(user)}@`}${host}:${port}`;
}
