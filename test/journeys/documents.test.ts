// An entry as a document: read-only, secrets starred until asked for, raw bytes within reach, big integers intact, and honest once the
// entry is gone. Copying gives the stored bytes.
import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../support/eventually';
import { picture, settingsOf, useWorkbench } from '../support/journey';

const journey = useWorkbench();

const FAILURE = String.raw`{"failed_at":"2026-11-22T06:55:39+00:00","payload":{"class":"App\\Jobs\\SyncCustomer","args":[{"customer":9007199254740993,"ratio":1.0,"crm":{"url":"https:\/\/crm.example.com","password":"hunter-two"}}],"id":"0123456789abcdef0123456789abcdef","prefix":"","queue_time":1795440046.227123},"exception":"RuntimeException","error":"token=sk-live-12345 was refused","backtrace":["#0 {main}"],"worker":"app-1:2811:default","queue":"default"}`;

test('a failure opens as text: masked, revealed, raw, copied, gone', async () => {
  const redis = await journey.startRedis();
  const client = journey.client(redis);
  await client.rpush('resque:failed', Buffer.from([0x7b, 0xfc, 0x7d]), FAILURE);
  const window = await journey.open(journey.folder(settingsOf([{ name: 'Shop', url: redis.url }])));
  const failed = window.view('Failed');
  const text = async (): Promise<string> => (await window.editorText()).replaceAll('\u00a0', ' ');
  const shows = (words: string): Promise<string> =>
    eventually(`the document says ${words}`, async () => ((await text()).includes(words) ? text() : undefined));
  await window.showContainer('Resque');
  await window.row('App\\Jobs\\SyncCustomer', failed).click();
  const masked = await shows('#0 {main}');
  assert.ok(masked.includes('"customer": 9007199254740993,'), masked);
  assert.ok(masked.includes('"ratio": 1.0,'), masked);
  assert.ok(masked.includes('"password": "•••"'), masked);
  assert.ok(!/hunter-two|sk-live/.test(masked), masked);
  await picture(window, 'documents-1-masked');

  // Read-only: what is typed does not stay.
  await window.page.locator('.editor-group-container.active .view-lines').click();
  await window.page.keyboard.type('x');
  await window.page.getByText('Cannot edit in read-only editor').first().waitFor();
  assert.equal(await text(), masked);

  await window.editorAction('Reveal Masked Values');
  const revealed = await shows('hunter-two');
  assert.ok(revealed.includes('sk-live-12345'), revealed);
  await picture(window, 'documents-2-revealed');

  await window.row('App\\Jobs\\SyncCustomer', failed).click();
  await shows('•••');
  await window.editorAction('Open Raw Bytes');
  await shows(String.raw`"url":"https:\/\/crm.example.com"`);
  await picture(window, 'documents-3-raw');

  // What is no text at all is a row, too, and its bytes can be looked at.
  await window.contextMenu(window.row('Unreadable entry', failed), 'Open Raw Bytes');
  await shows(String.raw`{\xfc}`);
  await picture(window, 'documents-4-unreadable');

  await window.contextMenu(window.row('App\\Jobs\\SyncCustomer', failed), 'Copy Payload');
  await window.statusMessage('Copied the payload').waitFor();
  assert.equal(await window.clipboard(), FAILURE);

  await window.row('App\\Jobs\\SyncCustomer', failed).click();
  await shows('"password": "•••"');
  await client.lrem('resque:failed', 1, FAILURE);
  await shows('This entry has changed or is gone');
  await picture(window, 'documents-5-gone');
  await window.close();
});
