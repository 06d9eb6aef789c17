// The first minutes: no connection and no Redis, a connection added step by step, its password in the secret storage and nowhere else; and
// a project that names its Redis in .env files.
import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../support/eventually';
import { filesWith } from '../support/files';
import { languageServers, picture, useWorkbench } from '../support/journey';
import { statusBar } from '../support/shop';

const PASSWORD = 'correct-horse-battery';
const journey = useWorkbench();

/** Whether somebody's own Redis, or anything else, listens where ours looks when nothing is configured. */
const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy()).setTimeout(2_000, () => socket.destroy());
  });

test('from nothing to rows: a connection is added, asks for its password, and keeps it over a reload', async () => {
  const redis = await journey.startRedis({ args: ['--requirepass', PASSWORD] });
  const client = journey.client(redis, PASSWORD);
  await client.sadd('resque:queues', 'mails');
  await client.rpush('resque:queue:mails', '{"class":"mail","queue":"mails","args":[1]}');
  const folder = journey.folder({ 'index.php': '<?php echo "Nothing here has to do with jobs.";' });
  const person = await journey.person();
  const window = await journey.open(folder, person);
  const queues = window.view('Queues');

  // A file that may hold jobs wakes the extension, which sees that this project has none: no process is started.
  await window.openFile('index.php');
  const activated = '_doActivateExtension resque-inspector.resque-inspector';
  await eventually('the extension is awake', () => filesWith(join(journey.server.home, 'user'), activated).length > 0);
  await window.runCommand('View: Close All Editors');
  assert.deepEqual(languageServers(journey), []);
  await window.showContainer('Resque');
  if (await isTaken(6_379)) await statusBar(window, 'Local Redis').waitFor();
  else {
    await queues.getByText('No connection is configured, and no Redis answers at 127.0.0.1:6379.').waitFor();
    await picture(window, 'first-1-nothing');
    await queues.getByRole('button', { name: 'Add Connection' }).waitFor();
  }

  await window.runCommand('Resque: Add Connection…');
  await window.answer('URL of the Redis', 'http://127.0.0.1');
  await window.question('Only redis:, rediss: and unix: can be used.');
  await picture(window, 'first-2-wrong-url');
  await window.type(redis.url, { enter: true });
  await window.answer('Namespace', 'resque');
  await window.answer('A name of your own', 'Till');
  await window.choose('What may be done through it?', 'For development');
  await window.choose('Where is it kept?', 'User settings');
  await queues.getByText('Redis asks for a password').waitFor();
  await statusBar(window, 'Till').waitFor();
  await picture(window, 'first-3-password-wanted');
  await queues.getByRole('button', { name: 'Set Password' }).click();
  await window.question('Password for');
  assert.equal(await window.quickInput.locator('input').first().getAttribute('type'), 'password');
  await window.type(PASSWORD, { enter: true });
  await window.rowSaying('mails', '1 job waiting', queues).waitFor();
  await statusBar(window, 'Till · live').waitFor();
  await window.view('Failed').getByText('No failed jobs.').waitFor();
  await picture(window, 'first-4-rows');

  const settings: unknown = JSON.parse(readFileSync(join(journey.server.home, 'user/User/settings.json'), 'utf8'));
  const expected = [{ name: 'Till', url: redis.url, namespace: 'resque' }];
  assert.deepEqual((settings as Record<string, unknown>)['resque.connections'], expected);

  await window.reload();
  await window.showContainer('Resque');
  await window.rowSaying('mails', '1 job waiting', queues).waitFor();
  await window.close();
  assert.deepEqual(filesWith(journey.server.home, PASSWORD), []);
  assert.deepEqual(filesWith(folder, PASSWORD), []);
  journey.server.setSettings({});
});

test('three folders offer what their .env files name, by file and variable, and the password goes its own way', async () => {
  const redis = await journey.startRedis({ args: ['--requirepass', PASSWORD] });
  const client = journey.client(redis, PASSWORD);
  await client.sadd('images:queues', 'covers');
  const folder = journey.folder({
    'all.code-workspace': { folders: [{ path: 'shop' }, { path: 'images' }, { path: 'warehouse' }] },
    'shop/.env': `APP_KEY=unrelated\nREDIS_URL=redis://127.0.0.1:1/4\n`,
    'images/.env': `REDIS_HOST=127.0.0.1\nREDIS_PORT=${redis.port}\nREDIS_PASSWORD="${PASSWORD}"\nREDIS_PREFIX=images\n`,
    'warehouse/.env': 'export RESQUE_REDIS_URL="unix:/nowhere/redis.sock"\n',
  });
  const window = await journey.open(join(folder, 'all.code-workspace'));
  await window.showContainer('Resque');
  // On a busy machine the extension host of a .code-workspace hears of its folders a moment after it started.
  await eventually(
    'the folders are known',
    async () => {
      await window.runCommand('Resque: Add Connection…');
      await window.question('Re'); // “Where is the Redis named?” or “URL of the Redis”.
      const isOffered = (await window.quickInput.getByPlaceholder('Where is the Redis named?').count()) > 0;
      if (!isOffered) await window.page.keyboard.press('Escape');
      return isOffered;
    },
    30_000,
  );
  const offered = await window.quickInput.locator('.monaco-list-row').allInnerTexts();
  await picture(window, 'first-5-candidates');
  assert.deepEqual(
    offered.map((text) => text.replace('from ', ' from ').replaceAll(/\s+/g, ' ').trim()),
    [
      'REDIS_URL from shop/.env',
      'REDIS_HOST, REDIS_PORT, REDIS_PASSWORD, REDIS_PREFIX from images/.env Its password goes to the secret storage.',
      'RESQUE_REDIS_URL from warehouse/.env',
      'Type a URL…',
    ],
  );
  await window.pick('REDIS_HOST, REDIS_PORT');
  await window.question('Namespace');
  assert.equal(await window.quickInput.locator('input').first().inputValue(), 'images');
  await window.page.keyboard.press('Enter');
  await window.answer('A name of your own', 'Images');
  await window.choose('What may be done through it?', 'For development');
  await window.choose('Where is it kept?', 'Workspace settings');
  await window.row('covers', window.view('Queues')).waitFor();
  await statusBar(window, 'Images · live').waitFor();
  await picture(window, 'first-6-from-env');
  await window.close();

  const workspace: { settings: unknown } = JSON.parse(readFileSync(join(folder, 'all.code-workspace'), 'utf8'));
  assert.deepEqual(workspace.settings, {
    'resque.connections': [{ name: 'Images', url: redis.url, namespace: 'images' }],
  });
  assert.deepEqual(filesWith(folder, PASSWORD), [join(folder, 'images/.env')]);
  assert.deepEqual(filesWith(journey.server.home, PASSWORD), []);
});
