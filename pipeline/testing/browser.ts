import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumFlags, chromiumPath } from '../../src/testing/chromium.ts';

/** A browser, and all that its pages complained about. */
export interface Opened {
  browser: Browser;
  /** A page in a context of its own. */
  page(options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  /** Console errors, warnings, policy violations and exceptions since it was last asked. */
  complaints(): string[];
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Opened> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('There is no Chromium.');
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  const complaints: string[] = [];
  return {
    browser,
    async page(options) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()))
          complaints.push(`${message.text()} (${page.url()})`);
      });
      page.on('pageerror', (error) => complaints.push(`${error.message} (${page.url()})`));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      return page;
    },
    complaints: () => complaints.splice(0),
    close: () => browser.close(),
  };
}
