// What other clients write shows by itself: depths, failures, badge and status bar; long lists are shown in pages; selection and
// expansion survive a stream of writes.
import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workbench } from '../../tools/workbench/workbench.mjs';
import { eventually } from '../support/eventually';
import { picture, useWorkbench } from '../support/journey';
import { nodeFailure, shopFolder, statusBar } from '../support/shop';

const journey = useWorkbench();
const job = (number: number): string => JSON.stringify({ class: `mail${number}`, queue: 'mails', args: [number] });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** Presses a key until the row it leads to is there: a row that is being revealed would undo the first try. */
const press = (window: Workbench, key: string, row: ReturnType<Workbench['row']>): Promise<boolean> =>
  eventually(`${key} leads to the row`, async () => {
    await window.page.keyboard.press(key);
    return row.isVisible();
  });

test('a depth changes by itself, and a failure appears in view, badge and status bar', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  await client.sadd('resque:queues', 'mails');
  await client.rpush('resque:queue:mails', job(0));
  const window = await journey.open(shopFolder(journey, redis));
  const queues = window.view('Queues');
  await window.showContainer('Resque');
  await window.rowSaying('mails', '1 job waiting', queues).waitFor();
  await statusBar(window, 'live · 0 failed').waitFor();

  await client.rpush('resque:queue:mails', job(1), job(2));
  await window.rowSaying('mails', '3 jobs waiting', queues).waitFor();
  await client.lpop('resque:queue:mails');
  await window.rowSaying('mails', '2 jobs waiting', queues).waitFor();

  // A queue that nobody knew, and its row stands where its name belongs.
  await client.multi().sadd('resque:queues', 'bills').rpush('resque:queue:bills', job(3)).exec();
  await window.rowSaying('bills', '1 job waiting', queues).waitFor();
  assert.deepEqual(await window.rows(queues), ['bills', 'mails']);

  await client.rpush('resque:failed', nodeFailure(1));
  await window.rowSaying('charge', 'card 1 was declined', window.view('Failed')).waitFor();
  await window.badge('Resque', '1').waitFor();
  await statusBar(window, 'live · 1 failed').waitFor();
  await picture(window, 'live-1-failure');

  // With all views hidden, badge and status bar go on.
  await window.page.locator('.activitybar').getByRole('tab', { name: 'Explorer' }).click();
  await window.view('Failed').waitFor({ state: 'detached' });
  await client.rpush('resque:failed', nodeFailure(2));
  await window.badge('Resque', '2').waitFor();
  await statusBar(window, 'live · 2 failed').waitFor();
  await picture(window, 'live-2-hidden');
  await window.close();
});

test('long lists come in pages, and what is selected and expanded stays so while writes stream in', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  await client.sadd('resque:queues', 'mails', 'bills');
  await client.rpush('resque:queue:mails', ...numbers(450).map(job));
  const hourAgo = Date.now() - 3_600_000;
  const failures = numbers(450).map((number) =>
    nodeFailure(number, { jobClass: `charge${number}`, failedAtMs: hourAgo + number }),
  );
  await client.rpush('resque:failed', ...failures);
  const window = await journey.open(shopFolder(journey, redis));
  const queues = window.view('Queues');
  const failed = window.view('Failed');
  await window.showContainer('Resque');

  await window.row('mails', queues).click();
  await window.row('mail0', queues).waitFor();
  await press(window, 'End', window.row('Next 200 of 450', queues));
  await window.row('Next 200 of 450', queues).click();
  // The first of the new rows is selected and brought into view; only then does the list stand still.
  const chosen = (label: string, view: typeof queues) =>
    view.locator('[role=treeitem][aria-selected=true] .label-name').getByText(label, { exact: true });
  await chosen('mail200', queues).waitFor();
  await picture(window, 'live-3-next-page');
  await press(window, 'End', window.row('Next 50 of 450', queues));
  await window.row('Next 50 of 450', queues).click();
  await chosen('mail400', queues).waitFor();
  await press(window, 'End', window.row('mail449', queues));
  await press(window, 'Home', window.row('bills', queues));

  await window.row('charge449', failed).click();
  await press(window, 'End', window.row('Next 200 of 450', failed));
  await window.row('Next 200 of 450', failed).click();
  await chosen('charge249', failed).waitFor();
  await press(window, 'Home', window.row('charge449', failed));
  await window.row('charge447', failed).click();
  const selected = failed.locator('[role=treeitem][aria-selected=true] .label-name');
  assert.deepEqual(await selected.allInnerTexts(), ['charge447']);

  // Another client writes as fast as it can until it is told to stop.
  const over = new AbortController();
  journey.atEnd(() => over.abort());
  let written = 0;
  const stream = (async () => {
    while (!over.signal.aborted) {
      await client
        .multi()
        .rpush('resque:queue:mails', job(1_000 + written))
        .rpush('resque:queue:bills', job(1_000 + written))
        .exec();
      written++;
    }
  })();
  stream.catch(() => undefined); // A test that fails before ends the client under it.
  const depth = async (): Promise<number> =>
    Number(/([\d,]+) jobs? waiting/.exec(await spoken())?.[1]?.replace(',', '') ?? 0);
  const spoken = async (): Promise<string> => (await window.row('bills', queues).getAttribute('aria-label')) ?? '';
  for (let moves = 1, before = await depth(); moves <= 5; moves++) {
    await client.rpush('resque:failed', nodeFailure(1_000 + moves));
    await window.rowSaying('charge', `card ${1_000 + moves} was declined`, failed).waitFor();
    before = await eventually('the depth moves', async () => {
      const now = await depth();
      return now > before && now;
    });
    assert.equal(await window.row('mails', queues).getAttribute('aria-expanded'), 'true');
    await window.row('mail0', queues).waitFor();
    assert.deepEqual(await selected.allInnerTexts(), ['charge447']);
  }
  over.abort();
  await stream;
  await window.rowSaying('bills', `${written.toLocaleString('en')} jobs waiting`, queues).waitFor();
  await statusBar(window, '455 failed').waitFor();
  await picture(window, 'live-4-after-storm');
  await window.close();
});
