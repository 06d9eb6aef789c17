// Rows as a native tree. Keeps what it shows while newer rows are read, and paints only what looks different.
import * as vscode from 'vscode';
import type { Backend, Page, Part } from '../../../server/src/protocol/shapes';
import type { Ask } from '../ask';
import type { Look } from '../interest';
import { realClock, Throttle } from '../throttle';
import { partOf } from './branches';
import { difference, withoutTwins } from './diff';
import { rootNotes } from './header';
import { treeItem } from './item';
import { Listing } from './listing';
import { backendRow } from './notes';
import type { Opens, Row, ViewName } from './row';

/** Rows are read and painted at most this often, ms. */
const REFRESH_INTERVAL_MS = 100;
/** VS Code puts off a tree's changes until none has come for 200 ms, the first excepted (extHostTreeView.ts, Event.debounce): what comes sooner
 *  after the last is not painted at all while it goes on. So each change is made a first one. */
const REST_MS = 210;

/** One row in one tree. The object stays while its row's id does, so that selection and expansion survive. */
export interface Node {
  row: Row;
  readonly parent: Node | undefined;
  readonly tree: Tree;
  branch?: Branch;
}

/** The rows below a node, or the roots. */
interface Branch {
  /** Left out for roots that list connections. */
  listing: Listing | undefined;
  nodes: Node[];
  isOpen: boolean;
  isDirty: boolean;
}

interface Parts {
  readonly ask: Ask;
  readonly backends: () => readonly Backend[];
  /** Opens the connections; resolves when they were asked for. */
  readonly open: () => Promise<void>;
  readonly log: (sentence: string) => void;
}

