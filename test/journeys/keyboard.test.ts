// The main journey without a mouse: views, palette, menus, opening, copying. A listener counts what a mouse would do: nothing.
import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workbench } from '../../tools/workbench/workbench.mjs';
import { eventually } from '../support/eventually';
import { picture, useWorkbench } from '../support/journey';
import { shopFolder, statusBar } from '../support/shop';
import { startWorker } from '../support/worker';

const journey = useWorkbench();

/** The row that keys go to. */
const focused = (window: Workbench): ReturnType<Workbench['row']> =>
  window.page.locator('.sidebar .monaco-list:focus-within .monaco-list-row.focused');

/** Presses a key until the row it is to lead to has the focus. */
async function walk(window: Workbench, key: string, to: string): Promise<void> {
  await eventually(`${key} leads to ${to}`, async () => {
    if ((await focused(window).getByText(to, { exact: true }).count()) > 0) return true;
    await window.page.keyboard.press(key);
    return false;
  });
}

test('enqueue, look, copy, fail and retry by keyboard alone', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  const window = await journey.open(shopFolder(journey, redis));
  const { keyboard } = window.page;
  await window.page.evaluate(() => {
    const page = globalThis as unknown as { clicks: number; addEventListener: (...listen: unknown[]) => void };
    page.clicks = 0;
    for (const event of ['mousedown', 'mousemove', 'wheel']) page.addEventListener(event, () => page.clicks++, true);
  });
  await window.page.getByRole('tab', { name: 'Resque' }).waitFor(); // The palette shows what there was when it was opened.
  await window.command('Resque: Focus on Queues View');
  await statusBar(window, 'Shop · live').waitFor();

  await window.command('Resque: Enqueue Job…');
  await window.choose('Job class', 'charge');
  await window.choose('never seen in this Redis', 'Use “charge”');
  await window.choose('Queue for charge', 'payments');
  await window.answer('Arguments of charge', '[7]');
  const queues = window.view('Queues');
  await window.rowSaying('payments', '1 job waiting', queues).waitFor();

  // Down to the queue, into it, and to its job: Enter opens, Ctrl+C copies.
  await window.command('Resque: Focus on Queues View');
  await walk(window, 'ArrowDown', 'payments');
  await keyboard.press('ArrowRight');
  await window.row('charge', queues).waitFor();
  await walk(window, 'ArrowDown', 'charge');
  await keyboard.press('Enter');
  await eventually('the job is open', async () => (await window.editorText()).includes('payments'));
  await picture(window, 'keyboard-1-opened');
  await window.command('Resque: Focus on Queues View');
  await walk(window, 'ArrowDown', 'charge');
  await keyboard.press('Control+C');
  await window.statusMessage('Copied the payload').waitFor();
  assert.equal(await window.clipboard(), '{"class":"charge","queue":"payments","args":[7]}');
  await walk(window, 'ArrowUp', 'payments');
  await keyboard.press('Enter'); // Arrows move the focus, and the selection is what is copied: an editor's rule for trees.
  await keyboard.press('Control+C');
  await eventually('the name is copied', async () => (await window.clipboard()) === 'payments');

  let isBroken = true;
  const performed: unknown[] = [];
  const stop = await startWorker(redis, ['payments'], {
    charge: (amount) => {
      if (isBroken) throw new Error('card was declined');
      performed.push(amount);
    },
  });
  journey.atEnd(stop);
  await window.rowSaying('charge', 'card was declined', window.view('Failed')).waitFor();
  isBroken = false;

  // The row's own menu.
  await window.command('Resque: Focus on Failed View');
  await walk(window, 'ArrowDown', 'charge');
  await keyboard.press('Shift+F10');
  const item = window.page.locator('.monaco-menu .action-item.focused');
  await window.page.locator('.monaco-menu').waitFor();
  await picture(window, 'keyboard-2-menu');
  await eventually('the menu comes to retry', async () => {
    if ((await item.getByText('Retry Failed Jobs…').count()) > 0) return true;
    await keyboard.press('ArrowDown');
    return false;
  });
  await keyboard.press('Enter');
  await eventually('the retried job ran', () => performed.length === 1);
  await window.view('Failed').getByText('No failed jobs.').waitFor();
  await statusBar(window, '0 failed').waitFor();
  assert.equal(await client.llen('resque:failed'), 0);
  assert.equal(await window.page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks), 0);
  await window.close();
});
