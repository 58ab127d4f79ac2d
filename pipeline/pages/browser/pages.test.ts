import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentProgress } from '../../../src/base/progress.ts';
import { workspaceAt } from '../../../src/workspace/workspace.ts';
import { type Opened, openBrowser } from '../../testing/browser.ts';
import { type Served, serveMonths } from '../../testing/served-months.ts';
import { writePages } from '../write-pages.ts';

const contrastFaults = readFileSync(
  join(import.meta.dirname, '../../../src/testing/in-page/contrast.js'),
  'utf8',
);

let served: Served;
let opened: Opened;
let page: Page;
/** Every page of both languages that links lead to, the documents aside. */
let looks: Look[];

interface Look {
  path: string;
  links: string[];
  facts: unknown;
  lowContrast: { light: unknown; dark: unknown };
  widthOnPhone: number;
}

beforeAll(async () => {
  [served, opened] = await Promise.all([serveMonths(), openBrowser()]);
  page = await opened.page({ viewport: desk });
  looks = await lookAtAll('/en/');
});
afterAll(async () => {
  await opened.close();
  await served.close();
});

const desk = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

async function lookAtAll(first: string): Promise<Look[]> {
  const found: Look[] = [];
  const paths = [first];
  for (const path of paths) {
    const look = await lookAt(path);
    found.push(look);
    paths.push(...look.links.filter((link) => link.endsWith('/') && !paths.includes(link)));
  }
  return found;
}

async function lookAt(path: string): Promise<Look> {
  await page.goto(served.origin + path);
  const links = await page.evaluate<string[]>(
    `[...new Set([...document.links].map((link) => link.origin === location.origin ? link.pathname : 'outside: ' + link.href))]`,
  );
  const facts = await page.evaluate(pageFacts);
  const light = await page.evaluate(contrastFaults);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await page.evaluate(contrastFaults);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(phone);
  const widthOnPhone = await page.evaluate<number>('document.documentElement.scrollWidth');
  await page.setViewportSize(desk);
  return { path, links, facts, lowContrast: { light, dark }, widthOnPhone };
}

const pageFacts = `({
  headings: document.querySelectorAll('h1').length,
  lang: document.documentElement.lang,
  isTitled: document.title.endsWith('imbill'),
  nameless: [...document.querySelectorAll('a, button, input, select, textarea')]
    .filter((one) => one.checkVisibility())
    .filter((one) => !(one.textContent.trim() || one.labels?.length || one.ariaLabel))
    .map((one) => one.outerHTML),
  repeatedIds: [...document.querySelectorAll('[id]')].map(({ id }) => id)
    .filter((id, index, all) => all.indexOf(id) !== index),
})`;

/** What is otherwise than expected, by path. */
function faults(of: (look: Look) => unknown, expected: (look: Look) => unknown): unknown[] {
  return looks
    .map((look) => ({ path: look.path, found: of(look), expected: expected(look) }))
    .filter(({ found, expected: wanted }) => JSON.stringify(found) !== JSON.stringify(wanted));
}

describe('every page', () => {
  it('is reached by links, leads nowhere else, and complains of nothing', () => {
    const paths = looks.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['/en/', '/zh/', '/en/sql/', '/zh/sql/', '/en/months/2026-09/']),
    );
    expect(paths.length).toBeGreaterThan(20);
    expect(looks.flatMap(({ links }) => links.filter((link) => !link.startsWith('/')))).toEqual([]);
    expect(opened.complaints()).toEqual([]);
    expect(served.said).toEqual([]);
  });

  it('can be read, light and dark (WCAG AA)', () => {
    expect(
      faults(
        (look) => look.lowContrast,
        () => ({ light: [], dark: [] }),
      ),
    ).toEqual([]);
  });

  it('would be told from one that cannot be read', async () => {
    await page.goto('about:blank');
    await page.setContent(
      '<p style="color:#777">faint</p><p style="color:#767676">just so</p><h1 style="color:#777">large</h1>',
    );
    expect(await page.evaluate(contrastFaults)).toEqual(['faint: 4.48']);
  });

  it('is no wider than a telephone', () => {
    expect(looks.filter(({ widthOnPhone }) => widthOnPhone > phone.width)).toEqual([]);
  });

  it('has one heading of the first level, a title, a language, and names for what is used', () => {
    const expected = ({ path }: Look) => ({
      headings: 1,
      lang: path.startsWith('/zh/') ? 'zh-Hans' : 'en',
      isTitled: true,
      nameless: [],
      repeatedIds: [],
    });
    expect(faults(({ facts }) => facts, expected)).toEqual([]);
  });

  it('leads to documents that are shown as they were issued, and complain of nothing', async () => {
    await page.goto(`${served.origin}/en/months/2026-09/customers/acme/`);
    const documents = await page.evaluate<string[]>(
      `[...document.links].map(({ pathname }) => pathname).filter((path) => path.endsWith('.html'))`,
    );
    expect(documents).toHaveLength(1);
    await page.goto(served.origin + documents[0]);
    expect(await page.locator('h1').count()).toBe(1);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.setViewportSize(desk);
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
    const say = () => undefined;
    const context = { workspace, command: 'test', threads: 2, progress: silentProgress, say };
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
