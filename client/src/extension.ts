// What exists, as a list. Activation reads no file, opens no socket and starts no process: a view that is shown, a command, or a job
// file in a workspace with Resque evidence does.
import * as vscode from 'vscode';
import { Server } from './ask';
import { speakWith } from './words';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  speakWith((message, ...values) => vscode.l10n.t(message, ...values), vscode.env.language);
  const log = vscode.window.createOutputChannel('Resque', { log: true });
  server = new Server(context, log);
  const started = server;
  const empty: vscode.TreeDataProvider<string> = {
    getChildren: async () => {
      await started.start().catch((error: unknown) => log.error(String(error)));
      return [];
    },
    getTreeItem: (id) => new vscode.TreeItem(id),
  };
  const views = ['queues', 'failed', 'workers', 'delayed', 'statuses'].map((id) =>
    vscode.window.createTreeView(`resque.${id}`, { treeDataProvider: empty }),
  );
  context.subscriptions.push(log, server, ...views);
}

/** Ends the server process with the window. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}
