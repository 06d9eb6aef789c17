// The workspace most journeys happen in: a project on node-resque whose connection stands in its settings.
import type { RedisServer } from '../../tools/redis.mjs';
import type { Workbench } from '../../tools/workbench/workbench.mjs';
import { type Journey, settingsOf } from './journey';

export const STATUS_BAR = 'resque-inspector.resque-inspector.resque.connection';

/** A folder with a manifest that names node-resque and a connection “Shop” to this Redis. */
export function shopFolder(
  journey: Journey,
  redis: RedisServer,
  { connection = {}, settings = {} }: { readonly connection?: object; readonly settings?: Readonly<object> } = {},
): string {
  return journey.folder({
    'package.json': { name: 'shop', private: true, dependencies: { 'node-resque': '9.7.1' } },
    ...settingsOf([{ name: 'Shop', url: redis.url, ...connection }], { ...settings }),
  });
}

/** What the status bar says: connection, liveness, failed count. */
export const statusBar = (window: Workbench, words: string): ReturnType<Workbench['statusBarItem']> =>
  window.statusBarItem(STATUS_BAR).filter({ hasText: words });

/** A failure in the bytes node-resque writes. */
export function nodeFailure(
  number: number,
  { jobClass = 'charge', queue = 'payments', args = [number] as readonly unknown[], failedAtMs = Date.now() } = {},
): string {
  return JSON.stringify({
    worker: 'shop-1:42',
    queue,
    payload: { class: jobClass, queue, args },
    exception: 'Error',
    error: `card ${number} was declined`,
    backtrace: ['at charge (/srv/shop/jobs.js:7:11)', 'at Worker.perform (/srv/shop/worker.js:203:41)'],
    failed_at: new Date(failedAtMs).toString(),
  });
}
