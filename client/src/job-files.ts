// Starts the language server when a job file is open, in a workspace that has to do with Resque, and in no other.
import * as vscode from 'vscode';
import type { Connecting } from './connecting';
import { jobFileLanguages } from './languages';
import { findManifests } from './workspace-evidence';

const isJobFile = ({ languageId }: vscode.TextDocument): boolean => jobFileLanguages.includes(languageId);

/** Looks once at what is open, and then at what is opened, until there is a reason to start. */
export function startForJobFiles(
  connecting: Connecting,
  start: () => Promise<unknown>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let isAsked = false;
  const opening = vscode.workspace.onDidOpenTextDocument((document) => {
    if (isJobFile(document)) look();
  });
  const look = (): void => {
    if (isAsked) return;
    isAsked = true;
    opening.dispose();
    decide().catch((error: unknown) => log.error(String(error)));
  };
  const decide = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) return;
    if (connecting.isConfigured) await connecting.open({ isView: false });
    else if ((await findManifests()).length > 0) await start();
  };
  if (vscode.workspace.textDocuments.some(isJobFile)) setImmediate(look);
  return opening;
}
