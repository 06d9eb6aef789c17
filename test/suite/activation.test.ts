// The extension in a real extension host: it sleeps until there is a reason, is what its manifest promises, and reaches its server.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestApi } from '../../client/src/test-api';
import { eventually } from '../support/eventually';
import { extension, type Manifest, redisUrl, setConnections } from '../support/extension';

describe('the extension', () => {
  let api: TestApi;

  after(() => setConnections());

  it('is not activated by a window, and activated starts no server', async () => {
    assert.equal(extension().isActive, false);
    api = await extension().activate();
    assert.equal(api.isServerStarted(), false);
  });

  it('starts its server for a job file in a project on Resque, and connects to nothing for it', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'src/Jobs/SendMail.php'));
    await eventually('the server was started', () => api.isServerStarted());
    assert.deepEqual(api.backends(), []);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
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
    await setConnections({ name: 'suite', url: redisUrl() });
    await vscode.commands.executeCommand('resque.queues.focus');
    await eventually('the connection is open', () => api.backends().some(({ name }) => name === 'suite'));
  });
});
