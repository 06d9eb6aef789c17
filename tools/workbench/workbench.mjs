// A VS Code workbench in headless Chromium: what a test reads and does in it. Selectors are facts of VS Code 1.100 to 1.139.
import { chromium } from 'playwright-core';
import { findChromium } from '../chromium.mjs';

/** The first paint of a workbench on a busy machine takes a few seconds; a minute means it will not come. */
const OPEN_DEADLINE_MS = 60_000;

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */
/** @typedef {import('playwright-core').Locator} Locator */

/** A browser that asks no name server and reaches this machine only. */
export async function launchBrowser() {
  return chromium.launch({
    executablePath: await findChromium(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

const isForeign = (/** @type {URL} */ url) => url.hostname !== '127.0.0.1';

/**
 * What one user's browser keeps between windows and reloads (secrets, state); a new one starts clean.
 * @param {Browser} browser
 * @returns {Promise<BrowserContext>}
 */
export async function newContext(browser) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await context.route(isForeign, (route) => route.abort());
  // The half of the key that seals extensions' secrets: code-server answers this, the server alone doesn't, and secrets
  // would be lost on a reload.
  await context.route('**/mint-key', (route) => route.fulfill({ body: Buffer.alloc(32, 'workbench') }));
  return context;
}

export class Workbench {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.quickInput = page.locator('.quick-input-widget:visible');
  }

  /**
   * Opens a window; several may be open at once, on one server or on several.
   * @param {Browser | BrowserContext} owner a browser gives the window a context of its own
   * @param {import('./server.mjs').WorkbenchServer} server
   * @param {string} folder a folder, or a .code-workspace file
   */
  static async open(owner, server, folder) {
    const context = 'newContext' in owner ? await newContext(owner) : owner;
    const page = await context.newPage();
    await page.goto(server.url(folder), { waitUntil: 'commit' });
    const workbench = new Workbench(page);
    await workbench.#ready();
    return workbench;
  }

  async #ready() {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: OPEN_DEADLINE_MS });
    await this.page.locator('.activitybar [role=tab]').first().waitFor({ timeout: OPEN_DEADLINE_MS });
  }

  /** Closes the window as a user does, so that its extension host ends with it. */
  async close() {
    const closed = this.page.waitForEvent('close');
    await this.page.close({ runBeforeUnload: true });
    await closed;
  }

  async reload() {
    await this.page.reload({ waitUntil: 'commit' });
    await this.#ready();
  }

  /** Shows a view container by its title in the activity bar. @param {string} title */
  async showContainer(title) {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    await tab.waitFor({ timeout: OPEN_DEADLINE_MS });
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
  }

  /** One of several views in the side bar, by its title. @param {string} title */
  view(title) {
    const header = this.page.locator('.pane-header').filter({ has: this.page.getByText(title, { exact: true }) });
    return this.page.locator('.sidebar .pane').filter({ has: header });
  }

  /** Opens a view that is folded. @param {string} title */
  async expandView(title) {
    const header = this.view(title).locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  }

  /**
   * A row of the side bar's trees, by its exact label. (A row's aria-label also has the description and ", has actions".)
   * @param {string} label
   * @param {Locator} [within] a view
   */
  row(label, within = this.page.locator('.sidebar')) {
    const exact = this.page.locator('.label-name').getByText(label, { exact: true });
    return within.getByRole('treeitem').filter({ has: exact });
  }

  /**
   * A row by its exact label that says these words to a screen reader, which hears its state too.
   * @param {string} label
   * @param {string} words
   * @param {Locator} [within] a view
   */
  rowSaying(label, words, within) {
    return this.row(label, within).and(this.page.locator(`[aria-label*=${JSON.stringify(words)}]`));
  }

  /** The labels of all rows that are painted. @param {Locator} [within] a view */
  async rows(within = this.page.locator('.sidebar')) {
    return within.locator('[role=treeitem] .label-name').allInnerTexts();
  }

  /**
   * Chooses an item of a row's context menu. (A menu ignores a mouse button released within 100 ms of its opening.)
   * @param {Locator} row
   * @param {string} item
   */
  async contextMenu(row, item) {
    await row.click({ button: 'right' });
    await this.page.locator('.monaco-menu').getByRole('menuitem', { name: item }).click({ delay: 150 });
  }

  /**
   * Presses a button that a row shows while the mouse is over it.
   * @param {Locator} row
   * @param {string} title
   */
  async inlineAction(row, title) {
    await row.hover();
    await row.getByRole('button', { name: title }).click();
  }

  /** Runs a command by its full title ("Category: Title") through the command palette. @param {string} title */
  async runCommand(title) {
    await this.page.keyboard.press('F1');
    await this.type(`>${title}`);
    await this.pick(title);
  }

  /** Runs a command as `runCommand` does, by keyboard alone. @param {string} title */
  async command(title) {
    await this.page.keyboard.press('F1');
    await this.type(`>${title}`);
    await this.quickInput.locator('.monaco-list-row.focused', { hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** @param {string} name */
  async pick(name) {
    await this.quickInput.getByRole('option', { name }).first().click();
  }

  /**
   * @param {string} text
   * @param {{ enter?: boolean }} [options]
   */
  async type(text, { enter = false } = {}) {
    const box = this.quickInput.locator('.quick-input-box input');
    await box.fill(text);
    if (enter) await box.press('Enter');
  }

  /** Chooses one of several that may be chosen together. @param {string} text */
  async check(text) {
    await this.quickInput.locator('.monaco-list-row', { hasText: text }).first().click();
  }

  /** Takes what is chosen of several. */
  async accept() {
    await this.quickInput.getByRole('button', { name: 'OK' }).click();
  }

  /**
   * Waits for a question that says these words: above its box, in it while it is empty, or below.
   * @param {string} words
   */
  async question(words) {
    const said = this.quickInput.getByText(words).or(this.quickInput.getByPlaceholder(words));
    await said.first().waitFor();
  }

  /**
   * Types one of the offered choices, or a new one, and takes it once it is the one Enter means.
   * @param {string} question
   * @param {string} choice
   */
  async choose(question, choice) {
    await this.question(question);
    await this.type(choice);
    const meant = this.quickInput.locator('.monaco-list-row.focused .label-name');
    await meant.getByText(choice, { exact: true }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /**
   * Types a line of text.
   * @param {string} question
   * @param {string} text
   */
  async answer(question, text) {
    await this.question(question);
    await this.type(text, { enter: true });
  }

  /** @param {string | RegExp} text */
  notification(text) {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** A modal message: `showWarningMessage(…, { modal: true })`. @param {string | RegExp} text */
  dialog(text) {
    return this.page.locator('.monaco-dialog-box', { hasText: text });
  }

  /** A status bar item by `publisher.extension.id`. @param {string} id */
  statusBarItem(id) {
    return this.page.locator(`[id="${id}"]`);
  }

  /** A passing message in the status bar. @param {string} text */
  statusMessage(text) {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /**
   * The number on a view container's icon.
   * @param {string} title
   * @param {string} number
   */
  badge(title, number) {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    return tab.locator('.badge-content').getByText(number, { exact: true });
  }

  /** @param {string} name */
  async openFile(name) {
    await this.page.keyboard.press('Control+P');
    await this.type(name);
    await this.pick(name);
    await this.page.locator('.editor-group-container.active .monaco-editor .view-line').first().waitFor();
  }

  /** The painted lines of the active editor. Editors paint blanks as no-break spaces. */
  async editorText() {
    const lines = this.page.locator('.editor-group-container.active .view-line');
    return (await lines.allInnerTexts()).join('\n');
  }

  /** Presses a button beside the active editor's tab. @param {string} title */
  async editorAction(title) {
    await this.page
      .locator('.editor-group-container.active .editor-actions')
      .getByRole('button', { name: title })
      .click();
  }

  /** What was copied last. @returns {Promise<string>} */
  async clipboard() {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** The document inside the active webview: a panel, an editor or a view. */
  webview() {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Every row, view and message in words, for the report of a failed test. */
  async text() {
    return this.page.locator('.monaco-workbench').innerText();
  }
}
