// A node as the editor's tree item.
import * as vscode from 'vscode';
import type { Tint } from './row';
import type { Node } from './tree';

const colors: Record<Tint, string> = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
  good: 'testing.iconPassed',
  quiet: 'disabledForeground',
};

/** The row's look. The tooltip is made when it is asked for: most rows are never hovered. */
export function treeItem(node: Node): vscode.TreeItem {
  const { row } = node;
  const item = new vscode.TreeItem(row.label, row.opens ? collapsible(node) : vscode.TreeItemCollapsibleState.None);
  item.id = row.id;
  item.description = row.description;
  item.iconPath = new vscode.ThemeIcon(row.icon, row.tint && new vscode.ThemeColor(colors[row.tint]));
  item.contextValue = row.flags.join(' ');
  item.accessibilityInformation = { label: row.spoken };
  if (row.flags.includes('entry')) item.command = { command: 'resque.openEntry', title: '', arguments: [node] };
  if (row.flags.includes('more')) item.command = { command: 'resque.showMore', title: '', arguments: [node] };
  return item;
}

const collapsible = ({ row, parent }: Node): vscode.TreeItemCollapsibleState =>
  parent === undefined && row.subject.kind === 'backend'
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
