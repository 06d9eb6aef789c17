// Starts the language server: `--stdio`, `--node-ipc` or `--socket=`, as vscode-languageserver reads them. The only file that says `process`.
// The same bundle is the decoding thread.
import { hostname } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { serve } from './server';
import { answerTask, decodeOnThread } from './thread';

/** A pid says nothing about another machine, and on this one only that nobody has it any more. */
const ownHost = hostname(); // A system call: once, not once per worker.

function isProcessGone(host: string, pid: string): boolean {
  const id = Number.parseInt(pid, 10); // `123+1` is the second worker in process 123.
  if (host !== ownHost || !(id > 0 && id <= PID_MAX)) return false;
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Linux gives out none above (PID_MAX_LIMIT); larger numbers are somebody's own names. */
const PID_MAX = 4_194_304;

/** `--password-env=NAME`, as often as needed: variables that connections from settings may name as their password. */
const passwordVariables = (): readonly string[] =>
  process.argv.flatMap((argument) => /^--password-env=(\w+)$/.exec(argument)?.[1] ?? []);

function start(): void {
  const connection = createConnection(ProposedFeatures.all);
  // A mistake of ours costs one log line, not the process: what is on screen stays, and the next request is answered.
  process.on('uncaughtException', (error) => connection.console.error(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) =>
    connection.console.error(`unhandled: ${reason instanceof Error ? reason.stack : String(reason)}`),
  );
  // The editor is gone: nobody is left to serve. vscode-languageserver watches stdin and the parent's process id; IPC says it here.
  process.on('disconnect', () => process.exit(0));

  serve(connection, {
    environment: process.env,
    passwordVariables: passwordVariables(),
    version,
    isProcessGone,
    decodeElsewhere: decodeOnThread(__filename),
  });
  connection.listen();
}

if (isMainThread) start();
else answerTask();
