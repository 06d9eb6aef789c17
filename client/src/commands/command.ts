// What a command is given, and the one place where what it throws is logged and answered.
import * as vscode from 'vscode';
import type { Server } from '../ask';
import type { Backends } from '../backends';
import type { Connecting } from '../connecting';
import { fieldsOf } from '../fields';
import type { Memory } from '../memory';
import { linkless } from '../plain';
import type { Secrets } from '../secrets';
import type { Node } from '../tree/tree';
import type { Views } from '../tree/views';
import type { Watches } from '../watches';
import { t } from '../words';

export interface Parts {
  readonly server: Server;
  readonly backends: Backends;
  readonly connecting: Connecting;
  readonly secrets: Secrets;
  readonly memory: Memory;
  readonly views: Views;
  readonly watches: Watches;
  readonly log: vscode.LogOutputChannel;
}

/** Where a command was called: on rows of a tree, or nowhere in particular (palette, key, welcome text, editor). */
export interface Called {
  readonly node?: Node;
  /** The view a key was pressed in. */
  readonly view?: string;
  /** All rows it is meant for: the selection, when the row is among it. */
  readonly nodes: readonly Node[];
}

export type Run = (parts: Parts, called: Called) => Promise<void> | void;

/** An end that the user is told as it is, without a stack in the log: not our slip. */
export class Said extends Error {}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'row' in value && 'tree' in value;

/** A question was taken back by whoever asked it: nothing to tell (LSP's RequestCancelled and ServerCancelled). */
function isCancelled(error: unknown): boolean {
  const code = fieldsOf(error).get('code');
  return error instanceof vscode.CancellationError || code === -32800 || code === -32802;
}

/** Runs a command as the editor called it. Whatever it throws is logged here, and answered here, once. */
export async function runCommand(
  parts: Parts,
  id: string,
  run: Run,
  [first, second]: readonly unknown[],
): Promise<void> {
  const node = isNode(first) ? first : undefined;
  const nodes = Array.isArray(second) ? second.filter(isNode) : [];
  try {
    await run(parts, {
      ...(node ? { node } : {}),
      ...(typeof first === 'string' ? { view: first } : {}),
      nodes: nodes.length > 0 ? nodes : node ? [node] : [],
    });
  } catch (error) {
    if (isCancelled(error)) return;
    await answer(parts, id, error);
  }
}

async function answer({ log }: Parts, id: string, error: unknown): Promise<void> {
  if (error instanceof Said) log.info(`${id}: ${error.message}`);
  else log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const showLog = t('Show Log');
  const sentence =
    error instanceof Said
      ? error.message
      : t('This did not work: {0}', error instanceof Error ? error.message : String(error));
  if ((await vscode.window.showErrorMessage(linkless(sentence), showLog)) === showLog) log.show();
}

/** Says something that should be read, and asks for nothing. */
export function notice(sentence: string): void {
  void vscode.window.showInformationMessage(linkless(sentence));
}

/** Says that something went as it should, quietly: the tree shows the rest. */
export function quietly(sentence: string): void {
  vscode.window.setStatusBarMessage(sentence, 8_000);
}
