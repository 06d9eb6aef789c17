// What exists, as a list. Activation reads no file, opens no socket and starts no process: a view that is shown, a command, or a job
// file in a workspace with Resque evidence does.
import * as vscode from 'vscode';
import { Server } from './ask';
import { Backends } from './backends';
import type { Parts } from './commands/command';
import { Connecting } from './connecting';
import { Documents } from './documents';
import { fieldsOf, isText, listOf } from './fields';
import { loadLate } from './late';
import { Interest } from './interest';
import { startForJobFiles } from './job-files';
import { Memory } from './memory';
import { Secrets } from './secrets';
import { StatusBar } from './status-bar';
import { type TestApi, testApi } from './test-api';
import { Views } from './tree/views';
import { Watches } from './watches';
import { speakWith } from './words';

let server: Server | undefined;

/** Answers what the test suite needs; nobody else may rely on it. */
export function activate(context: vscode.ExtensionContext): TestApi {
  speakWith((message, ...values) => vscode.l10n.t(message, ...values), vscode.env.language);
  const log = vscode.window.createOutputChannel('Resque', { log: true });
  const started = new Server(context, log);
  server = started;
  const memory = new Memory(context.workspaceState);
  const secrets = new Secrets(context.secrets);
  const backends = new Backends(started, log);
  const interest = new Interest(
    () => backends.all().map(({ id }) => id),
    (said) => started.tellInterest({ interest: said }),
  );
  const connecting = new Connecting({ server: started, backends, secrets, log });
  const shared = {
    ask: started.ask,
    backends,
    onDidChangeLooks: interest.update,
    log: (sentence: string): void => log.debug(sentence),
  };
  const documents = new Documents({ ...shared, open: () => connecting.open({ isView: false }) });
  const watches = new Watches(shared);
  interest.addSource(() => documents.looks());
  interest.addSource(() => watches.looks());
  const views = new Views({ server: started, backends, connecting, interest, log });
  const parts: Parts = { server: started, backends, connecting, secrets, memory, views, watches, log };
  context.subscriptions.push(
    log,
    started,
    backends,
    connecting,
    documents,
    watches,
    views,
    new StatusBar(backends, memory),
    started.onDidStart(() => interest.startOver()),
    startForJobFiles(connecting, () => started.start(), log),
    ...commandIds(context).map((id) =>
      vscode.commands.registerCommand(`resque.${id}`, (...called: unknown[]) => run(parts, id, called)),
    ),
  );
  return testApi({ backends, server: started, views, watches });
}

/** The manifest names the commands, and their code is loaded when the first is run. */
function commandIds({ extension }: vscode.ExtensionContext): string[] {
  const contributed = listOf(fieldsOf(fieldsOf(extension.packageJSON).get('contributes')).get('commands'));
  const ids = contributed.map((command) => fieldsOf(command).get('command')).filter(isText);
  return ids.map((id) => id.replace(/^resque\./, ''));
}

async function run(parts: Parts, id: string, called: readonly unknown[]): Promise<void> {
  const { commands, runCommand } = loadLate();
  const command = commands[id];
  if (!command) throw new Error(`The manifest names a command that does not exist: ${id}`);
  await runCommand(parts, id, command, called);
}

/** Ends the server process with the window. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}
