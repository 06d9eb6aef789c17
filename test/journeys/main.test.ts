// The journey everything else serves, in both workbenches: enqueue from the palette, a real worker runs it, counts change on screen; a job
// fails, appears among the failures, is retried from the palette, and succeeds.
import * as assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '../support/eventually';
import { picture, useWorkbench } from '../support/journey';
import { shopFolder, statusBar } from '../support/shop';
import { startWorker } from '../support/worker';

for (const version of ['stable', 'oldest'] as const) {
  describe(version, () => {
    const journey = useWorkbench({ version });

    test('enqueue, run, fail, retry, succeed', async () => {
      const redis = await journey.startRedis();
      const client = journey.client(redis);
      const window = await journey.open(shopFolder(journey, redis));
      const queues = window.view('Queues');
      const failed = window.view('Failed');
      await window.showContainer('Resque');
      await queues.getByText('There is no Resque key').waitFor();
      const titles = await window.page.locator('.sidebar .pane-header .title').allTextContents();
      assert.deepEqual(titles, ['Queues', 'Failed', 'Workers', 'Delayed', 'Statuses']);
      await picture(window, `main-${version}-1-empty`);

      // The first job: a class and a queue that nobody has seen.
      await window.runCommand('Resque: Enqueue Job…');
      await window.choose('Job class', 'add');
      await window.choose('never seen in this Redis', 'Use “add”');
      await window.choose('Queue for add', 'sums');
      await window.answer('Arguments of add: a JSON array', '[2, 3]');
      await window.rowSaying('sums', '1 job waiting', queues).waitFor();
      await picture(window, `main-${version}-2-enqueued`);
      assert.deepEqual(await client.lrange('resque:queue:sums', 0, -1), [
        '{"class":"add","queue":"sums","args":[2,3]}',
      ]);

      const sums: unknown[] = [];
      let isBroken = true;
      const stopWorker = await startWorker(redis, ['sums'], {
        add: (one, other) => sums.push(Number(one) + Number(other)),
        divide: (one, other) => {
          if (isBroken) throw new RangeError('division by zero');
          return sums.push(Number(one) / Number(other));
        },
      });
      journey.atEnd(stopWorker);
      await window.rowSaying('sums', '0 jobs waiting', queues).waitFor();
      await window.rowSaying('sums', '1 worker listens', queues).waitFor();
      assert.deepEqual(sums, [5]);
      await statusBar(window, '0 failed').waitFor();

      // One that fails, from the queue's own row.
      await window.inlineAction(window.row('sums', queues), 'Enqueue Job…');
      await window.choose('Job class', 'divide');
      await window.choose('never seen in this Redis', 'Use “divide”');
      await window.answer('Arguments of divide', '[6, 3]');
      await window.rowSaying('divide', 'RangeError: division by zero', failed).waitFor();
      await statusBar(window, '1 failed').waitFor();
      await window.badge('Resque', '1').waitFor();
      await picture(window, `main-${version}-3-failed`);

      isBroken = false;
      await window.runCommand('Resque: Retry Failed Jobs…');
      await window.check('divide');
      await picture(window, `main-${version}-4-retry`);
      await window.accept();
      await eventually('the retried job ran', () => sums.length === 2);
      assert.deepEqual(sums, [5, 2]);
      await failed.getByText('No failed jobs.').waitFor();
      await statusBar(window, '0 failed').waitFor();
      await window.statusMessage('Retried 1.').waitFor();
      await picture(window, `main-${version}-5-retried`);
      assert.equal(await client.llen('resque:failed'), 0);
      await window.close();
    });
  });
}
