// Reads REDIS_URL by the extension's own rules (server/src/protocol/address.ts), so that both understand the same.
import { build } from 'esbuild';

const PROBLEMS = {
  empty: 'it is empty',
  scheme: 'it must begin with redis://, rediss:// or unix:',
  host: 'it names no host',
  port: 'its port is not a number from 1 to 65535',
  database: 'its database is not a number',
  form: 'it is no address',
};

/**
 * @param {string} text
 * @returns {Promise<{ url: string, name: string, password?: string }>} the address without the password, which stands apart
 */
export async function readRedisUrl(text) {
  const { parseAddress, formatAddress } = await addresses();
  const address = parseAddress(text);
  // The text itself is not repeated: it may hold a password.
  if ('problem' in address) throw new Error(`REDIS_URL cannot be used: ${PROBLEMS[address.problem]}.`);
  const url = formatAddress(address);
  const name = address.scheme === 'unix' ? address.host : `${address.host}:${address.port}`;
  return { url, name, ...(address.password === undefined ? {} : { password: address.password }) };
}

async function addresses() {
  const { outputFiles } = await build({
    entryPoints: ['server/src/protocol/address.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
