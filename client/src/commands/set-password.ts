// Asks for a connection's password and keeps it in the secret storage, under the connection's address.
import type { Connection } from '../connections';
import { typeOne } from '../inputs';
import { t } from '../words';
import { type Parts, quietly, type Run, Said } from './command';
import { chooseConnection } from './edit-connection';

/** An empty answer forgets what was kept. The connection is made anew. */
export async function setPasswordOf({ connecting, secrets }: Parts, { secret, spec }: Connection): Promise<void> {
  if (secret === undefined) throw new Said(t('The URL of “{0}” cannot be read.', spec.name));
  const title = t('Password: {0}', spec.name);
  const prompt = t('Password for {0}. Empty forgets it. It is kept in the secret storage of this editor.', spec.url);
  const answer = await typeOne({ title, prompt, isPassword: true });
  if (typeof answer === 'string') return;
  await secrets.keep(secret, answer.value);
  await connecting.reopen(spec.name);
  quietly(answer.value === '' ? t('The password was forgotten.') : t('The password was kept.'));
}

export const setPassword: Run = async (parts, called) => {
  const connection = await chooseConnection(parts, called, t('Set Password'));
  if (connection) await setPasswordOf(parts, connection);
};
