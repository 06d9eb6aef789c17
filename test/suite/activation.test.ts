// The extension in a real extension host: it is there, has what its manifest promises, and reaches its server.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../client/src/test-api';
import { eventually } from '../support/eventually';

interface Manifest {
  readonly contributes: {
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly commands: readonly { readonly command: string }[];
  };
}

function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>('resque-inspector.resque-inspector');
  assert.ok(found, 'the extension is not installed');
  return found;
}

describe('the extension', () => {
  let api: TestApi;

  before(async () => {
    api = await extension().activate();
  });

  after(async () => {
    const settings = vscode.workspace.getConfiguration('resque');
    await settings.update('connections', undefined, vscode.ConfigurationTarget.Global);
  });

  it('registers every command of its manifest', async () => {
    const { contributes }: Manifest = extension().packageJSON;
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  it('can show every view of its manifest', async () => {
    const { contributes }: Manifest = extension().packageJSON;
    const views = Object.values(contributes.views).flatMap((all) => all.map(({ id }) => id));
    assert.ok(views.includes('resque.queues'));
    for (const view of views) await vscode.commands.executeCommand(`${view}.focus`);
  });

  it('shakes hands with its server and opens a connection once a view is shown', async () => {
    const settings = vscode.workspace.getConfiguration('resque');
    await settings.update(
      'connections',
      [{ name: 'suite', url: process.env['REDIS_URL'] }],
      vscode.ConfigurationTarget.Global,
    );
    await vscode.commands.executeCommand('resque.queues.focus');
    await eventually('the connection is open', () => api.backends().some(({ name }) => name === 'suite'));
  });
});
