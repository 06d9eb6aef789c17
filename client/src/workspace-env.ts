// Looks for a Redis in the `.env` files at the roots of the workspace folders. Keeps no value of a variable.
import * as vscode from 'vscode';
import { type EnvCandidate, findCandidates } from './env-candidates';
import { readText } from './workspace-evidence';

/** A candidate and the file it stands in. */
export interface FoundCandidate {
  readonly uri: vscode.Uri;
  readonly candidate: EnvCandidate;
}

/** Connections that the folders' `.env` files seem to describe; none in a workspace that is not trusted. */
export async function findEnvCandidates(): Promise<readonly FoundCandidate[]> {
  if (!vscode.workspace.isTrusted) return [];
  const uris = (vscode.workspace.workspaceFolders ?? []).map((folder) => vscode.Uri.joinPath(folder.uri, '.env'));
  const found = await Promise.all(
    uris.map(async (uri) => findCandidates((await readText(uri)) ?? '').map((candidate) => ({ uri, candidate }))),
  );
  return found.flat();
}
