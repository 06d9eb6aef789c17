// Looks for Resque keys under other namespaces and in other databases of a connection, and offers to look there from now on.
import { FindNamespaces } from '../../../server/src/protocol/requests';
import { formatAddress } from '../../../server/src/protocol/address';
import * as vscode from 'vscode';
import { writeConnection } from '../configuration';
import { type Choice, pickOne } from '../inputs';
import { iconless } from '../plain';
import { place } from '../tree/notes';
import { troubleText } from '../trouble';
import { grouped, many, t } from '../words';
import { addressOf } from './add-connection';
import { quietly, type Run, Said } from './command';
import { chooseBackend } from './targets';

interface Place {
  readonly namespace?: string;
  readonly database?: number;
}

/** The answer says how much was looked at: a bounded SCAN finds what it meets. */
export const findNamespaces: Run = async (parts, called) => {
  const title = t('Look for Namespaces');
  const backend = await chooseBackend(parts, called, { canWrite: false, title });
  if (!backend) return;
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title: t('Looking for namespaces') },
    (_, token) => parts.server.ask(FindNamespaces, { backendId: backend.id }, token),
  );
  if (found.trouble) throw new Said(troubleText(found.trouble));
  const looked = found.isComplete
    ? many(found.keysScanned, 'looked at the only key', 'looked at all {0} keys')
    : many(found.keysScanned, 'looked at {0} key, there are more', 'looked at {0} keys, there are more');
  const others = found.databases.filter(({ database }) => database !== backend.database);
  const choices: Choice<Place>[] = [
    ...found.prefixes.map((prefix) => ({
      label: prefix === '' ? t('(no namespace)') : iconless(prefix),
      description: prefix === backend.prefix ? t('the one shown now') : t('namespace'),
      value: { namespace: prefix },
    })),
    ...others.map(({ database, keys }) => ({
      label: t('Database {0}', database),
      description: many(keys, '{0} key', '{0} keys'),
      value: { database },
    })),
  ];
  if (choices.length === 0) throw new Said(t('There are no Resque keys in {0}: {1}.', place(backend), looked));
  const placeholder = t('Now: {0}. In database {1}: {2}.', place(backend), grouped(backend.database), looked);
  const answer = await pickOne({ title, placeholder, choices });
  if (typeof answer === 'string') return;
  const connection = parts.connecting.find(backend.name);
  if (!connection || connection.scope === 'folder')
    throw new Said(t('Change the connection in the settings of its folder.'));
  const { scope, spec } = connection;
  const url =
    answer.value.database === undefined
      ? spec.url
      : formatAddress({ ...addressOf(spec.url), database: answer.value.database });
  const { namespace = spec.namespace ?? 'resque' } = answer.value;
  await writeConnection(scope === 'local' ? 'user' : scope, spec.name, { name: spec.name, url, namespace });
  await parts.connecting.openByHand(spec.name);
  quietly(t('{0} looks there now.', iconless(spec.name)));
};
