// The five views: their trees, headers, badge, and the context keys that choose welcome texts and menus.
import * as vscode from 'vscode';
import type { Server } from '../ask';
import type { Backends } from '../backends';
import type { Connecting } from '../connecting';
import type { Interest } from '../interest';
import { isDefaultPlace, stateOf } from '../state';
import { many } from '../words';
import { headerOf } from './header';
import type { ViewName } from './row';
import { type Node, Tree } from './tree';

export const viewNames: readonly ViewName[] = ['queues', 'failed', 'workers', 'delayed', 'statuses'];

/** Ages in rows are made anew this often while a view is shown, ms. No Redis is asked for that. */
const AGE_INTERVAL_MS = 15_000;

interface Parts {
  readonly server: Server;
  readonly backends: Backends;
  readonly connecting: Connecting;
  readonly interest: Interest;
  readonly log: vscode.LogOutputChannel;
}

interface View {
  readonly tree: Tree;
  readonly treeView: vscode.TreeView<Node>;
}

export class Views implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #views: ReadonlyMap<ViewName, View>;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #context = new Map<string, unknown>();
  /** The view whose selection commands from the palette mean. */
  #last: ViewName | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#views = new Map(viewNames.map((name) => [name, this.#create(name)]));
    const { backends, connecting, interest } = parts;
    interest.addSource(() => [...this.#views.values()].flatMap(({ tree }) => [...tree.looks()]));
    const ages = setInterval(() => this.#repaint(), AGE_INTERVAL_MS);
    this.#disposables.push(
      { dispose: () => clearInterval(ages) },
      backends.onDidChangeParts(({ backendId, parts: changed }) => {
        for (const { tree } of this.#views.values()) tree.mark(backendId, changed);
      }),
      backends.onDidChangeRecords(() => this.#repaint()),
      connecting.onDidChange(() => {
        for (const { tree } of this.#views.values()) tree.markAll();
        this.#repaint();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('resque.badge')) this.#update();
      }),
    );
    this.#update();
  }

  #create(name: ViewName): View {
    const { backends, connecting, log, server } = this.#parts;
    const tree = new Tree(name, {
      ask: server.ask,
      backends: () => backends.all(),
      open: () => connecting.open({ isView: true }),
      log: (sentence) => log.debug(sentence),
    });
    const treeView = vscode.window.createTreeView(`resque.${name}`, {
      treeDataProvider: tree,
      showCollapseAll: name === 'queues' || name === 'delayed',
      canSelectMany: name === 'failed',
    });
    this.#disposables.push(
      tree,
      treeView,
      treeView.onDidChangeVisibility(({ visible }) => {
        tree.isVisible = visible;
      }),
      treeView.onDidExpandElement(({ element }) => tree.setOpen(element, true)),
      treeView.onDidCollapseElement(({ element }) => tree.setOpen(element, false)),
      treeView.onDidChangeSelection(() => {
        this.#last = name;
      }),
      tree.onDidChangeLooks(() => this.#update()),
    );
    if (treeView.visible) tree.isVisible = true;
    return { tree, treeView };
  }

  /** The rows selected in the view that is named, or that was used last, if it is shown. */
  selection(name: string | undefined = this.#last): readonly Node[] {
    const view = [...this.#views].find(([own]) => own === name)?.[1];
    return view?.treeView.visible === true ? view.treeView.selection : [];
  }

  tree(name: ViewName): Tree | undefined {
    return this.#views.get(name)?.tree;
  }

  /** Selects a row, so that the keyboard goes on from it. */
  async reveal(node: Node): Promise<void> {
    await this.#views.get(node.tree.view)?.treeView.reveal(node, { select: true, focus: true });
  }

  #repaint(): void {
    for (const { tree } of this.#views.values()) tree.repaint();
    this.#update();
  }

  #update(): void {
    const { backends, connecting, interest } = this.#parts;
    const all = backends.all();
    for (const [view, { tree, treeView }] of this.#views) {
      const { whole } = tree;
      const header = headerOf({
        view,
        backends: all,
        isEmpty: tree.isEmpty,
        ...(whole ? { whole } : {}),
        nowMs: Date.now(),
      });
      if (treeView.description !== header.description) treeView.description = header.description;
      if ((treeView.message ?? '') !== (header.message ?? '')) treeView.message = header.message ?? '';
    }
    this.#updateBadge();
    const state = stateOf({
      isTrusted: vscode.workspace.isTrusted,
      isConfigured: connecting.isConfigured,
      hasFailed: connecting.hasFailed,
      backends: all,
    });
    this.#setContext('resque.state', state);
    this.#setContext('resque.place', isDefaultPlace(all) ? 'default' : 'other');
    this.#setContext(
      'resque.canWrite',
      all.some(({ isReadOnly }) => !isReadOnly),
    );
    this.#setContext(
      'resque.canTrack',
      all.some(({ dialect }) => dialect?.can.track === true),
    );
    interest.update();
  }

  #updateBadge(): void {
    const failed = this.#views.get('failed')?.treeView;
    if (!failed) return;
    const isShown = vscode.workspace.getConfiguration('resque').get('badge') !== false;
    const count = isShown ? this.#parts.backends.all().reduce((sum, { failedCount = 0 }) => sum + failedCount, 0) : 0;
    if ((failed.badge?.value ?? 0) === count) return;
    failed.badge =
      count === 0 ? undefined : { value: count, tooltip: many(count, '{0} failed job', '{0} failed jobs') };
  }

  #setContext(key: string, value: unknown): void {
    if (this.#context.get(key) === value) return;
    this.#context.set(key, value);
    vscode.commands
      .executeCommand('setContext', key, value)
      .then(undefined, (error: unknown) => this.#parts.log.error(String(error)));
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
