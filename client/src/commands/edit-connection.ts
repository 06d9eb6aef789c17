// Changes one field of a connection, in the settings it is written in.
import * as vscode from 'vscode';
import { formatAddress, secretKey } from '../../../server/src/protocol/address';
import { writeConnection } from '../configuration';
import type { Connection } from '../connections';
import { type Choice, pickOne, typeOne } from '../inputs';
import { iconless } from '../plain';
import { familyName } from '../trouble';
import { t } from '../words';
import { addConnection, addressOf, sayIgnored, urlProblem } from './add-connection';
import type { Called, Parts, Run } from './command';
import { setPasswordOf } from './set-password';

type Fields = Readonly<Record<string, unknown>>;

/** The connection of the row, the only one, or the one that is chosen. */
export async function chooseConnection(
  { backends, connecting }: Parts,
  { node }: Called,
  title: string,
): Promise<Connection | undefined> {
  const name = node && backends.find(node.row.subject.backendId)?.name;
  const all = connecting.connections();
  const [only, ...others] = name === undefined ? all : all.filter(({ spec }) => spec.name === name);
  if (!only || others.length === 0) return only;
  const choices = all.map((connection) => ({
    label: iconless(connection.spec.name),
    description: iconless(connection.spec.url),
    value: connection,
  }));
  const answer = await pickOne({ title, placeholder: t('Which connection?'), choices });
  return typeof answer === 'string' ? undefined : answer.value;
}

/** A connection that is not written anywhere yet is added instead. */
export const editConnection: Run = async (parts, called) => {
  const title = t('Edit Connection');
  const connection = await chooseConnection(parts, called, title);
  if (!connection || connection.scope === 'local') {
    await addConnection(parts, called);
    return;
  }
  if (connection.scope === 'folder') {
    await vscode.commands.executeCommand('workbench.action.openWorkspaceSettingsFile');
    return;
  }
  const { scope, spec } = connection;
  const { namespace = 'resque', dialect = 'auto' } = spec;
  const choices: Choice<(titled: string) => Promise<Fields | undefined>>[] = [
    { label: t('URL'), description: spec.url, value: (titled) => askUrl(parts, spec.url, titled) },
    {
      label: t('Namespace'),
      description: namespace === '' ? t('no namespace') : namespace,
      value: (titled) => askNamespace(namespace, titled),
    },
    { label: t('Library'), description: dialect === 'auto' ? t('found out') : familyName(dialect), value: askDialect },
    {
      label: t('Read-only'),
      description: spec.readOnly === true ? t('yes') : t('no'),
      value: () => Promise.resolve({ readOnly: spec.readOnly !== true }),
    },
    {
      label: t('Production'),
      description: spec.production === true ? t('yes') : t('no'),
      value: () => Promise.resolve({ production: spec.production !== true }),
    },
    { label: t('Password…'), value: () => setPasswordOf(parts, connection).then(() => undefined) },
    { label: t('Open Settings'), value: () => openSettings(scope) },
  ];
  const answer = await pickOne({ title: `${title}: ${spec.name}`, placeholder: t('What should be changed?'), choices });
  if (typeof answer === 'string') return;
  const fields = await answer.value(`${title}: ${spec.name}`);
  if (fields) await writeConnection(scope, spec.name, fields);
};

async function openSettings(scope: 'user' | 'workspace'): Promise<undefined> {
  await vscode.commands.executeCommand(
    scope === 'user' ? 'workbench.action.openSettingsJson' : 'workbench.action.openWorkspaceSettingsFile',
  );
}

async function askUrl({ secrets }: Parts, url: string, title: string): Promise<Fields | undefined> {
  const prompt = t('URL of the Redis. A password in it goes to the secret storage.');
  const answer = await typeOne({ title, prompt, value: url, problem: urlProblem });
  if (typeof answer === 'string') return undefined;
  const address = addressOf(answer.value);
  if (address.password !== undefined) await secrets.keep(secretKey(address), address.password);
  sayIgnored(address.ignored);
  return { url: formatAddress(address) };
}

async function askNamespace(namespace: string, title: string): Promise<Fields | undefined> {
  const prompt = t('Namespace: the prefix of all keys, with or without the last colon. Empty for none.');
  const answer = await typeOne({ title, prompt, value: namespace });
  return typeof answer === 'string' ? undefined : { namespace: answer.value.trim() };
}

async function askDialect(title: string): Promise<Fields | undefined> {
  const names = ['php-classic', 'php-successor', 'ruby', 'node'] as const;
  const choices: Choice<string>[] = [
    { label: t('Find out from packages and keys'), value: 'auto' },
    ...names.map((name) => ({ label: familyName(name), value: name })),
  ];
  const answer = await pickOne({ title, placeholder: t('Which library writes the jobs?'), choices });
  return typeof answer === 'string' ? undefined : { dialect: answer.value };
}
