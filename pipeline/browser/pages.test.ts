import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/progress.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { type Opened, openBrowser } from '../testing/browser.ts';
import { type Served, serveMonths } from '../testing/served-months.ts';
import { writePages } from '../write-pages.ts';

const contrastFaults = readFileSync(
  join(import.meta.dirname, '../../src/testing/in-page/contrast.js'),
  'utf8',
);

let served: Served;
let opened: Opened;
let page: Page;
/** Every page of both languages that links lead to, the documents aside. */
let paths: string[];

beforeAll(async () => {
  [served, opened] = await Promise.all([serveMonths(), openBrowser()]);
  page = await opened.page({ viewport: { width: 1280, height: 900 } });
  paths = await pathsFrom('/en/');
});
afterAll(async () => {
  await opened.close();
  await served.close();
});

/** What all links lead to, each once. */
async function pathsFrom(first: string): Promise<string[]> {
  const found = [first];
  for (const path of found) {
    await page.goto(served.origin + path);
    const links = await page.evaluate<string[]>(
      `[...document.links].map((link) => link.origin === location.origin ? link.pathname : 'outside: ' + link.href)`,
    );
    expect(links.filter((link) => link.startsWith('outside'))).toEqual([]);
    found.push(...new Set(links.filter((link) => link.endsWith('/') && !found.includes(link))));
  }
  return found;
}

describe('every page', () => {
  it('is reached by links, and complains of nothing', async () => {
    expect(paths).toEqual(expect.arrayContaining(['/en/', '/zh/', '/en/sql/', '/zh/sql/']));
    expect(paths).toContain('/en/months/2026-09/');
    expect(opened.complaints()).toEqual([]);
    expect(served.said).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'can be read in the %s theme (WCAG AA)',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      for (const path of paths) {
        await page.goto(served.origin + path);
        expect(await page.evaluate(contrastFaults), path).toEqual([]);
      }
      await page.emulateMedia({ colorScheme: null });
    },
  );

  it('is no wider than a telephone', async () => {
    const phone = await opened.page({ viewport: { width: 360, height: 740 } });
    for (const path of paths) {
      await phone.goto(served.origin + path);
      const width = await phone.evaluate('document.documentElement.scrollWidth');
      expect(width, path).toBeLessThanOrEqual(360);
    }
    await phone.context().close();
  });

  it('has one heading of the first level, a title, a language, and names for what is used', async () => {
    for (const path of paths) {
      await page.goto(served.origin + path);
      const facts = await page.evaluate(`({
        headings: document.querySelectorAll('h1').length,
        lang: document.documentElement.lang,
        isTitled: document.title.endsWith('imbill'),
        nameless: [...document.querySelectorAll('a, button, input, select, textarea')]
          .filter((one) => one.checkVisibility())
          .filter((one) => !(one.textContent.trim() || one.labels?.length || one.ariaLabel))
          .map((one) => one.outerHTML),
        ids: [...document.querySelectorAll('[id]')].map(({ id }) => id)
          .filter((id, index, all) => all.indexOf(id) !== index),
      })`);
      const lang = path.startsWith('/zh/') ? 'zh-Hans' : 'en';
      expect({ path, ...(facts as object) }).toEqual({
        ...{ path, headings: 1, lang, isTitled: true, nameless: [], ids: [] },
      });
    }
  });

  it('leads to documents that are shown as they were issued, and complain of nothing', async () => {
    await page.goto(`${served.origin}/en/months/2026-09/customers/acme/`);
    const documents = await page.evaluate<string[]>(
      `[...document.links].map(({ pathname }) => pathname).filter((path) => path.endsWith('.html'))`,
    );
    expect(documents).toHaveLength(1);
    await page.goto(served.origin + documents[0]);
    expect(await page.locator('h1').count()).toBe(1);
    expect(opened.complaints()).toEqual([]);
  });

  it('prints as PDF without its controls', async () => {
    for (const path of ['/en/', '/zh/sql/']) {
      await page.goto(served.origin + path);
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('header.bar').isVisible()).toBe(false);
      await page.emulateMedia({ media: null });
    }
  });
});

describe('a month', () => {
  beforeEach(() => page.bringToFront());

  it('is sorted and filtered with the keyboard alone', async () => {
    await page.goto(`${served.origin}/en/months/2026-09/`);
    const table = page.locator('table[data-sortable]').last();
    const visible = table.locator('tbody tr:visible');
    const first = () => table.locator('tbody th[scope=row]').first().textContent();
    await page.keyboard.press('/');
    await page.keyboard.type('polar');
    await expect.poll(() => visible.count()).toBe(1);
    expect(await visible.textContent()).toContain('Polaris');
    await page.keyboard.press('Escape');
    await expect.poll(() => visible.count()).toBe(4);
    const customer = table.locator('thead button').first();
    await customer.focus();
    await page.keyboard.press('Enter');
    const ascending = await first();
    expect(await table.locator('th[aria-sort=ascending]').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await table.locator('th[aria-sort=descending]').count()).toBe(1);
    expect(await first()).not.toBe(ascending);
    expect(opened.complaints()).toEqual([]);
  });

  it('is left and entered with the keyboard alone', async () => {
    await page.goto(`${served.origin}/en/`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.goto(`${served.origin}/en/`);
    const isSql = `document.activeElement.pathname === '/en/sql/'`;
    for (let count = 0; count < 10 && !(await page.evaluate(isSql)); count++)
      await page.keyboard.press('Tab');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/en\/sql\/$/);
    expect(opened.complaints()).toEqual([]);
  });
});

describe('the folder of pages', () => {
  it('opens from the disk: styled, sorted and filtered, without a complaint or a request elsewhere', async () => {
    const workspace = workspaceAt(served.folder);
    const context = { workspace, command: 'test', threads: 2, progress: silentProgress };
    const { dir } = await writePages({ out: undefined }, context);
    const files = await opened.page();
    const requested: string[] = [];
    files.on('request', (request) => requested.push(request.url()));
    await files.goto(pathToFileURL(join(served.folder, dir, 'index.html')).href);
    await files.getByRole('link', { name: 'English' }).first().click();
    await files.waitForURL(/\/en\/index\.html$/);
    expect(await files.evaluate('getComputedStyle(document.body).marginTop')).toBe('0px');
    expect(await files.locator('nav a', { hasText: 'SQL' }).count()).toBe(0);
    await files.keyboard.press('/');
    await files.keyboard.type('polar');
    const visible = files.locator('table[data-sortable]').last().locator('tbody tr:visible');
    await expect.poll(() => visible.count()).toBe(1);
    await visible.locator('th a').first().click();
    await files.waitForURL(/\/customers\/polaris\/index\.html$/);
    expect(await files.locator('h1').textContent()).toContain('Polaris');
    expect(requested.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(opened.complaints()).toEqual([]);
  });
});
