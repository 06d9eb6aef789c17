// One item: the connection, how live it is, and how many jobs have failed. Redis's own words stand in its tooltip.
import * as vscode from 'vscode';
import type { Backend } from '../../server/src/protocol/shapes';
import type { Backends } from './backends';
import { currentBackend } from './current';
import type { Memory } from './memory';
import { iconless, oneLine } from './plain';
import { backendLines, backendState } from './tree/notes';
import { joined, many, t } from './words';

export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #hearing: vscode.Disposable;

  constructor(backends: Backends, memory: Memory) {
    this.#item = vscode.window.createStatusBarItem('resque.connection', vscode.StatusBarAlignment.Left, 1);
    this.#item.name = t('Resque: connection');
    const show = (): void => this.#show(backends, memory);
    this.#hearing = backends.onDidChangeRecords(show);
    show();
  }

  #show(backends: Backends, memory: Memory): void {
    const backend = currentBackend(backends, memory);
    if (!backend) {
      this.#item.hide();
      return;
    }
    const all = backends.all();
    const failed =
      backend.failedCount === undefined ? undefined : many(backend.failedCount, '{0} failed', '{0} failed');
    const state = backendState(backend, Date.now());
    const mark = backend.isProduction ? t('production') : undefined;
    this.#item.text = `$(${iconOf(backend)}) ${joined(iconless(backend.name, 40), mark, state, failed)}`;
    const tooltip = new vscode.MarkdownString(
      all.map((each) => backendLines(each, Date.now()).join('  \n')).join('\n\n---\n\n'),
    );
    tooltip.isTrusted = false;
    tooltip.supportHtml = false;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = {
      label: t('Resque: {0}', joined(oneLine(backend.name, 40), mark, state, failed)),
    };
    this.#item.command = all.length > 1 ? 'resque.switchConnection' : 'resque.queues.focus';
    const isInTrouble = backend.trouble !== undefined && backend.state !== 'connected';
    this.#item.backgroundColor = isInTrouble ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#hearing.dispose();
    this.#item.dispose();
  }
}

function iconOf({ state, trouble }: Backend): string {
  if (state === 'connected') return 'layers';
  return trouble ? 'debug-disconnect' : 'sync~spin';
}
