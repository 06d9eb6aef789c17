// Reads and writes `resque.connections` where VS Code keeps it.
import * as vscode from 'vscode';
import { formatAddress, parseAddress } from '../../server/src/protocol/address';
import { type Merged, mergeConnections, type Scope, type ScopeName, settingsVersionProblem } from './connections';
import { fieldsOf, listOf } from './fields';

const read = (scope: vscode.ConfigurationScope | null = null) =>
  vscode.workspace.getConfiguration('resque', scope).inspect<unknown>('connections');

/** Connections of all scopes. In a workspace that is not trusted, only the user's own. */
export function readConnections(): Merged {
  const all = read();
  const scopes: Scope[] = [{ name: 'user', value: all?.globalValue }];
  if (vscode.workspace.isTrusted) {
    scopes.push({ name: 'workspace', value: all?.workspaceValue });
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const own = read(folder.uri)?.workspaceFolderValue;
      if (own !== undefined && own !== all?.workspaceValue) scopes.push({ name: 'folder', value: own });
    }
  }
  return mergeConnections(scopes);
}

/** What is wrong with the form of the settings as a whole, if anything. */
export const readVersionProblem = (): string | undefined =>
  settingsVersionProblem(vscode.workspace.getConfiguration('resque').get('settingsVersion'));

/** The entries of one scope as written, with fields of other versions. A folder's are written with the workspace's. */
export function writtenConnections(scope: ScopeName): readonly unknown[] {
  const all = read();
  return listOf(scope === 'user' ? all?.globalValue : (all?.workspaceValue ?? all?.workspaceFolderValue));
}

/** Replaces the entry of that name, adds it, or with `undefined` removes it. Other entries and unknown fields stay as they are. */
export async function writeConnection(
  scope: ScopeName,
  name: string,
  entry: Readonly<Record<string, unknown>> | undefined,
): Promise<void> {
  const before = writtenConnections(scope);
  const isIt = (candidate: unknown): boolean => fieldsOf(candidate).get('name') === name;
  const replaced = before.flatMap((candidate) =>
    isIt(candidate) ? (entry ? [{ ...Object.fromEntries(fieldsOf(candidate)), ...entry }] : []) : [candidate],
  );
  const after = entry && !before.some(isIt) ? [...replaced, entry] : replaced;
  const target = scope === 'user' ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('resque').update('connections', after, target);
}

/** Writes the connection's URL anew without its password; true when it could be done. */
export async function removeStrayPassword(scope: ScopeName, name: string): Promise<boolean> {
  if (scope === 'folder') return false; // One of several folders: which file it stands in is not ours to guess.
  const entry = writtenConnections(scope).find((candidate) => fieldsOf(candidate).get('name') === name);
  const url = fieldsOf(entry).get('url');
  const address = typeof url === 'string' ? parseAddress(url) : { problem: 'empty' as const };
  if ('problem' in address) return false;
  await writeConnection(scope, name, { url: formatAddress(address) });
  return true;
}
