// The packaged extension in a real VS Code workbench in Chromium, on a Redis of ours: one window, its Resque container shown.
import { packageExtension } from '../tools/package.mjs';
import { build } from '../tools/build.mjs';
import { startServer } from '../tools/workbench/server.mjs';
import { setupWorkbench } from '../tools/workbench/setup.mjs';
import { launchBrowser, Workbench } from '../tools/workbench/workbench.mjs';
import { nowMs } from './figures.mjs';

const FOLDER = 'test/fixtures/workspace';
/** Round trips to the page from which its clock is read; the shortest of them is the best. */
const CLOCK_TRIPS = 50;

/**
 * @param {string} url of the Redis
 * @param {(window: Workbench, vsix: string) => Promise<any>} use
 */
export async function withWindow(url, use) {
  await build();
  const vsix = await packageExtension();
  await setupWorkbench('stable');
  const settings = { 'resque.connections': [{ name: 'bench', url }] };
  const server = await startServer({ vsix, settings });
  let browser;
  try {
    browser = await launchBrowser();
    return await use(await Workbench.open(browser, server, FOLDER), vsix);
  } finally {
    await browser?.close();
    await server.stop();
  }
}

/** What has to be added to the page's performance.now() to get the clock all processes share. */
export async function clockOffsetMs({ page }) {
  let best = { tripMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let trip = 0; trip < CLOCK_TRIPS; trip++) {
    const before = nowMs();
    const there = await page.evaluate(() => performance.now());
    const tripMs = nowMs() - before;
    if (tripMs < best.tripMs) best = { tripMs, offsetMs: before + tripMs / 2 - there };
  }
  return best.offsetMs;
}