export class Tree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly view: ViewName;
  readonly #parts: Parts;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #looksChanged = new vscode.EventEmitter<void>();
  readonly #throttle: Throttle;
  #root: Branch = { listing: undefined, nodes: [], isOpen: false, isDirty: true };
  #isVisible = false;

  readonly onDidChangeTreeData = this.#changed.event;
  /** Other parts are looked at, or the whole says something else: message and interest may differ. */
  readonly onDidChangeLooks = this.#looksChanged.event;

  constructor(view: ViewName, parts: Parts) {
    this.view = view;
    this.#parts = parts;
    this.#throttle = new Throttle(() => this.#refresh(), REFRESH_INTERVAL_MS, realClock, REST_MS);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      await this.#parts.open();
      this.#settleRoot();
    }
    const branch = node ? this.#branchOf(node) : this.#root;
    if (!branch) return [];
    const isFirst = branch.listing?.isLoaded === false;
    branch.isOpen = true;
    this.#looksChanged.fire();
    if (isFirst) await this.#read(branch);
    else if (branch.isDirty) this.#throttle.poke();
    if (isFirst || branch.listing === undefined) branch.nodes = this.#nodes(branch, node, Date.now());
    if (isFirst) this.#looksChanged.fire();
    return branch.nodes;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const tooltip = new vscode.MarkdownString(node.row.tooltip.join('  \n'));
    tooltip.isTrusted = false;
    tooltip.supportHtml = false;
    item.tooltip = tooltip;
    return item;
  }

  getParent(node: Node): Node | undefined {
    return node.parent;
  }

  /** Parts of a backend changed: what shows them is read again, once somebody looks. */
  mark(backendId: string, parts: readonly Part[]): void {
    const changed = new Set<Part>(parts);
    for (const { branch } of this.#open(true)) {
      const opens = branch.listing?.opens;
      if (opens?.backendId === backendId && changed.has(partOf(opens))) branch.isDirty = true;
    }
    this.#throttle.poke();
  }

  /** Everything is to be read again. */
  markAll(): void {
    for (const { branch } of this.#open(true)) branch.isDirty = true;
    this.#throttle.poke();
  }

  set isVisible(isVisible: boolean) {
    this.#isVisible = isVisible;
    this.#looksChanged.fire();
    if (isVisible) this.#throttle.poke();
  }

  /** The editor opened or closed a row. */
  setOpen(node: Node, isOpen: boolean): void {
    if (node.branch) node.branch.isOpen = isOpen;
    this.#looksChanged.fire();
    if (isOpen) this.#throttle.poke();
  }

  /** What is looked at here: nothing while the view is hidden. */
  *looks(): Generator<Look> {
    if (!this.#isVisible) return;
    for (const { branch } of this.#open(false)) {
      if (branch.listing) yield { backendId: branch.listing.opens.backendId, part: partOf(branch.listing.opens) };
    }
  }

  /** What the last answer said about all of the rows, where one connection is shown. */
  get whole(): Page<unknown> | undefined {
    return this.#root.listing?.whole;
  }

  get isEmpty(): boolean {
    return this.#root.nodes.length === 0;
  }

  /** Reads one page further below the row's parent; answers the first new row. */
  async showMore(node: Node): Promise<Node | undefined> {
    const branch = node.parent ? node.parent.branch : this.#root;
    if (!branch?.listing) return undefined;
    const before = new Set(branch.nodes.map(({ row }) => row.id));
    branch.listing.wantMore();
    await this.#read(branch);
    this.#paint();
    return branch.nodes.find(({ row }) => !before.has(row.id));
  }

  /** Records of backends changed, or time passed: rows look different although nothing was read. */
  repaint(): void {
    if (!this.#root.isOpen) return;
    if (this.#settleRoot()) this.#changed.fire(undefined);
    else if (this.#isVisible) this.#paint();
  }

  /** The rows as text, for tests: one line each, indented, state in words. */
  text(): string {
    const lines = (nodes: readonly Node[], depth: number): string[] =>
      nodes.flatMap(({ row, branch }) => [
        `${'  '.repeat(depth)}${[row.label, row.description].filter(Boolean).join(' · ')}`,
        ...(branch?.isOpen ? lines(branch.nodes, depth + 1) : []),
      ]);
    return lines(this.#root.nodes, 0).join('\n');
  }

  /** Nodes shown now, whatever their depth. */
  *nodes(): Generator<Node> {
    for (const { branch } of this.#open(false)) yield* branch.nodes;
  }

  /** Branches that are open, and with `isAll` those that were. */
  *#open(
    isAll: boolean,
    branch = this.#root,
    owner?: Node,
  ): Generator<{ readonly branch: Branch; readonly owner: Node | undefined }> {
    if (!branch.isOpen && !isAll) return;
    yield { branch, owner };
    for (const node of branch.nodes) if (node.branch) yield* this.#open(isAll, node.branch, node);
  }

  #branchOf(node: Node): Branch | undefined {
    const { opens } = node.row;
    if (!opens) return undefined;
    node.branch ??= { listing: new Listing(opens), nodes: [], isOpen: false, isDirty: false };
    return node.branch;
  }

  /** One backend lies flat; several have a root row each. True when that is another root than before. */
  #settleRoot(): boolean {
    const [only, ...others] = this.#parts.backends();
    const opens: Opens | undefined = only && others.length === 0 ? { kind: this.view, backendId: only.id } : undefined;
    if (opens?.backendId === this.#root.listing?.opens.backendId) return false;
    this.#root = {
      listing: opens && new Listing(opens),
      nodes: opens ? this.#root.nodes : [],
      isOpen: this.#root.isOpen,
      isDirty: false,
    };
    return true;
  }

  async #read(branch: Branch): Promise<void> {
    branch.isDirty = false;
    try {
      await branch.listing?.read(this.#parts.ask);
    } catch (error) {
      branch.isDirty = true; // The server process is away: rows stay, and are read when it is back.
      this.#parts.log(`${this.view}: ${String(error)}`);
    }
  }

  /** Never rejects: `#read` answers for its errors. */
  async #refresh(): Promise<void> {
    if (!this.#isVisible) return;
    const dirty = [...this.#open(false)].filter(({ branch }) => branch.isDirty && branch.listing);
    if (dirty.length === 0) return;
    await Promise.all(dirty.map(({ branch }) => this.#read(branch)));
    this.#paint();
    this.#looksChanged.fire();
  }

  /** Makes all open rows anew and has the editor paint those that differ, or the parent where rows came, went or moved. */
  #paint(): void {
    const nowMs = Date.now();
    const changed: Node[] = [];
    let isRoot = false;
    for (const { branch, owner } of this.#open(false)) {
      const before = branch.nodes.map(({ row }) => row);
      branch.nodes = this.#nodes(branch, owner, nowMs);
      const differs = difference(
        before,
        branch.nodes.map(({ row }) => row),
      );
      if (differs.kind === 'order') {
        if (owner) changed.push(owner);
        else isRoot = true;
      } else {
        const ids = new Set(differs.ids);
        changed.push(...branch.nodes.filter(({ row }) => ids.has(row.id)));
      }
    }
    if (isRoot) this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire(changed);
  }

  /** The branch's rows as nodes; a node whose row's id stays is the same object. */
  #nodes(branch: Branch, owner: Node | undefined, nowMs: number): Node[] {
    const old = new Map(branch.nodes.map((node) => [node.row.id, node]));
    return withoutTwins(this.#rows(branch, owner, nowMs)).map((row) => {
      const node = old.get(row.id) ?? { row, parent: owner, tree: this };
      node.row = row;
      if (node.branch?.listing && row.opens && node.branch.listing.opens.backendId !== row.opens.backendId) {
        node.branch = { ...node.branch, listing: new Listing(row.opens), isDirty: true };
      }
      return node;
    });
  }

  #rows(branch: Branch, owner: Node | undefined, nowMs: number): readonly Row[] {
    const backends = this.#parts.backends();
    const { listing } = branch;
    if (!listing) return backends.length > 1 ? backends.map((backend) => backendRow(backend, this.view, nowMs)) : [];
    const backend = backends.find(({ id }) => id === listing.opens.backendId);
    if (!backend || !listing.isLoaded) return branch.nodes.map(({ row }) => row);
    const above = owner?.row.id ?? `connection:${backend.name}`;
    const rows = listing.rows(backend, above, nowMs);
    if (owner?.row.subject.kind !== 'backend') return rows;
    const { whole } = listing;
    const shown = { isEmpty: rows.length === 0, ...(whole ? { whole } : {}) };
    return [...rootNotes(this.view, backend, shown, { backend, above, nowMs }), ...rows];
  }

  dispose(): void {
    this.#throttle.dispose();
    this.#changed.dispose();
    this.#looksChanged.dispose();
  }
}
