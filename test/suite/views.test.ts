// Views and commands in a real extension host, against the Redis that the launcher started (REDIS_URL): rows move by themselves, an entry
// opens as a document that follows it, and settings are followed.
import * as assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import * as vscode from 'vscode';
import type { TestApi } from '../../client/src/test-api';
import { eventually } from '../support/eventually';

const namespace = 'suite-views';
const job = (n: number): string =>
  JSON.stringify({
    class: 'SuiteJob',
    args: [{ n, token: 'hidden' }],
    id: `id${n}`,
    prefix: '',
    queue_time: 1_700_000_000.5,
  });
const failure = (n: number): string =>
  JSON.stringify({
    failed_at: '2026-11-23T15:00:00+00:00',
    payload: JSON.parse(job(n)) as unknown,
    exception: 'SuiteException',
    error: `broken ${n}`,
    backtrace: ['#0 suite.php(1)'],
    worker: 'vm:1:suite',
    queue: 'suite',
  });

const configure = (connections: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('resque').update('connections', connections, vscode.ConfigurationTarget.Global);

describe('the views', () => {
  let redis: Redis;
  let api: TestApi;

  before(async () => {
    const url = process.env['REDIS_URL'] ?? '';
    assert.notEqual(url, '', 'the launcher names no Redis');
    redis = new Redis(url);
    await redis.sadd(`${namespace}:queues`, 'suite');
    await redis.rpush(`${namespace}:queue:suite`, job(1), job(2));
    await redis.rpush(`${namespace}:failed`, failure(1));
    const found = vscode.extensions.getExtension<TestApi>('resque-inspector.resque-inspector');
    assert.ok(found);
    api = await found.activate();
    await configure([{ name: 'Suite', url, namespace, dialect: 'php-successor' }]);
    await vscode.commands.executeCommand('resque.failed.focus');
    await vscode.commands.executeCommand('resque.queues.focus');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await configure(undefined);
    await redis.del(`${namespace}:queues`, `${namespace}:queue:suite`, `${namespace}:failed`);
    redis.disconnect();
  });

  const queues = (pattern: RegExp): Promise<unknown> =>
    eventually(`queues like ${pattern}: ${api.rows('queues')}`, () => pattern.test(api.rows('queues')));

  it('show what is there', async () => {
    await queues(/^suite · 2 · oldest .+nobody listens$/m);
    await eventually('the failure is shown', () =>
      /^SuiteJob · .+ · SuiteException: broken 1$/m.test(api.rows('failed')),
    );
    const [only, ...others] = await eventually(
      'the failures are counted',
      () => api.backends()[0]?.failedCount === 1 && api.backends(),
    );
    assert.deepEqual([only?.name, only?.prefix, others.length], ['Suite', `${namespace}:`, 0]);
  });

  it('move by themselves', async () => {
    await redis.rpush(`${namespace}:queue:suite`, job(3));
    await queues(/^suite · 3 ·/m);
    await redis.rpush(`${namespace}:failed`, failure(2));
    await eventually('the newest failure comes first', () =>
      /^SuiteJob .+broken 2\nSuiteJob .+broken 1$/m.test(api.rows('failed')),
    );
    await eventually('the count follows', () => api.backends()[0]?.failedCount === 2);
  });

  it('open an entry as a document that says when it is gone', async () => {
    const opening = vscode.commands.executeCommand('resque.openEntry');
    const document = await eventually('a document is open', async () => {
      // Takes the first of the newest failures, once they are listed.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const { document: front } = vscode.window.activeTextEditor ?? {};
      return front?.uri.scheme === 'resque' ? front : undefined;
    });
    await opening;
    assert.match(document.getText(), /^SuiteException: broken 2$/m);
    assert.match(document.getText(), /"token": "•••"/);
    assert.ok(!document.getText().includes('hidden'));
    await redis.rpop(`${namespace}:failed`);
    await eventually('the document says that it is gone', () => /changed or is gone/.test(document.getText()));
  });

  it('keep a second connection apart, under roots of their own', async () => {
    const url = process.env['REDIS_URL'] ?? '';
    await configure([
      { name: 'Suite', url, namespace, dialect: 'php-successor' },
      { name: 'Other', url, namespace: 'suite-other', readOnly: true },
    ]);
    await eventually(`two roots: ${api.rows('queues')}`, () =>
      /^Suite · .*\n(?: {2}.*\n)*Other · read-only/m.test(api.rows('queues')),
    );
    await configure([{ name: 'Suite', url, namespace, dialect: 'php-successor' }]);
    await queues(/^suite · 3 ·/m);
  });
});
