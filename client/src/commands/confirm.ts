// The question before a write, where the settings or the connection ask for one.
import * as vscode from 'vscode';
import type { Backend } from '../../../server/src/protocol/shapes';
import { linkless, oneLine } from '../plain';
import { t } from '../words';

interface Write {
  readonly what: 'enqueue' | 'retry';
  /** What will happen, naming the count. */
  readonly sentence: string;
  readonly button: string;
}

/** True when the write may happen: asked in a dialog that names the connection, or not asked at all. */
export async function isConfirmed(backend: Backend, { what, sentence, button }: Write): Promise<boolean> {
  const wish: unknown = vscode.workspace.getConfiguration('resque').get(`confirm.${what}`);
  if (wish === 'never' || (wish !== 'always' && !backend.isProduction)) return true;
  const name = oneLine(backend.name, 80);
  const detail = backend.isProduction
    ? t('“{0}” is marked as production ({1}).', name, backend.address)
    : t('The connection is “{0}” ({1}).', name, backend.address);
  return (await vscode.window.showWarningMessage(linkless(sentence), { modal: true, detail }, button)) === button;
}
