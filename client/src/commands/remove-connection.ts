// Removes a connection from the settings, and its password only if that is asked for. Nothing in Redis is touched.
import * as vscode from 'vscode';
import { writeConnection } from '../configuration';
import { iconless, linkless } from '../plain';
import { t } from '../words';
import { quietly, type Run, Said } from './command';
import { chooseConnection } from './edit-connection';

export const removeConnection: Run = async (parts, called) => {
  const title = t('Remove Connection');
  if (!parts.connecting.isConfigured) throw new Said(t('No connection is configured.'));
  const connection = await chooseConnection(parts, called, title);
  if (!connection || connection.scope === 'local') return;
  const { scope, secret, spec } = connection;
  if (scope === 'folder') {
    await vscode.commands.executeCommand('workbench.action.openWorkspaceSettingsFile');
    return;
  }
  const sentence = t('Remove the connection “{0}” from the settings?', spec.name);
  const hasPassword = secret !== undefined && (await parts.secrets.has(secret));
  const sharing = parts.connecting
    .connections()
    .find((other) => other.secret === secret && other.spec.name !== spec.name)?.spec.name;
  const remove = t('Remove');
  const forget = t('Remove and Forget Password');
  const buttons = hasPassword && sharing === undefined ? [remove, forget] : [remove];
  const detail = [...(hasPassword ? [passwordText(sharing)] : []), t('Nothing in Redis is touched.')].join(' ');
  const answer = await vscode.window.showWarningMessage(linkless(sentence), { modal: true, detail }, ...buttons);
  if (answer === undefined) return;
  await writeConnection(scope, spec.name, undefined);
  if (answer === forget && secret !== undefined) await parts.secrets.keep(secret, '');
  quietly(t('Removed the connection {0}.', iconless(spec.name)));
};

/** Other workspaces may name the same Redis, and this one cannot know. */
const passwordText = (sharing: string | undefined): string =>
  sharing === undefined
    ? t(
        'Its password stays in the secret storage, for connections of other workspaces to the same address, unless it is forgotten, too.',
      )
    : t('Its password stays: “{0}” uses it, too.', sharing);
