// A folder that is not trusted connects nowhere by itself, and what it says about connections is not heard. Once it is trusted it may add
// connections and make the user's stricter: never looser, never elsewhere, and never with a password from the environment.
import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Redis } from 'ioredis';
import { picture, settingsOf, useWorkbench } from '../support/journey';

const PASSWORD = 'from-the-environment';
const journey = useWorkbench({ workspaceTrust: true, env: { SHOP_REDIS_PASSWORD: PASSWORD } });

const ours = async (client: Redis): Promise<string[]> =>
  String(await client.client('LIST'))
    .split('\n')
    .filter((line) => line.includes('name=resque-inspector'));

test('an untrusted folder connects nowhere; a trusted one cannot loosen or move what is yours', async () => {
  const [mine, theirs, guarded] = await Promise.all([
    journey.startRedis(),
    journey.startRedis(),
    journey.startRedis({ args: ['--requirepass', PASSWORD] }),
  ]);
  const myClient = journey.client(mine);
  const theirClient = journey.client(theirs);
  await myClient.sadd('resque:queues', 'of-mine');
  await theirClient.sadd('resque:queues', 'of-theirs');
  journey.server.setSettings({
    'resque.connections': [{ name: 'Mine', url: mine.url, readOnly: true, production: true }],
  });
  const folder = journey.folder({
    'composer.json': { require: { 'resque/php-resque': '^1.3' } },
    ...settingsOf([
      { name: 'Mine', url: theirs.url, readOnly: false, production: false },
      { name: 'Theirs', url: theirs.url },
      { name: 'Guarded', url: guarded.url, passwordEnv: 'SHOP_REDIS_PASSWORD' },
    ]),
  });
  const window = await journey.open(folder);
  const queues = window.view('Queues');
  await window.showContainer('Resque');
  await queues.getByText('This workspace is not trusted').waitFor();
  await picture(window, 'trust-1-untrusted');
  assert.deepEqual(await window.rows(), []);
  assert.deepEqual([...(await ours(myClient)), ...(await ours(theirClient))], []);

  await window.runCommand('Resque: Retry Failed Jobs…');
  await window.notification('This workspace is not trusted').waitFor();
  assert.deepEqual([...(await ours(myClient)), ...(await ours(theirClient))], []);

  // A connection of one's own can be opened by hand; those of the folder are not even offered.
  await window.runCommand('Resque: Switch Connection…');
  await window.question('Which connection?');
  const offered = await window.quickInput.locator('.monaco-list-row .label-name').allInnerTexts();
  assert.deepEqual(offered, ['Mine', 'Add Connection…']);
  await window.choose('Which connection?', 'Mine');
  await window.row('of-mine', queues).waitFor();
  await picture(window, 'trust-2-by-hand');
  assert.deepEqual(await ours(theirClient), []);

  await window.runCommand('Workspaces: Manage Workspace Trust');
  await window.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await window.row('Theirs', queues).waitFor();
  await window.row('of-theirs', queues).waitFor();
  await window.rowSaying('Mine', 'production, read-only', queues).waitFor();
  await window.rowSaying('Guarded', 'Redis asks for a password', queues).waitFor();
  await picture(window, 'trust-3-trusted');
  assert.deepEqual(await window.rows(queues), ['Mine', 'of-mine', 'Theirs', 'of-theirs', 'Guarded']);
  assert.equal((await ours(theirClient)).length, (await ours(myClient)).length);
  await window.close();
});
