// The README's pictures, made anew: `node tools/pictures.mjs`. The demo's shop in a real workbench, each view in three themes, cropped to
// what matters. Nothing moves while it is taken: no worker runs, and ages are those of the demo.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { build } from './build.mjs';
import { node, successor } from './demo/entries.mjs';
import { fill } from './demo/fill.mjs';
import { kinds, SHOP } from './demo/jobs.mjs';
import { packageExtension } from './package.mjs';
import { withPalette } from './png.mjs';
import { startRedis } from './redis.mjs';
import { startServer } from './workbench/server.mjs';
import { launchBrowser, Workbench } from './workbench/workbench.mjs';

const FOLDER = 'docs/images';
const BYTES_MAX = 150_000;
const MINUTE_MS = 60_000;

/** By the end of the file name: the theme, and the class the workbench has once it is painted in it. */
const THEMES = {
  dark: { theme: 'Default Dark Modern', painted: 'vs-dark' },
  light: { theme: 'Default Light Modern', painted: 'vs' },
  'high-contrast': { theme: 'Default High Contrast', painted: 'hc-black' },
};

const VIEWS = ['Queues', 'Failed', 'Workers', 'Delayed', 'Statuses'];

const settingsOf = (theme, redisUrl) => ({
  'workbench.colorTheme': theme,
  'editor.minimap.enabled': false,
  'editor.fontSize': 12,
  'editor.links': false,
  '[php]': { 'editor.wordWrap': 'on' },
  'editor.folding': false,
  'editor.glyphMargin': false,
  'editor.lineNumbersMinChars': 2,
  'editor.scrollbar.vertical': 'hidden',
  'editor.hideCursorInOverviewRuler': true,
  'editor.overviewRulerBorder': false,
  'editor.occurrencesHighlight': 'off',
  'breadcrumbs.enabled': false,
  'php.validate.enable': false,
  'window.title': 'Bookshop',
  'resque.connections': [{ name: 'Bookshop', url: redisUrl, namespace: SHOP, dialect: 'php-successor' }],
});

/** What this machine may have no font for. */
const PICTOGRAM = String.raw` \ud83d\udcb3`;

/**
 * The demo as it is pictured: without the worker that belongs to this machine and without most of the waiting statuses, with an import
 * that has just begun, and with a node worker that has not been heard of for hours.
 */
async function fillShop(url) {
  const nowMs = Date.now();
  await fill(url, nowMs);
  const redis = new Redis(url);
  for (const id of await redis.smembers(`${SHOP}:workers`)) {
    if (/^(?:app|media)-\d:/.test(id)) continue;
    await redis.multi().srem(`${SHOP}:workers`, id).del(`${SHOP}:worker:${id}`).exec();
  }
  const job = kinds.customerImport.make(37, nowMs - 6 * MINUTE_MS);
  const working = successor.encode(successor.working('imports', nowMs - 4_000, successor.payload(job)));
  await redis.set(`${SHOP}:worker:app-2:907:imports`, working);
  const cover = node.working(
    'images',
    nowMs - 191 * MINUTE_MS,
    node.payload(kinds.cover.make(5, nowMs)),
    'media-1:3310',
  );
  await redis.set(`${SHOP}:worker:media-1:3310:images`, node.encode(cover));
  await redis.set(`${SHOP}:worker:ping:media-1:3310`, node.ping('media-1:3310', 'images', nowMs - 190 * MINUTE_MS));
  let waiting = 0;
  for (const key of await redis.keys(`${SHOP}:job:*:status`)) {
    const isWaiting = (await redis.get(key))?.startsWith('{"status":1') === true;
    if (isWaiting && ++waiting > 3) await redis.del(key);
  }
  const failures = await redis.lrangeBuffer(`${SHOP}:failed`, 0, -1);
  for (const [place, entry] of failures.entries())
    if (entry.includes(PICTOGRAM)) await redis.lset(`${SHOP}:failed`, place, entry.toString().replace(PICTOGRAM, ''));
  redis.disconnect();
}

/** Shows these views and folds the others. */
async function unfold(window, ...titles) {
  for (const title of VIEWS) {
    const header = window.view(title).locator('.pane-header');
    const isOpen = (await header.getAttribute('aria-expanded')) === 'true';
    if (isOpen !== titles.includes(title)) await header.click();
  }
  await window.page.mouse.move(1_000, 700); // Nothing is pointed at.
}

async function drag({ page }, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** Makes the side bar so wide that the rows can be read. */
async function widen(window, to) {
  const { x, width } = await window.page.locator('.part.sidebar').boundingBox();
  await drag(window, { x: x + width + 1, y: 700 }, { x: to, y: 700 });
}

/** Moves the upper edge of a view. */
async function lower(window, title, to) {
  const { x, y } = await window.view(title).boundingBox();
  await drag(window, { x: x + 200, y }, { x: x + 200, y: to });
}

/** A view from its title to the last painted row, or to a bound. */
async function clipOf(window, title) {
  const sidebar = await window.page.locator('.part.sidebar').boundingBox();
  const { y } = await window.view(title).boundingBox();
  const rows = window.view(title).locator('[role=treeitem]');
  const boxes = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().bottom));
  const bottom = Math.min(Math.max(...boxes) + 6, y + 400);
  return { x: sidebar.x, y, width: sidebar.width, height: bottom - y };
}

