// The extension as the suite meets it: inside the extension host, by what `activate` gives.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../client/src/test-api';

export interface Manifest {
  readonly contributes: {
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
  };
}

export function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>('resque-inspector.resque-inspector');
  assert.ok(found, 'the extension is not installed');
  return found;
}

/** Sets the user's connections; none removes the setting. */
export const setConnections = async (...connections: readonly object[]): Promise<void> =>
  vscode.workspace
    .getConfiguration('resque')
    .update('connections', connections.length > 0 ? connections : undefined, vscode.ConfigurationTarget.Global);

/** The Redis the launcher started. */
export function redisUrl(): string {
  const url = process.env['REDIS_URL'];
  assert.ok(url, 'the launcher names no Redis');
  return url;
}
