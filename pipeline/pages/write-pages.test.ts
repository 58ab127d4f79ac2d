import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import type { WrittenPages } from '../../src/jobs/pages.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { run } from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { writePages } from './write-pages.ts';

const ids = ['acme', 'ACME', '..', 'a/b', '50% off', '<script>'];
const manyApps = Array.from({ length: 7 }, (_, index) => `many,Many apps,m${index}`);
let folder: string;
let written: WrittenPages;

beforeAll(async () => {
  folder = await writeWorkspace({
    customers: [...ids.map((id, index) => `${id},Name of ${id},a${index}`), ...manyApps],
    purchases: [...ids, ...manyApps].map((_, index) => {
      const app = index < ids.length ? `a${index}` : `m${index - ids.length}`;
      return `o${index},${app},pro,2026-09-01T00:00:00+08:00,1`;
    }),
    files: { 'logs/logins/a.csv': csv(headers.logins, ['2026-09-03T10:00:00+08:00,a0,u1']) },
  });
  await run(folder, '2026-09');
  written = await write();
});

describe('writePages', () => {
  it('writes each page in both languages, and the documents', () => {
    // Overall 2, the month 1, of 7 customers the month and the history, of one its 7 apps.
    expect(written).toEqual({ dir: 'out/pages', pages: 2 * (2 + 1 + 14 + 7), documents: 7 });
  });

  it('has no link that leads nowhere or out of the folder', async () => {
    const links = await linksIn(join(folder, 'out/pages'));
    expect(links.length).toBeGreaterThan(300);
    expect(links.filter(({ target }) => !existsSync(target))).toEqual([]);
    expect(links.filter(({ href }) => /^[a-z]+:|^\//i.test(href))).toEqual([]);
  });

  it('tells customers apart whatever their ids hold', async () => {
    const names = await readdir(join(folder, 'out/pages/en/customers'));
    expect(names).toHaveLength(7);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(7);
  });

  it('gives the documents as they were sent', async () => {
    const text = (path: string) => readFile(join(folder, 'out', path), 'utf8');
    for (const format of ['json', 'csv'])
      expect(await text(`pages/documents/INV-2026-000001.${format}`)).toBe(
        await text(`2026-09/INV-2026-000001.${format}`),
      );
  });

  it('writes the same bytes again in place of what it wrote', async () => {
    const before = await hashesBelow(join(folder, 'out/pages'));
    await writeFile(join(folder, 'out/pages/of-an-older-version.html'), 'x');
    await mkdir(join(folder, 'out/.pages.imbill-new'));
    await write();
    expect(await hashesBelow(join(folder, 'out/pages'))).toEqual(before);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['2026-09', 'pages']);
  });

  it('leaves a folder that holds other files as it is', async () => {
    const other = await tempFolder();
    await writeFile(join(other, 'letter.txt'), 'x');
    await expect(write(other)).rejects.toMatchObject({
      exitCode: 2,
      message: `${other} holds other files.\nAccepted: a folder that is new, empty, or was written by imbill report --html. Name one with --out DIR.`,
    });
    expect(await readdir(other)).toEqual(['letter.txt']);
  });

  it('says where it cannot write', async () => {
    const file = join(await tempFolder(), 'file');
    await writeFile(file, 'x');
    await expect(write(join(file, 'pages'))).rejects.toMatchObject({
      exitCode: 1,
      message: `The pages cannot be written to ${file}/pages (ENOTDIR).\nName a folder that can be written with --out DIR, or free some space on the disk.`,
    });
  });
});

function write(out?: string): Promise<WrittenPages> {
  const workspace = workspaceAt(folder);
  const say = () => undefined;
  const context = { workspace, command: 'test', threads: 1, progress: silentProgress, say };
  return writePages({ out }, context);
}

/** What each page links to, as a path on the disk. */
async function linksIn(root: string): Promise<{ page: string; href: string; target: string }[]> {
  const names = await readdir(root, { recursive: true });
  const pages = names.filter((name) => name.endsWith('.html'));
  const links = pages.map(async (page) => {
    const { document } = parseHTML(await readFile(join(root, page), 'utf8'));
    const elements = [...document.querySelectorAll('[href], [src]')];
    const hrefs = elements.map((one) => one.getAttribute('href') ?? one.getAttribute('src') ?? '');
    return hrefs
      .filter((href) => !href.startsWith('#'))
      .map((href) => ({
        page,
        href,
        target: join(root, dirname(page), decodeURIComponent(href)),
      }));
  });
  return (await Promise.all(links)).flat();
}
