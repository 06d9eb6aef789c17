// Finds or installs the browser in which the tests see a VS Code workbench.
import { canInstall, findProgram, install } from './apt.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const find = () => process.env.CHROMIUM || findProgram(NAMES);

/**
 * The browser's binary, installed first where that is possible.
 * @returns {Promise<string>}
 */
export async function findChromium() {
  const found = find();
  if (found) return found;
  if (canInstall()) await install(['chromium']);
  const installed = find();
  if (!installed) throw new Error('No Chromium here: install chromium, or name a browser in CHROMIUM.');
  return installed;
}
