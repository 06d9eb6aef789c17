// The installed VSIX in both workbenches: its container opens from the activity bar and shows its views.
import * as assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startServer } from '../../tools/workbench/server.mjs';
import { launchBrowser, Workbench } from '../../tools/workbench/workbench.mjs';

const SCREENSHOTS = '.vscode-test/screenshots';

let browser: Awaited<ReturnType<typeof launchBrowser>>;

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launchBrowser();
});

after(() => browser.close());

for (const version of ['stable', 'oldest'] as const) {
  test(`the container shows its views in VS Code ${version}`, async () => {
    const vsix = process.env['VSIX'] ?? 'resque-inspector.vsix';
    const server = await startServer({ version, vsix });
    try {
      const workbench = await Workbench.open(browser, server, 'test/fixtures/workspace');
      await workbench.showContainer('Resque');
      await workbench.view('Queues').waitFor();
      const titles = await workbench.page.locator('.sidebar .pane-header .title').allTextContents();
      await workbench.page.screenshot({ path: `${SCREENSHOTS}/views-${version}.png` });
      assert.deepEqual(titles, ['Queues', 'Failed', 'Workers', 'Delayed', 'Statuses']);
    } finally {
      await server.stop();
    }
  });
}
