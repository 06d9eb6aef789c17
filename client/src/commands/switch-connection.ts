// Chooses the connection that the status bar shows and commands mean first. In a workspace that is not trusted it is also how one is opened.
import * as vscode from 'vscode';
import { localConnection } from '../connections';
import { pickOne } from '../inputs';
import { iconless } from '../plain';
import { backendState } from '../tree/notes';
import { joined, t } from '../words';
import { addConnection } from './add-connection';
import type { Run } from './command';

export const switchConnection: Run = async (parts, called) => {
  const { backends, connecting, memory } = parts;
  const configured = connecting.connections();
  const all = configured.length > 0 ? configured : [localConnection];
  const given = called.node && backends.find(called.node.row.subject.backendId)?.name;
  const name = given ?? (await choose());
  if (name === undefined) return;
  if (name === '') {
    await addConnection(parts, called);
    return;
  }
  await memory.rememberConnection(name);
  await connecting.openByHand(name);
  await backends.refresh();
  if (!called.node) await vscode.commands.executeCommand('resque.queues.focus');

  async function choose(): Promise<string | undefined> {
    const choices = [
      ...all.map(({ spec }) => {
        const backend = backends.findNamed(spec.name);
        return {
          label: iconless(spec.name),
          description: joined(iconless(spec.url), backend ? backendState(backend, Date.now()) : t('not open')),
          value: spec.name,
        };
      }),
      { label: t('Add Connection…'), value: '' },
    ];
    const answer = await pickOne({
      title: t('Switch Connection'),
      placeholder: t('Which connection?'),
      choices,
      active: ({ value }) => value === memory.connection,
    });
    return typeof answer === 'string' ? undefined : answer.value;
  }
};
