// Reads manifests at the roots of the workspace folders, and nothing else.
import * as vscode from 'vscode';
import type { Manifest } from '../../server/src/protocol/shapes';
import { manifestFiles, readManifest } from './evidence';

/** Files larger than this are not manifests a person wrote. */
const FILE_BYTES_MAX = 1024 * 1024;

/** The file's text; `undefined` when it is not there, too large, or cannot be read here. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > FILE_BYTES_MAX ? undefined : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined; // Most folders have most of these files not.
  }
}

const folders = (): readonly vscode.WorkspaceFolder[] => vscode.workspace.workspaceFolders ?? [];

/** Manifests that name a package of the Resque family. */
export async function findManifests(): Promise<readonly Manifest[]> {
  const files = folders().flatMap((folder) =>
    manifestFiles.map((file) => ({ file, uri: vscode.Uri.joinPath(folder.uri, file) })),
  );
  const found = await Promise.all(
    files.map(async ({ file, uri }) => {
      const text = await readText(uri);
      return text === undefined ? { file, packages: [] } : readManifest(file, text);
    }),
  );
  return found.filter(({ packages }) => packages.length > 0);
}
