// Removes a connection from the settings, and its password where no other connection uses it. Nothing in Redis is touched.
import * as vscode from 'vscode';
import { writeConnection } from '../configuration';
import { iconless } from '../plain';
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
  const detail = t('Its password is forgotten, too. Nothing in Redis is touched.');
  const remove = t('Remove');
  if ((await vscode.window.showWarningMessage(sentence, { modal: true, detail }, remove)) !== remove) return;
  await writeConnection(scope, spec.name, undefined);
  const isShared = parts.connecting
    .connections()
    .some((other) => other.secret === secret && other.spec.name !== spec.name);
  if (secret !== undefined && !isShared) await parts.secrets.keep(secret, '');
  quietly(t('Removed the connection {0}.', iconless(spec.name)));
};
