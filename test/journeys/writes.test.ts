// Writing in other ways than the main journey's: a retry from the row, of several selected rows, and a job of the class that is selected in
// an editor.
import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, eventuallyPasses } from '../support/eventually';
import { picture, settingsOf, useWorkbench } from '../support/journey';
import { nodeFailure, shopFolder, statusBar } from '../support/shop';

const journey = useWorkbench();
const payload = (number: number): string => `{"class":"charge${number}","queue":"payments","args":[${number}]}`;
/** What php-resque's worker writes: 2 is running, 4 complete. */
const status = (word: number): string => `{"status":${word},"updated":1795440046,"started":1795440046,"result":null}`;

test('a failure is retried from its row, several from their selection, and each moves once', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  const failures = [1, 2, 3, 4, 5].map((number) => nodeFailure(number, { jobClass: `charge${number}` }));
  await client.rpush('resque:failed', ...failures);
  const window = await journey.open(shopFolder(journey, redis));
  const failed = window.view('Failed');
  await window.showContainer('Resque');
  await window.inlineAction(window.row('charge5', failed), 'Retry Failed Jobs…');
  await window.statusMessage('Retried 1.').waitFor();
  await window.rowSaying('payments', '1 job waiting', window.view('Queues')).waitFor();
  await window.row('charge5', failed).waitFor({ state: 'detached' });

  await window.row('charge1', failed).click();
  await window.row('charge3', failed).click({ modifiers: ['ControlOrMeta'] });
  await window.row('charge4', failed).click({ modifiers: ['ControlOrMeta'] });
  await window.contextMenu(window.row('charge4', failed), 'Retry Failed Jobs…');
  await window.statusMessage('Retried 3.').waitFor();
  await window.rowSaying('payments', '4 jobs waiting', window.view('Queues')).waitFor();
  await statusBar(window, '1 failed').waitFor();
  // The count may be painted before the rows are.
  await eventuallyPasses(async () => assert.deepEqual(await window.rows(failed), ['charge2']));
  await picture(window, 'writes-1-selection');
  const waiting = await client.lrange('resque:queue:payments', 0, -1);
  assert.deepEqual(waiting.toSorted(), [1, 3, 4, 5].map(payload));
  assert.deepEqual(await client.lrange('resque:failed', 0, -1), [failures[1]]);
  await window.close();
});

test('a PHP class selected in an editor is enqueued under its full name, tracked, and watched to its end', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  const folder = journey.folder({
    'composer.json': { require: { 'resque/php-resque': '^1.3' } },
    'src/SendMail.php': '<?php\n\nnamespace App\\Jobs;\n\nfinal class SendMail\n{\n    public $args;\n}\n',
    ...settingsOf([{ name: 'Shop', url: redis.url }]),
  });
  const window = await journey.open(folder);
  await window.showContainer('Resque');
  await statusBar(window, 'Shop · live').waitFor();
  await window.openFile('SendMail.php');
  const name = window.page.locator('.view-line span').getByText('SendMail', { exact: true });
  await name.dblclick();
  await name.click({ button: 'right' });
  await picture(window, 'writes-2-editor-menu');
  await window.page.getByRole('menuitem', { name: 'Enqueue Job…' }).click({ delay: 150 });
  await window.question('Job class');
  const box = window.quickInput.locator('input').first();
  assert.equal(await box.inputValue(), String.raw`App\Jobs\SendMail`);
  await picture(window, 'writes-3-full-name');
  await window.choose('Job class', String.raw`App\Jobs\SendMail`);
  await window.choose('never seen in this Redis', String.raw`Use “App\Jobs\SendMail”`);
  await window.choose('Queue for', 'mails');
  await window.answer('Arguments of', '["ada"]');
  await window.question('This library takes one JSON object');
  assert.equal(await client.exists('resque:queue:mails'), 0);
  await window.type('{"to":"ada","id":9007199254740993}', { enter: true });
  await window.choose('status be kept', 'Track its status');
  await window.rowSaying('mails', '1 job waiting', window.view('Queues')).waitFor();

  const [stored = ''] = await client.lrange('resque:queue:mails', 0, -1);
  const id = /"id":"([0-9a-f]{32})"/.exec(stored)?.[1];
  assert.ok(id, stored);
  assert.ok(
    stored.startsWith(String.raw`{"class":"App\\Jobs\\SendMail","args":[{"to":"ada","id":9007199254740993}],`),
    stored,
  );
  await window.statusMessage(String.raw`App\Jobs\SendMail: waiting`).waitFor();
  const key = `resque:job:${id}:status`;
  assert.ok((await client.get(key))?.startsWith('{"status":1'));
  await client.set(key, status(2));
  await window.statusMessage(String.raw`App\Jobs\SendMail: running`).waitFor();
  await client.set(key, status(4));
  await window.statusMessage(String.raw`App\Jobs\SendMail: complete`).waitFor();
  await picture(window, 'writes-4-complete');
  await eventually('nothing is watched any more', async () =>
    (await window.statusMessage('running').count()) === 0 ? true : undefined,
  );
  await window.close();
});
