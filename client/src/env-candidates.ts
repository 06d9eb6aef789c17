// Variables of a project's `.env` that may lead to a Redis. Pure. Offered by name; values are read again when one is chosen.

/** A connection that a `.env` seems to describe. Names only: values are read again when it is chosen, and not remembered. */
export interface EnvCandidate {
  readonly variables: readonly string[];
  readonly hasPassword: boolean;
}

/** What a chosen candidate leads to. */
export interface EnvConnection {
  readonly url: string;
  readonly password?: string;
  readonly namespace?: string;
}

const urlVariables = [
  'REDIS_URL',
  'RESQUE_REDIS_URL',
  'RESQUE_URL',
  'RESQUE_REDIS',
  'REDIS_BACKEND',
  'RESQUE_BACKEND',
  'RESQUE_REDIS_BACKEND',
];
const families = ['RESQUE_REDIS_', 'RESQUE_', 'REDIS_'];
const prefixes = ['PREFIX', 'RESQUE_PREFIX', 'RESQUE_NAMESPACE', 'REDIS_NAMESPACE', 'REDIS_PREFIX'];

/** Candidates in one `.env`, most telling first. */
export function findCandidates(text: string): EnvCandidate[] {
  const values = readEnv(text);
  const prefix = prefixes.filter((name) => values.has(name)).slice(0, 1);
  const urls = urlVariables.filter((name) => (values.get(name) ?? '') !== '');
  const hosts = families
    .filter((family) => (values.get(`${family}HOST`) ?? '') !== '')
    .map((family) =>
      ['HOST', 'PORT', 'DB', 'DATABASE', 'USERNAME', 'PASSWORD']
        .map((end) => family + end)
        .filter((name) => values.has(name)),
    );
  return [...urls.map((name) => [name]), ...hosts].map((variables) => ({
    variables: [...variables, ...prefix],
    hasPassword:
      variables.some((name) => name.endsWith('PASSWORD')) ||
      /:\/\/[^/]*:[^/]*@/.test(values.get(variables[0] ?? '') ?? ''),
  }));
}

/** Puts the address together from the values that are in the file now. */
export function readCandidate(text: string, { variables }: EnvCandidate): EnvConnection | undefined {
  const values = readEnv(text);
  const namespaceName = variables.find((name) => prefixes.includes(name));
  const namespace = namespaceName === undefined ? undefined : values.get(namespaceName);
  const rest = namespace === undefined ? {} : { namespace };
  const first = variables[0] ?? '';
  if (urlVariables.includes(first)) return { url: values.get(first) ?? '', ...rest };
  const end = (...names: readonly string[]): string | undefined =>
    names
      .map((name) => values.get(variables.find((variable) => variable.endsWith(`_${name}`)) ?? ''))
      .find((value) => (value ?? '') !== '');
  const host = end('HOST');
  if (host === undefined) return undefined;
  const user = end('USERNAME');
  const password = end('PASSWORD');
  const who = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  return {
    url: `redis://${who}${host}:${end('PORT') ?? '6379'}/${end('DB', 'DATABASE') ?? '0'}`,
    ...(password === undefined ? {} : { password }),
    ...rest,
  };
}

/** Lines `NAME=value`, `export NAME="value"`; comments and references to other variables are left as they are. */
function readEnv(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name = '', quoted, single, bare = ''] of text.matchAll(
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\n#]*))/gm,
  )) {
    values.set(name, quoted?.replaceAll(/\\(.)/g, '$1') ?? single ?? bare.trim());
  }
  return values;
}
