// (g) What the extension costs the editor: size of its bundles and of the VSIX, activation as VS Code itself measures it, and how soon the first
// rows of R are on screen after the Resque container is opened.
import { statSync } from 'node:fs';
import { queueName, QUEUES } from '../data-set.mjs';
import { figure, ms, nowMs, sleep } from '../figures.mjs';
import { withWindow } from '../workbench.mjs';

const ENTRY_KILOBYTES_MAX = 60;
const CLIENT_KILOBYTES_MAX = 600;
const VSIX_MEGABYTES_MAX = 3;
const ACTIVATION_MS_MAX = 20;
const FIRST_ROWS_MS_MAX = 1_000;
const ROWS_DEADLINE_MS = 60_000;
/** A window that was just opened is busy with itself, and its extension host may not be there yet. */
const SETTLE_MS = 8_000;
const BUNDLES = ['client/out/extension.js', 'client/out/language-client.js'];

/** @param {import('../run.mjs').Bench} bench */
export async function measure({ redis }) {
  const first = Array.from({ length: QUEUES }, (_, n) => queueName(n)).toSorted()[0] ?? '';
  return withWindow(redis.url, async (window, vsix) => {
    const [entry = 0, ...others] = BUNDLES.map((file) => statSync(file).size / 1000);
    const tab = window.page.locator('.activitybar').getByRole('tab', { name: 'Resque' });
    await tab.waitFor();
    await sleep(SETTLE_MS);
    const start = nowMs();
    await tab.click();
    await window.row(first).waitFor({ timeout: ROWS_DEADLINE_MS });
    const firstRowsMs = nowMs() - start;
    const activationMs = await activation(window);
    return [
      row('entry bundle', entry, ENTRY_KILOBYTES_MAX, 'kB'),
      row('client in all', entry + others.reduce((sum, size) => sum + size, 0), CLIENT_KILOBYTES_MAX, 'kB'),
      row('VSIX', statSync(vsix).size / 1e6, VSIX_MEGABYTES_MAX, 'MB'),
      row(
        'activation: code load and activate call',
        activationMs,
        ACTIVATION_MS_MAX,
        'ms',
        'as VS Code lists it under Running Extensions',
      ),
      row(
        'first rows of R after the view opens',
        firstRowsMs,
        FIRST_ROWS_MS_MAX,
        'ms',
        'from the click on the activity bar, language server started and connected in between',
      ),
    ];
  });
}

const row = (what, value, limit, unit, note) => ({
  what,
  ours: unit === 'ms' ? ms(value) : `${figure(value)} ${unit}`,
  goal: `≤ ${figure(limit)} ${unit}`,
  isMet: value <= limit,
  over: `${figure(value - limit)} ${unit}`,
  ...(note ? { note } : {}),
});

/** VS Code's own measure, read off its list of running extensions. */
async function activation(window) {
  await window.runCommand('Developer: Show Running Extensions');
  const text = await window.page
    .locator('.runtime-extensions-editor .extension')
    .filter({ hasText: /resque/i })
    .first()
    .innerText({ timeout: ROWS_DEADLINE_MS });
  return Number(/Activation: (\d+)ms/.exec(text)?.[1] ?? Number.NaN);
}
