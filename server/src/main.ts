// Starts the language server: `--stdio`, `--node-ipc` or `--socket=`, as vscode-languageserver reads them. The only file that says `process`.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { serve } from './server';

const connection = createConnection(ProposedFeatures.all);

// A mistake of ours costs one log line, not the process: what is on screen stays, and the next request is answered.
process.on('uncaughtException', (error) => connection.console.error(`uncaught: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) =>
  connection.console.error(`unhandled: ${reason instanceof Error ? reason.stack : String(reason)}`),
);
// The editor is gone: nobody is left to serve. vscode-languageserver watches stdin and the parent's process id; IPC says it here.
process.on('disconnect', () => process.exit(0));

serve(connection, { environment: process.env, version });
connection.listen();
