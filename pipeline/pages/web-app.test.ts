import { readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LatestSnapshot } from '../../src/snapshot/read/latest-snapshot.ts';
import { run } from '../../src/testing/jobs.ts';
import { csv, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { createWebApp } from './web-app.ts';

const script = '<script>alert(1)</script>';
const picture = '"><img src=x onerror=alert(1)>';
let folder: string;
let latest: LatestSnapshot;
let app: ReturnType<typeof createWebApp>;
let said = '';

beforeAll(async () => {
  folder = await writeWorkspace({
    customers: [`acme,${script},a1`, `"${picture.replaceAll('"', '""')}",Evil,e1`],
    purchases: ['o1,a1,pro,2026-09-01T00:00:00+08:00,1', 'o2,e1,pro,2026-09-02T00:00:00+08:00,1'],
    files: {
      'logs/logins/a.csv': csv(headers.logins, [
        '2026-09-03T10:00:00+08:00,a1,u1',
        '2026-09-03T11:00:00+08:00,a1,u2',
      ]),
    },
  });
  await run(folder, '2026-09');
  latest = new LatestSnapshot(workspaceAt(folder).analytics, 1);
  app = appOf(latest);
});

afterAll(() => latest.close());

describe('createWebApp', () => {
  it('shows a month with its customers and what they pay', async () => {
    const page = await get('/en/months/2026-09/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1 class="number">2026-09</h1>');
    expect(page.text).toContain('<span class="currency">CNY</span> <span class="number">1,998.00');
  });

  it('escapes the names and ids of others', async () => {
    const { text } = await get('/en/months/2026-09/');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
    expect(text).not.toContain(script);
    expect(text).not.toContain('<img');
  });

  it('shows a customer with documents, charges and why, and the days', async () => {
    const { text } = await get('/en/months/2026-09/customers/acme/');
    expect(text).toContain('href="../../../../../documents/INV-2026-000002.html"');
    expect(text).toContain(
      ': 1 month × 999 = 999.00, valid <span class="number">2026-09-01</span> to',
    );
    expect(text).toContain('aria-label="Daily users"');
    expect(text).toContain('<title>2026-09-03: 2</title>');
    expect(text).not.toContain(script);
    const chinese = await get('/zh/months/2026-09/customers/acme/');
    expect(chinese.text).toContain('aria-label="每日登录用户"');
    expect(chinese.text).toContain('<h4>套餐状态</h4>');
  });

  it('leads to a customer whatever its id holds', async () => {
    const { text } = await get('/en/months/2026-09/');
    const links = [...text.matchAll(/href="([^"]*customers[^"]*)"/g)].map(([, href = '']) => href);
    expect(links).toHaveLength(2);
    for (const href of links) {
      const { pathname } = new URL(href, 'http://127.0.0.1:8460/en/months/2026-09/');
      expect((await get(pathname)).status).toBe(200);
    }
  });

  it('shows one app of a customer', async () => {
    const { text, status } = await get('/en/months/2026-09/customers/acme/apps/a1/');
    expect(status).toBe(200);
    expect(text).toContain('<section class="app sheet" data-app-id="a1">');
    expect((await get('/en/months/2026-09/customers/acme/apps/e1/')).status).toBe(404);
  });

  it('shows the history, of all and of a customer', async () => {
    const all = await get('/en/history/');
    expect(all.text).toContain('<title>2026-09: 1,998.00 CNY</title>');
    expect(all.text).not.toContain(script);
    const own = await get('/en/customers/acme/');
    expect(own.text).toContain('Total by month, CNY');
    expect(own.text).not.toContain(script);
    expect((await get('/en/customers/nobody/')).status).toBe(404);
  });

  it('gives documents, which may do nothing', async () => {
    const page = await request('/documents/INV-2026-000001.html', {});
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    );
    expect(await page.text()).not.toContain(script);
    const json = await request('/documents/INV-2026-000001.json', {});
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await json.text()).toBe(
      readFileSync(join(folder, 'out/2026-09/INV-2026-000001.json'), 'utf8'),
    );
    for (const file of ['INV-2026-000009.json', 'INV-2026-000001.exe', '%E0%A4%A.json', '.json'])
      expect((await get(`/documents/${file}`)).status).toBe(404);
  });

  it('has no script, style or handler in a page, and nothing from elsewhere', async () => {
    for (const path of [
      '/en/',
      '/en/history/',
      '/en/customers/acme/',
      '/en/months/2026-09/customers/acme/',
      '/en/none/',
    ]) {
      const { text } = await get(path);
      expect(text).not.toMatch(/<style|style=|\son\w+="|javascript:|https?:\/\//);
      expect(text.replaceAll(/<script src="[^"]+" defer><\/script>/g, '')).not.toContain('<script');
    }
  });

  it('opens in the language that the browser asks for', async () => {
    const chinese = await request('/', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
    expect([chinese.status, chinese.headers.get('location')]).toEqual([302, '/zh/']);
    expect((await request('/', {})).headers.get('location')).toBe('/en/');
    expect((await get('/zh/')).text).toContain('<html lang="zh-Hans">');
  });

  it('leads an address without its last slash to the page', async () => {
    const answer = await request('/en/months/2026-09', {});
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '/en/months/2026-09/']);
  });

  it.each([
    '/en/months/2026-08/',
    '/en/months/nonsense/',
    '/en/nothing/',
    '/fr/',
    '/en/months/%E0%A4%A/',
    '/assets/none.css',
    '/assets/..%2fpackage.json',
    '/assets/%2e%2e/package.json',
    '//evil.example/',
  ])('has a page that says that %s is not there', async (path) => {
    const page = await get(path);
    expect(page.status).toBe(404);
    expect(page.text).toContain('There is no such page');
  });

  it('serves the style sheet and the scripts', async () => {
    const sheet = await request('/assets/pages.css', {});
    expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8');
    const code = await request('/assets/tables.js', {});
    expect(code.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('says what to do where nothing is published, and opens what is published later', async () => {
    const { analytics } = workspaceAt(folder);
    await rename(analytics, `${analytics}.away`);
    expect((await get('/en/')).text).toContain('imbill preview --month');
    expect((await get('/en/months/2026-09/')).status).toBe(404);
    await rename(`${analytics}.away`, analytics);
    expect((await get('/en/')).text).toContain('2026-09');
  });

  it('tells on the terminal, and not on the page, what went wrong', async () => {
    const broken = new LatestSnapshot(join(folder, 'imbill.yaml'), 1);
    const answer = await appOf(broken).request('/en/', { headers: { host: 'localhost' } });
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).toContain('The reason is written in the terminal');
    expect(text).not.toContain(folder);
    expect(said).toContain('GET /en/: ');
  });
});

function appOf(snapshot: LatestSnapshot) {
  said = '';
  return createWebApp({
    latest: snapshot,
    say: (text) => {
      said += text;
    },
  });
}

async function get(path: string): Promise<{ status: number; text: string }> {
  const answer = await request(path, {});
  return { status: answer.status, text: await answer.text() };
}

function request(path: string, given: Record<string, string>): Promise<Response> {
  const address = `http://127.0.0.1:8460${path}`;
  return Promise.resolve(app.request(address, { headers: { host: '127.0.0.1:8460', ...given } }));
}
