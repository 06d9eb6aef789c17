// What the views show, as text; that settings are followed; and that every command of the palette comes to an end without a selection.
import * as assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import * as vscode from 'vscode';
import type { TestApi } from '../../client/src/test-api';
import { eventually, eventuallyPasses } from '../support/eventually';
import { extension, type Manifest, redisUrl, setConnections } from '../support/extension';

const PAYLOAD = '{"class":"SendMail","queue":"mails","args":["ada"]}';
const FAILURE = `{"worker":"shop-1:42","queue":"mails","payload":${PAYLOAD},"exception":"Error","error":"no such reader","backtrace":null,"failed_at":"some day"}`;

describe('the views', () => {
  let api: TestApi;
  let redis: Redis;

  before(async () => {
    api = await extension().activate();
    redis = new Redis(redisUrl());
    await redis.flushall();
    await redis.sadd('suite:queues', 'mails', 'bills');
    await redis.rpush('suite:queue:mails', PAYLOAD, PAYLOAD);
    await redis.rpush('suite:failed', FAILURE);
    await redis.sadd('suite:workers', 'shop-1:42:mails');
    await redis.set('suite:worker:shop-1:42:mails:started', '1795440046');
    await setConnections({ name: 'suite', url: redisUrl(), namespace: 'suite' });
    await vscode.commands.executeCommand('resque.queues.focus');
  });

  after(async () => {
    await setConnections();
    await redis.flushall();
    redis.disconnect();
  });

  it('show queues, failures and workers, and follow what is written', async () => {
    await eventuallyPasses(() => {
      assert.equal(api.rows('queues'), 'bills · 0 · nobody listens\nmails · 2 · 1 worker');
      assert.equal(api.rows('failed'), 'SendMail · some day · Error: no such reader');
      assert.match(api.rows('workers'), /^shop-1:42 · idle · mails/);
    });
    await redis.lpop('suite:queue:mails');
    await eventuallyPasses(() => assert.equal(api.rows('queues'), 'bills · 0 · nobody listens\nmails · 1 · 1 worker'));
  });

  it('show several connections as a root each, and one alone flat again', async () => {
    const first = { name: 'first', url: redisUrl(), namespace: 'suite', readOnly: true };
    const second = { name: 'second', url: redisUrl(), namespace: 'elsewhere', dialect: 'ruby', production: true };
    await setConnections(first, second);
    await eventuallyPasses(() => {
      const known = api
        .backends()
        .map(({ name, isReadOnly, isProduction, prefix }) => [name, isReadOnly, isProduction, prefix]);
      assert.deepEqual(known, [
        ['first', true, false, 'suite:'],
        ['second', false, true, 'elsewhere:'],
      ]);
      const roots = api
        .rows('queues')
        .split('\n')
        .filter((row) => !row.startsWith(' '));
      assert.match(api.rows('queues'), /^ {2}There is no Resque key in redis:.*elsewhere:/m);
      assert.deepEqual(roots, ['first · read-only · live · node-resque', 'second · production · live · Ruby Resque']);
    });
    await setConnections({ name: 'suite', url: redisUrl(), namespace: 'suite' });
    await eventuallyPasses(() => assert.equal(api.rows('queues'), 'bills · 0 · nobody listens\nmails · 1 · 1 worker'));
  });

  it('are refreshed without losing what they show', async () => {
    const before = api.rows('queues');
    await vscode.commands.executeCommand('resque.refresh');
    assert.equal(api.rows('queues'), before);
    assert.equal(api.backends().length, 1);
  });

  it('need no selection: every command of the palette asks, and can be left', async () => {
    const { contributes }: Manifest = extension().packageJSON;
    const hidden = new Set((contributes.menus['commandPalette'] ?? []).map(({ command }) => command));
    const commands = contributes.commands.map(({ command }) => command).filter((command) => !hidden.has(command));
    assert.ok(commands.length > 10);
    for (const command of commands) {
      let isOver = false;
      const ends = vscode.commands.executeCommand(command).then(
        () => (isOver = true),
        (error: unknown) => assert.fail(`${command}: ${String(error)}`),
      );
      await eventually(`${command} ends when it is left`, async () => {
        if (isOver) return true;
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        await vscode.commands.executeCommand('notifications.clearAll');
        return isOver;
      });
      await ends;
    }
    assert.equal(await redis.llen('suite:failed'), 1);
    assert.equal(await redis.llen('suite:queue:mails'), 1);
  });
});
