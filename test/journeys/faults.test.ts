// What goes wrong, on screen: Redis dies and comes back, the language server is killed, a connection may only read, and the database or
// namespace is the wrong one. Rows stay, say how old they are, and nobody is nagged.
import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workbench } from '../../tools/workbench/workbench.mjs';
import { eventually } from '../support/eventually';
import { languageServers, picture, settingsOf, useWorkbench } from '../support/journey';
import { nodeFailure, shopFolder, statusBar } from '../support/shop';

const journey = useWorkbench();
const toasts = (window: Workbench): Promise<string[]> =>
  window.page.locator('.notifications-toasts .notification-list-item').allInnerTexts();

test('Redis goes and comes back, the server process is killed: rows stay, and one notice at most', async () => {
  const redis = await journey.startRedis();
  await journey.client(redis).sadd('resque:queues', 'mails');
  await journey.client(redis).rpush('resque:failed', nodeFailure(1));
  const window = await journey.open(shopFolder(journey, redis));
  const queues = window.view('Queues');
  await window.showContainer('Resque');
  await window.rowSaying('mails', '0 jobs waiting', queues).waitFor();
  await window.row('charge', window.view('Failed')).waitFor();

  await redis.stop();
  await statusBar(window, 'away, as of').waitFor();
  await queues.getByText(/^As of .*Nothing listens at this address/).waitFor();
  await window
    .view('Failed')
    .getByText(/^As of /)
    .waitFor();
  assert.deepEqual(await window.rows(), ['mails', 'charge']);
  await picture(window, 'faults-1-away');
  assert.deepEqual(await toasts(window), []);

  const again = await journey.startRedis({ port: redis.port });
  const client = journey.client(again);
  await client.sadd('resque:queues', 'mails', 'bills');
  await client.rpush('resque:queue:mails', '{"class":"mail","queue":"mails","args":[1]}');
  await statusBar(window, 'Shop · live · 0 failed').waitFor();
  await window.rowSaying('mails', '1 job waiting', queues).waitFor();
  await window.view('Failed').getByText('No failed jobs.').waitFor();
  assert.deepEqual(await window.rows(), ['bills', 'mails']);
  await picture(window, 'faults-2-back');

  const before = await eventually('there is one server process', () => {
    const [pid, ...others] = languageServers(journey);
    return others.length === 0 && pid;
  });
  process.kill(before, 'SIGKILL');
  await eventually('another server process runs', () => {
    const [pid] = languageServers(journey);
    return pid !== undefined && pid !== before;
  });
  await client.rpush('resque:queue:bills', '{"class":"bill","queue":"bills","args":[2]}');
  await client.rpush('resque:failed', nodeFailure(2));
  await window.rowSaying('bills', '1 job waiting', queues).waitFor();
  await window.rowSaying('charge', 'card 2 was declined', window.view('Failed')).waitFor();
  await statusBar(window, 'Shop · live · 1 failed').waitFor();
  assert.deepEqual(await window.rows(), ['bills', 'mails', 'charge']);
  assert.ok((await toasts(window)).length <= 1, (await toasts(window)).join('\n'));
  await picture(window, 'faults-3-server-killed');
  await window.close();
});

test('nothing under the namespace: others that have jobs are found and offered, in this database and others', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  await client.sadd('shop:queues', 'bills');
  await client.select(3);
  await client.sadd('resque:queues', 'mails');
  const window = await journey.open(shopFolder(journey, redis));
  const queues = window.view('Queues');
  await window.showContainer('Resque');
  await queues.getByText('There is no Resque key').waitFor();
  await queues.getByRole('button', { name: 'Look for Namespaces' }).click();
  await window.question('looked at the only key');
  const offered = await window.quickInput.locator('.monaco-list-row .label-name').allInnerTexts();
  await picture(window, 'faults-4-elsewhere');
  assert.deepEqual(offered, ['shop:', 'Database 3']);
  await window.pick('Database 3');
  await window.row('mails', queues).waitFor();
  await statusBar(window, 'Shop · live').waitFor();
  await window.close();
});

test('several connections have a root each, and one that may only read offers no write', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  for (const namespace of ['live', 'archive']) {
    await client.sadd(`${namespace}:queues`, `${namespace}-mails`);
    await client.rpush(`${namespace}:failed`, nodeFailure(1, { jobClass: `${namespace}-charge` }));
  }
  const live = { name: 'Live', url: redis.url, namespace: 'live' };
  const archive = { name: 'Archive', url: redis.url, namespace: 'archive', readOnly: true };
  const window = await journey.open(journey.folder(settingsOf([live, archive])));
  const queues = window.view('Queues');
  const failed = window.view('Failed');
  await window.showContainer('Resque');
  await window.row('archive-mails', queues).waitFor();
  await window.row('archive-charge', failed).waitFor();
  assert.deepEqual(await window.rows(queues), ['Live', 'live-mails', 'Archive', 'archive-mails']);
  assert.deepEqual(await window.rows(failed), ['Live', 'live-charge', 'Archive', 'archive-charge']);
  await window.badge('Resque', '2').waitFor();
  await picture(window, 'faults-5-several');

  const menu = async (row: ReturnType<Workbench['row']>): Promise<string[]> => {
    await row.click({ button: 'right' });
    const items = window.page.locator('.monaco-menu [role=menuitem] .action-label');
    await items.first().waitFor();
    const texts = await items.allInnerTexts();
    await window.page.keyboard.press('Escape');
    await window.page.locator('.monaco-menu').waitFor({ state: 'detached' });
    return texts.filter((text) => text !== '');
  };
  const write = ['Enqueue Job…', 'Retry Failed Jobs…'];
  const writes = (items: readonly string[]): string[] => items.filter((item) => write.includes(item));
  assert.deepEqual(writes(await menu(window.row('live-charge', failed))), ['Retry Failed Jobs…']);
  assert.deepEqual(writes(await menu(window.row('live-mails', queues))), ['Enqueue Job…']);
  assert.deepEqual(writes(await menu(window.row('archive-charge', failed))), []);
  assert.deepEqual(writes(await menu(window.row('archive-mails', queues))), []);
  await window.close();

  // Alone, it makes the palette's writes answer in one sentence.
  const alone = await journey.open(journey.folder(settingsOf([archive])));
  await alone.showContainer('Resque');
  await alone.row('archive-charge', alone.view('Failed')).waitFor();
  for (const command of write) {
    await alone.runCommand(`Resque: ${command}`);
    await alone.notification('The connection “Archive” is read-only.').waitFor();
    await alone.page.keyboard.press('Escape');
    await alone.runCommand('Notifications: Clear All Notifications');
    await alone.notification('read-only').waitFor({ state: 'detached' });
  }
  await picture(alone, 'faults-6-read-only');
  assert.equal(await client.llen('archive:failed'), 1);
  await alone.close();
});
