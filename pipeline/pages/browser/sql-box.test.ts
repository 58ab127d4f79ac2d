import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Opened, openBrowser } from '../../testing/browser.ts';
import { hostileNames, type Served, serveMonths } from '../../testing/served-months.ts';

let served: Served;
let opened: Opened;
let page: Page;

beforeAll(async () => {
  [served, opened] = await Promise.all([serveMonths(), openBrowser()]);
  page = await opened.page({ acceptDownloads: true, viewport: { width: 1280, height: 900 } });
});
beforeEach(async () => {
  await page.goto('about:blank');
  await page.goto(`${served.origin}/en/sql/`);
});
afterAll(async () => {
  await opened.close();
  await served.close();
});

const editor = () => page.getByRole('textbox', { name: 'SQL' });
async function query(): Promise<string> {
  await editor().waitFor();
  return page.evaluate<string>(editorText);
}
/** Lines of the editor, which is in a shadow root. */
const editorText = `[...document.querySelector('#sql-query + div').shadowRoot.querySelectorAll('.cm-line')]
  .map((line) => line.textContent).join('\\n')`;
const status = () => page.locator('[data-status]');
const result = () => page.locator('[data-rows] table');

async function ask(sql: string): Promise<void> {
  await editor().fill(sql);
  await editor().press('Control+Enter');
}

async function cells(): Promise<string[][]> {
  const rows = await result().locator('tbody tr').all();
  return Promise.all(rows.map((row) => row.locator('td').allTextContents()));
}