async function takeViews(window, take) {
  const view = (title) => window.view(title);
  await unfold(window, 'Queues');
  const queue = window.row('default', view('Queues'));
  await queue.click();
  await window.row('App\\Jobs\\SyncCustomer', view('Queues')).first().waitFor();
  await take('queues', await clipOf(window, 'Queues'));
  await queue.click();

  for (const [title, label] of [
    ['Workers', 'app-2:907'],
    ['Failed', 'resizeCover'],
  ]) {
    await unfold(window, title);
    await window.row(label, view(title)).first().waitFor();
    await take(title.toLowerCase(), await clipOf(window, title));
  }
  await unfold(window, 'Delayed');
  const second = view('Delayed').locator('[role=treeitem]', { hasText: '4 jobs' }).first();
  if ((await second.getAttribute('aria-expanded')) !== 'true') await second.click();
  await window.row('App\\Jobs\\BuildSalesReport', view('Delayed')).first().waitFor();
  await take('delayed', await clipOf(window, 'Delayed'));
  await unfold(window, 'Statuses');
  await view('Statuses').locator('[role=treeitem]', { hasText: 'complete' }).first().waitFor();
  await take('statuses', await clipOf(window, 'Statuses'));
}

/** The question for the arguments, with something in it that is not JSON yet. */
async function takeEnqueue(window, take) {
  await unfold(window, 'Queues', 'Failed');
  await window.runCommand('Resque: Enqueue Job…');
  await window.choose('Job class', 'App\\Jobs\\SendOrderConfirmation');
  await window.choose('Queue for', 'emails');
  await window.answer('Arguments of', '{"order": 48230, "email": "ada@example.com", "locale": de}');
  await window.quickInput.getByText('This is not JSON').waitFor();
  await take('enqueue', { x: 0, y: 0, width: 960, height: 300 });
  await window.page.keyboard.press('Escape');
  await window.quickInput.waitFor({ state: 'hidden' });
}

/** A failure beside its class. */
async function takeFailure(window, take) {
  await unfold(window, 'Queues', 'Failed');
  await window.row('App\\Jobs\\SyncCustomer', window.view('Failed')).first().click();
  await window.page.locator('.view-line', { hasText: 'Backtrace' }).waitFor();
  await window.page.mouse.move(1_000, 700);
  const editor = await window.page.locator('.editor-group-container.active').boundingBox();
  await take('failure', { x: editor.x, y: editor.y, width: editor.width, height: 640 });
}

/** The first picture: queues and failures, a class, and one of its failures beside it. */
async function takeOverview(window, take) {
  await widen(window, 400);
  await lower(window, 'Failed', 285);
  await window.openFile('SyncCustomer.php');
  await window.runCommand('View: New Editor Group to the Right');
  await takeFailure(window, async () => undefined);
  await drag(window, { x: 840, y: 600 }, { x: 730, y: 600 });
  await window.page.mouse.move(600, 700);
  await take('overview', { x: 0, y: 0, width: 1_280, height: 800 });
}

/** All pictures in one theme, each window with a browser state of its own. */
async function takeAll(browser, server, workspace, redisUrl, [end, { theme, painted }]) {
  server.setSettings(settingsOf(theme, redisUrl));
  const window = await Workbench.open(browser, server, workspace);
  const take = async (name, clip) => {
    const path = join(FOLDER, `${name}-${end}.png`);
    const small = withPalette(await window.page.screenshot({ clip }));
    writeFileSync(path, small);
    console.log(`${path}  ${Math.round(small.length / 1_000)} kB`);
    if (small.length > BYTES_MAX) throw new Error(`${path} is larger than ${BYTES_MAX / 1_000} kB.`);
  };
  await window.page.locator(`.monaco-workbench.${painted}`).waitFor();
  await window.showContainer('Resque');
  await window.row('emails', window.view('Queues')).waitFor();
  await widen(window, 640);
  await takeViews(window, take);
  await widen(window, 440);
  await takeEnqueue(window, take);
  await takeFailure(window, take);
  await window.runCommand('View: Close All Editors');
  if (end === 'dark') await takeOverview(window, take);
  await window.close();
}

mkdirSync(FOLDER, { recursive: true });
await build();
const vsix = await packageExtension();
const redis = await startRedis();
const folder = mkdtempSync(join(tmpdir(), 'resque-inspector-pictures-'));
const server = await startServer({ vsix, settings: settingsOf(THEMES.dark.theme, redis.url) });
const browser = await launchBrowser();
try {
  await fillShop(redis.url);
  const workspace = join(folder, 'bookshop');
  cpSync('tools/demo/workspace', workspace, { recursive: true });
  for (const theme of Object.entries(THEMES)) await takeAll(browser, server, workspace, redis.url, theme);
} finally {
  await browser.close();
  await server.stop();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}
