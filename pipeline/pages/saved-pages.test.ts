import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { type Published, publish } from '../../src/command-line/testing/published.ts';
import { BusyError, type SqlPool } from '../../src/serve/sql-pool.ts';
import { sandboxScript } from '../../src/testing/sandbox-script.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { SavedPages } from './saved-pages.ts';
import { openServer } from './serve.ts';
import { createWebApp } from './web-app.ts';
import { writePages } from './write-pages.ts';

const files = {
  'pages/users.sql': `-- Users of each day
-- For the weekly meeting.
-- $least = '0': fewest users
-- chart: bar x=usage_date y=users
select usage_date, cast(quantity as bigint) as users, '=1+1' as note
from daily_usage where quantity >= cast($least as int) order by usage_date
`,
  'pages/broken.sql': '-- Broken\n\nselect nothing from daily_usage',
  'pages/chartless.sql':
    "-- Chart of a text\n-- chart: line x=app y=name\nselect 1 as app, 'n' as name",
};

let published: Published;
let server: Awaited<ReturnType<typeof openServer>>;

beforeAll(async () => {
  published = await publish(async (warehouse) => {
    await warehouse.run(
      `insert into daily_usage values ('007', 'dau', '2026-09-03', 1200, 1200, 1, false, null),
         ('007', 'dau', '2026-09-04', 7, 7, 1, false, null)`,
    );
  });
  const { folder } = published;
  await mkdir(join(folder, 'pages'));
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  await writeFile(join(folder, 'imbill.yaml'), 'sources: {}\npages: pages/*.sql\n');
  server = await openServer(
    { host: '127.0.0.1', port: 0, memoryMegabytes: 256, timeoutSeconds: 60 },
    { workspace: workspaceAt(folder), threads: 1, say: () => undefined, script: sandboxScript() },
  );
});
afterAll(async () => {
  await server.close();
  await published.remove();
});

const get = async (path: string) => {
  const response = await fetch(new URL(path, server.address));
  return { status: response.status, text: await response.text() };
};
const documentOf = (text: string) => parseHTML(text).document;
const cells = (text: string) =>
  [...documentOf(text).querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );

describe('serve', () => {
  it('lists the saved queries, which the navigation leads to', async () => {
    const home = documentOf((await get('/en/')).text);
    expect(home.querySelector('nav a[href$="queries/"]')?.textContent).toBe('Reports');
    const { text } = await get('/zh/queries/');
    const links = [...documentOf(text).querySelectorAll('.queries a')];
    expect(links.map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
      ['Broken', '../../zh/queries/broken/'],
      ['Chart of a text', '../../zh/queries/chartless/'],
      ['Users of each day', '../../zh/queries/users/'],
    ]);
  });

  it('shows the rows of a query, its chart, and its parameters as a form', async () => {
    const { text } = await get('/en/queries/users/');
    expect(cells(text)).toEqual([
      ['2026-09-03', '1,200', '=1+1'],
      ['2026-09-04', '7', '=1+1'],
    ]);
    const page = documentOf(text);
    expect(page.querySelector('h1')?.textContent).toBe('Users of each day');
    for (const picture of ['.only-wide', '.only-narrow']) {
      const bars = [...page.querySelectorAll(`figure ${picture} rect title`)];
      expect(bars.map((one) => one.textContent)).toEqual(['2026-09-03: 1200', '2026-09-04: 7']);
    }
    expect(page.querySelector('form input')?.getAttribute('value')).toBe('0');
    expect(cells((await get('/en/queries/users/?least=100&other=1')).text)).toHaveLength(1);
  });

  it('gives all rows as CSV, with formulas made harmless', async () => {
    const csv = await get('/queries/users.csv?least=100');
    expect(csv.status).toBe(200);
    expect(csv.text.replace('\uFEFF', '')).toBe("usage_date,users,note\n2026-09-03,1200,'=1+1\n");
    const wrong = await get('/queries/broken.csv');
    expect([wrong.status, wrong.text.split('\n')[0]]).toEqual([
      400,
      'pages/broken.sql, line 3: Binder Error: Referenced column "nothing" not found in FROM clause!',
    ]);
  });

  it('says on the page what is wrong, with file and line', async () => {
    const broken = await get('/en/queries/broken/');
    expect(broken.status).toBe(200);
    expect(documentOf(broken.text).querySelector('.sql-problem')?.textContent).toMatch(
      /^pages\/broken\.sql, line 3: Binder Error/,
    );
    const chart = documentOf((await get('/en/queries/chartless/')).text);
    expect(chart.querySelector('.sql-problem')?.textContent).toBe(
      'pages/chartless.sql, line 2: the chart needs the numeric column name, which the result does not have.\nAccepted: app, name; y must be a number.',
    );
    expect(chart.querySelectorAll('tbody tr')).toHaveLength(1);
  });

  it('knows no other query, and does nothing that the sandbox refuses', async () => {
    expect((await get('/en/queries/none/')).status).toBe(404);
    await writeFile(join(published.folder, 'pages/reads.sql'), "from read_csv('/etc/passwd')");
    expect((await get('/en/queries/reads/')).text).toContain(
      'The function read_csv is not available',
    );
  });
});

describe('a server whose queries all wait', () => {
  it('says so, with a status that tells programs', async () => {
    const use = () => Promise.reject(new BusyError());
    const pool = { use } as Partial<SqlPool> as SqlPool;
    const pages = new SavedPages(workspaceAt(published.folder));
    const say = () => undefined;
    const app = createWebApp({ latest: undefined as never, say, saved: { pages, pool } });
    const page = await app.request('/en/queries/users/');
    expect([page.status, documentOf(await page.text()).querySelector('h1')?.textContent]).toEqual([
      503,
      'Too many queries',
    ]);
    expect((await app.request('/queries/users.csv')).status).toBe(503);
  });
});

describe('report', () => {
  it('writes the pages and the CSV of each query, with the defaults of its parameters', async () => {
    const { folder } = published;
    await writePages(
      { out: undefined },
      {
        ...{ workspace: workspaceAt(folder), command: 'imbill report', threads: 1 },
        ...{ progress: silentProgress, say: () => undefined, script: sandboxScript() },
      },
    );
    const read = (path: string) => readFile(join(folder, 'out/pages', path), 'utf8');
    expect(cells(await read('zh/queries/users/index.html'))).toHaveLength(2);
    expect(await read('en/queries/broken/index.html')).toContain('pages/broken.sql, line 3');
    expect((await read('queries/users.csv')).split('\n')).toHaveLength(4);
    await expect(read('queries/broken.csv')).rejects.toThrow('ENOENT');
    expect(await read('en/queries/index.html')).toContain(
      'href="../../en/queries/users/index.html"',
    );
  });
});
