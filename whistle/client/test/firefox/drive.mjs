/**
 * Drives a Firefox as people have it, over WebDriver BiDi. The first line on standard input says how to start it; each
 * further line is a deed, `["name", ...arguments]`, and is answered with a line `{"value": …}` or `{"error": …}`.
 * Keys and clicks are the browser's own: no script of the page is called, and no value is set behind its back.
 */

import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

// A busy machine is slow, not wrong.
const PATIENCE = 60_000;

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const start = JSON.parse((await lines.next()).value);
const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: start.executable,
  userDataDir: start.profile,
  extraPrefsFirefox: start.preferences,
  defaultViewport: { width: 390, height: 844 },
  timeout: 2 * PATIENCE,
});
const said = [];
let page = watch((await browser.pages())[0] ?? (await browser.newPage()));

function watch(opened) {
  opened.setDefaultTimeout(PATIENCE);
  opened.setDefaultNavigationTimeout(PATIENCE);
  opened.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  opened.on('pageerror', (error) => said.push(String(error)));
  opened.on('dialog', (dialog) => dialog.accept());
  return opened;
}

/** The one visible element of that kind and name, once there is one. */
async function named(kind, name) {
  const handle = await page.waitForFunction(
    (kind, name) => {
      const seen = (each) => each.checkVisibility();
      const words = (each) => each.textContent.replace(/\s+/g, ' ').trim();
      if (kind === 'button') return [...document.querySelectorAll('button, a[role=button], a.exit')].find((each) => seen(each) && words(each) === name);
      const label = [...document.querySelectorAll('label')].find((each) => seen(each) && words(each).includes(name));
      return label?.control ?? undefined;
    },
    { polling: 100 },
    kind,
    name,
  );
  return handle.asElement();
}

const deeds = {
  pid: () => browser.process().pid,
  version: () => browser.version(),
  goto: async (address) => void (await page.goto(address, { waitUntil: 'load' })),
  back: async () => void (await page.goBack({ waitUntil: 'load' })),
  address: () => page.url(),
  evaluate: (expression) => page.evaluate(expression),
  /** Waits until the expression is true. */
  until: async (expression) => void (await page.waitForFunction(expression, { polling: 50 })),
  press: async (name) => void (await (await named('button', name)).click()),
  tick: async (name) => void (await (await named('field', name)).click()),
  type: async (name, text) => {
    await (await named('field', name)).click();
    await page.keyboard.type(text);
  },
  typeInto: async (selector, text) => {
    await (await page.waitForSelector(selector, { visible: true })).click();
    await page.keyboard.type(text);
  },
  click: async (selector) => void (await (await page.waitForSelector(selector, { visible: true })).click()),
  keys: async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  },
  /** Another tab, which the deeds that follow are done in; the one before stays open behind it. */
  newPage: async () => {
    page = watch(await browser.newPage());
  },
  /** Closes the tab; the deeds that follow need a new one. */
  closePage: async () => void (await page.close()),
  screenshot: async (path) => void (await page.screenshot({ path })),
  said: () => said,
};

const answer = (given) => process.stdout.write(`${JSON.stringify(given)}\n`);
answer({ value: await browser.version() });

for await (const line of lines) {
  const [deed, ...given] = JSON.parse(line);
  if (deed === 'end') break;
  try {
    answer({ value: (await deeds[deed](...given)) ?? null });
  } catch (error) {
    answer({ error: `${deed} ${given[0] ?? ''}: ${error.message}` });
  }
}
await browser.close();