describe('the SQL box', () => {
  it('shows a result with exact numbers to the right, and null told from text', async () => {
    await ask(`select month, total, 12345678901234567890.123456789 as long, null as n, 'NULL' as t
      from invoices where customer_id = 'acme' order by month`);
    await result().waitFor();
    expect(await cells()).toEqual([
      ['2026-08', '999.00', '12,345,678,901,234,567,890.123456789', 'NULL', '"NULL"'],
      ['2026-09', '1,665.67', '12,345,678,901,234,567,890.123456789', 'NULL', '"NULL"'],
    ]);
    expect(await status().textContent()).toMatch(/^2 rows in [\d.]+ s$/);
    const align = `getComputedStyle(document.querySelectorAll('[data-rows] td')[1]).textAlign`;
    expect(await page.evaluate(align)).toBe('right');
    expect(await result().locator('td.null').count()).toBe(2);
    expect(opened.complaints()).toEqual([]);
  });

  it('says how many rows there are at most, and which of them are seen', async () => {
    await ask('from range(1200)');
    await result().waitFor();
    const place = page.locator('[data-place]');
    expect(await place.textContent()).toMatch(/^Rows 1–\d+ of 1,000$/);
    await page.evaluate(`document.querySelector('[data-rows]').scrollTo(0, 1e6)`);
    await expect.poll(() => place.textContent()).toMatch(/^Rows 9\d\d–1,000 of 1,000$/);
    expect(await result().locator('tbody tr').count()).toBe(1000);
    expect(await page.locator('[data-notes]').textContent()).toBe(
      'There are more rows. This page shows at most 1,000 or about 4 MB; the CSV has all.',
    );
  });

  it('says what is wrong as DuckDB prints it', async () => {
    await ask('select *\nfrom nowhere');
    const problem = page.getByRole('alert');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(
      /^Catalog Error: Table with name nowhere does not exist!\n[\s\S]*LINE 2: from nowhere\n {13}\^$/,
    );
    // The browser itself notes the status of the answer.
    expect(opened.complaints()).toEqual([expect.stringContaining('status of 400')]);
    await ask('select 1 as one');
    await result().waitFor();
    expect(await problem.isVisible()).toBe(false);
  });

  it.each([
    ['Escape', () => page.keyboard.press('Escape')],
    ['its button', () => page.getByRole('button', { name: 'Cancel' }).click()],
  ])('stops a query with %s, and answers the next one', async (_how, stop) => {
    await ask('select count(*) from range(100000000000)');
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    await stop();
    await expect.poll(() => status().textContent()).toBe('Stopped.');
    await ask('select 7 as seven');
    await result().waitFor();
    expect(await cells()).toEqual([['7']]);
    expect(opened.complaints()).toEqual([]);
  });

  it('draws two columns as a line or as bars', async () => {
    await ask(
      `select usage_date, app_id, quantity from daily_usage where metric = 'dau' order by all`,
    );
    const chart = page.getByRole('img', { name: 'quantity by usage_date' });
    await chart.waitFor();
    expect(await chart.locator('circle title').allTextContents()).toEqual([
      '2026-08-03: 1',
      '2026-09-03: 2',
      '2026-09-04: 1',
    ]);
    await page.getByLabel('Type', { exact: true }).selectOption('bar');
    await page.getByLabel('X axis').selectOption('app_id');
    const bars = page.getByRole('img', { name: 'quantity by app_id' }).locator('rect');
    expect(await bars.locator('title').allTextContents()).toEqual(['a1: 1', 'a1: 2', 'p1: 1']);
    const heights = await page.evaluate<number[]>(
      `[...document.querySelectorAll('[data-chart] rect')].map((bar) => bar.getBBox().height)`,
    );
    expect(heights[1]! / heights[0]!).toBeCloseTo(2, 1);
    await ask(`select 'no number' as text`);
    await expect.poll(() => page.locator('[data-chart-part]').isVisible()).toBe(false);
  });

  it('saves all rows as CSV', async () => {
    await editor().fill(`select range as n, '=1+1' as text from range(1500)`);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('query.csv');
    const lines = (await readFile(await file.path(), 'utf8')).split('\n');
    expect([lines[0], lines[1500], lines.length]).toEqual(['\ufeffn,text', "1499,'=1+1", 1502]);
    await expect.poll(() => status().textContent()).toBe('Saved as query.csv.');
    expect(opened.complaints()).toEqual([]);
  });

  it('saves nothing of a file that breaks off', async () => {
    await editor().fill(`select cast(if(range < 3000000, '1', 'x') as int) from range(4000000)`);
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const problem = page.getByRole('alert');
    await problem.waitFor({ timeout: 60_000 });
    expect(await problem.textContent()).toBe(
      'The query failed and nothing was saved. Run it above to see the reason.',
    );
    opened.complaints();
  });

  it('asks for the values of parameters, and keeps both in the address', async () => {
    await editor().fill(`select $month as month, '$no' as text -- $nor`);
    await page.getByLabel('Parameter $month').fill('2026-09');
    await page.getByLabel('Parameter $month').press('Control+Enter');
    await result().waitFor();
    expect(await cells()).toEqual([['2026-09', '$no']]);
    const link = page.url();
    const other = await page.context().newPage();
    await other.goto(link);
    expect(await other.getByLabel('Parameter $month').inputValue()).toBe('2026-09');
    expect(await other.evaluate(editorText)).toContain('select $month');
    expect(await other.locator('[data-result]').isVisible()).toBe(false);
    await other.close();
  });

  it('runs each of the examples', async () => {
    const examples = await page.locator('[data-example]').all();
    expect(examples.length).toBeGreaterThan(4);
    for (const example of examples) {
      await example.click();
      await page.getByRole('button', { name: 'Run' }).click();
      const seen = await status().textContent();
      await expect.poll(() => status().textContent(), { timeout: 30_000 }).not.toBe('Running…');
      expect(await page.locator('[data-problem]').textContent(), seen ?? '').toBe('');
    }
    await page.goto(`${served.origin}/en/sql/`);
    await page.getByRole('button', { name: /active user cost/ }).click();
    expect(await page.getByLabel('Parameter $month').inputValue()).toBe('');
    await page.getByLabel('Parameter $month').fill('2026-08');
    await page.getByRole('button', { name: 'Run' }).click();
    await result().waitFor();
    expect((await cells()).map((row) => row[3])).toContain('2026-08');
    expect(opened.complaints()).toEqual([]);
  });

  it('keeps the query where the language is changed', async () => {
    await editor().fill('select 1 as 一');
    await page.getByRole('link', { name: '中文' }).click();
    await page.waitForURL(/\/zh\/sql\//);
    await expect.poll(query).toBe('select 1 as 一');
    await page.getByRole('button', { name: '运行' }).click();
    await result().waitFor();
    expect(await status().textContent()).toMatch(/^1 行，[\d.]+ 秒$/);
  });

  it('lists relations with their columns and meaning, and inserts a name that undo takes back', async () => {
    await editor().fill('from ');
    await page.locator('summary', { hasText: /^monthly_users$/ }).click();
    const relation = page.locator('details[open]');
    expect(await relation.locator('dt code').allTextContents()).toEqual([
      'app_id',
      'month',
      'quantity',
    ]);
    expect(await relation.locator('p').textContent()).toMatch(/\w+/);
    await page.getByRole('button', { name: 'Insert the name monthly_users' }).click();
    expect(await query()).toBe('from monthly_users');
    await page.keyboard.press('Control+z');
    expect(await query()).toBe('from ');
  });

  it('begins with an example, completes names, and is used with the keyboard alone', async () => {
    expect(await query()).toMatch(/^-- What was billed in each month/);
    await editor().focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('select count(*) as one from monthly_us');
    await page.locator('.cm-tooltip li').first().waitFor();
    // The list may still be of fewer letters.
    await page.waitForTimeout(500);
    await page.keyboard.press('Tab');
    expect(await query()).toMatch(/ from monthly_us(age|ers)$/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Run');
    await page.keyboard.press('Enter');
    await result().waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Run');
  });

  it('shows what others named as text, whatever it is', async () => {
    await ask('select customer_id, customer_name from apps order by all');
    await result().waitFor();
    const shown = (await cells()).flat();
    expect(shown).toContain(hostileNames.script);
    expect(shown).toContain(hostileNames.picture);
    await ask(`select 1 as "${hostileNames.script}"`);
    await expect.poll(() => result().locator('th').textContent()).toContain(hostileNames.script);
    expect(await page.locator('img, main script').count()).toBe(0);
    expect(opened.complaints()).toEqual([]);
  });

  it('is a plain text field where the editor cannot be loaded', async () => {
    await page.route('**/sql-editor.mjs', (route) => route.abort());
    await page.goto('about:blank');
    await page.goto(`${served.origin}/en/sql/`);
    const area = page.locator('textarea');
    expect(await area.inputValue()).toMatch(/^-- What was billed/);
    await area.fill('select 7 as seven');
    await area.press('Control+Enter');
    await result().waitFor();
    expect(await cells()).toEqual([['7']]);
    await page.unroute('**/sql-editor.mjs');
    opened.complaints();
  });

  it('says when the server has ended', async () => {
    await page.route('**/sql', (route) => route.abort('connectionrefused'));
    await ask('select 1');
    const problem = page.getByRole('alert');
    await problem.waitFor();
    expect(await problem.textContent()).toBe(
      'The server does not answer: imbill serve may have ended.',
    );
    await page.unroute('**/sql');
    opened.complaints();
  });

  it('cannot be asked by a page of another address', async () => {
    const other = await opened.page();
    await other.route('http://elsewhere.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>elsewhere</p>' }),
    );
    await other.goto('http://elsewhere.example/');
    const tries = await other.evaluate(`(async () => {
      const url = ${JSON.stringify(`${served.origin}/sql`)};
      const body = JSON.stringify({ sql: 'select 1' });
      const json = { 'Content-Type': 'application/json' };
      const outcome = (work) => work.then((answer) => answer.type + ' ' + answer.status, () => 'failed');
      const frame = document.createElement('iframe');
      frame.src = ${JSON.stringify(`${served.origin}/en/`)};
      document.body.append(frame);
      return Promise.all([
        outcome(fetch(url, { method: 'POST', headers: json, body })),
        outcome(fetch(url, { method: 'POST', body, mode: 'no-cors' })),
        outcome(fetch(${JSON.stringify(`${served.origin}/en/`)}, { mode: 'no-cors' })),
        new Promise((resolve) => { frame.onload = () => resolve(frame.contentDocument === null ? 'nothing' : 'shown'); }),
      ]);
    })()`);
    expect(tries).toEqual(['failed', 'failed', 'failed', 'nothing']);
    await other.context().close();
    opened.complaints();
  });
});
