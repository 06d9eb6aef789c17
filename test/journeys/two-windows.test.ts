// Two people, two windows, one Redis: each sees what the other writes, a failure that both retry moves once, and a closed window leaves
// no connection behind.
import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Redis } from 'ioredis';
import type { Workbench } from '../../tools/workbench/workbench.mjs';
import { eventually, eventuallyPasses } from '../support/eventually';
import { languageServers, picture, useWorkbench } from '../support/journey';
import { nodeFailure, shopFolder, statusBar } from '../support/shop';

const journey = useWorkbench();

/** Ids of our connections, as Redis lists them. */
async function ourConnections(client: Redis): Promise<string[]> {
  const list = String(await client.client('LIST')).split('\n');
  return list.filter((line) => line.includes('name=resque-inspector')).map((line) => /id=(\d+)/.exec(line)?.[1] ?? '');
}

test('two windows see each other, one of them wins a retry, and a closed one is gone', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  await client.rpush('resque:failed', nodeFailure(1));
  const folder = shopFolder(journey, redis);
  const enter = async (): Promise<Workbench> => {
    const window = await journey.open(folder);
    await window.showContainer('Resque');
    await window.row('charge', window.view('Failed')).waitFor();
    await statusBar(window, 'live · 1 failed').waitFor();
    return window;
  };
  const ada = await enter();
  const ofAda = new Set(await ourConnections(client));
  const mei = await enter();
  const ofMei = (await ourConnections(client)).filter((id) => !ofAda.has(id));
  assert.ok(ofAda.size > 0 && ofMei.length > 0);

  // Ada enqueues; both see it.
  await ada.runCommand('Resque: Enqueue Job…');
  await ada.choose('Job class', 'charge');
  await ada.choose('Queue for charge', 'payments');
  await ada.answer('Arguments of charge', '[7]');
  for (const window of [ada, mei]) await window.rowSaying('payments', '1 job waiting', window.view('Queues')).waitFor();

  // Both choose the same failure and retry it at the same moment.
  for (const window of [ada, mei]) {
    await window.runCommand('Resque: Retry Failed Jobs…');
    await window.check('charge');
  }
  await Promise.all([ada.accept(), mei.accept()]);
  const said = async (): Promise<string[]> => {
    const texts = await Promise.all([ada, mei].map((window) => window.statusMessage('Retried').allInnerTexts()));
    return texts
      .flat()
      .map((text) => text.trim())
      .toSorted();
  };
  await eventually('both are told', async () => (await said()).length === 2);
  assert.deepEqual(await said(), ['Retried 1.', 'Retried none; 1 was gone.']);
  await picture(ada, 'two-windows-1-ada');
  await picture(mei, 'two-windows-2-mei');
  for (const window of [ada, mei]) {
    await window.rowSaying('payments', '2 jobs waiting', window.view('Queues')).waitFor();
    await window.view('Failed').getByText('No failed jobs.').waitFor();
    await statusBar(window, 'live · 0 failed').waitFor();
  }
  assert.equal(await client.llen('resque:failed'), 0);
  assert.equal(await client.llen('resque:queue:payments'), 2);

  await mei.close();
  // An extension host that was not told of its window's end, on a busy machine, waits for it a while.
  await eventuallyPasses(async () => {
    const left = await ourConnections(client);
    assert.deepEqual(
      left.filter((id) => ofMei.includes(id)),
      [],
    );
    assert.equal(languageServers(journey).length, 1);
  }, 45_000);
  await client.rpush('resque:queue:payments', '{"class":"charge","queue":"payments","args":[8]}');
  await ada.rowSaying('payments', '3 jobs waiting', ada.view('Queues')).waitFor();
  await ada.close();
  await eventuallyPasses(async () => assert.deepEqual(await ourConnections(client), []), 45_000);
});
