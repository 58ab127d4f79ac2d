import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const month = ['--month', '2026-09'];
const now = '2026-10-01T02:03:04Z';
const script = '<script>alert(1)</script>';
let cwd: string;
let hash: string;

const bandwidth = (day: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,a1,${mbps}`]);

/** Runs a command that succeeds. */
async function done(...args: string[]) {
  const ended = await imbill([...args, '--json'], { cwd, now });
  expect(ended).toMatchObject({ exitCode: 0 });
  return JSON.parse(ended.stdout);
}

/** Acme has usage and a plan; quiet has only an order, and no usage. */
beforeAll(async () => {
  cwd = await writeWorkspace({
    customers: ['acme,Acme,a1', `quiet,${script},q1`],
    purchases: ['o1,a1,pro,2026-09-01,1', 'o2,q1,pro,2026-09-02,1'],
    files: { 'logs/bandwidth/a.csv': bandwidth('10', '100') },
  });
  hash = (await done('preview', ...month)).drafts_sha256;
});

/** Writes the pages, and returns the folder. */
async function pages(): Promise<string> {
  const out = join(await tempFolder(), 'pages');
  await done('report', '--html', '--out', out);
  return out;
}

const textOf = (folder: string, path: string) =>
  readFileSync(join(folder, path, 'index.html'), 'utf8')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the pages of a month that is not issued', () => {
  it('show the draft of each customer, marked as a draft, with the content hash', async () => {
    const out = await pages();
    const text = textOf(out, 'en/months/2026-09');
    expect(text).toContain(
      'DRAFT – not an invoice. Nothing of it is issued yet. Calculated at 2026-10-01 02:03 UTC .',
    );
    expect(text).toContain('Draft total CNY 2,198.00 Prepaid 1,998.00 Postpaid 200.00');
    expect(text).toContain(`Content hash ${hash} Nobody approved it yet. imbill approve --month`);
    expect(text).toContain('Acme acme 999.00 200.00 CNY 1,199.00');
    expect(text).not.toContain('were loaded, withdrawn or restored since');
    const customer = textOf(out, 'en/months/2026-09/customers/acme');
    expect(customer).toContain('DRAFT – not an invoice.');
    expect(customer).toContain('Draft total CNY 1,199.00');
    expect(customer).toContain('100 × 2 = 200.00');
    expect(textOf(out, 'zh/months/2026-09')).toContain('草稿，不是账单。');
  });

  it('have a page for a customer without usage, and no link that leads nowhere', async () => {
    const out = await pages();
    expect(textOf(out, 'en/months/2026-09/customers/quiet')).toContain('Draft total CNY 999.00');
    for (const path of ['en/months/2026-09', 'en/months/2026-09/customers/quiet', 'en/history']) {
      const html = readFileSync(join(out, path, 'index.html'), 'utf8');
      expect(html).not.toContain(script);
      for (const [, href = ''] of html.matchAll(/href="([^"#]+)"/g))
        expect([href, existsSync(join(out, path, href))]).toEqual([href, true]);
    }
  });

  it('are in no total of issued documents', async () => {
    expect(textOf(await pages(), 'en/history')).toContain('Nothing is issued yet.');
    const { stdout } = await imbill(
      ['sql', 'select count(*) as n from charges', '--format', 'csv'],
      { cwd },
    );
    expect(stdout).toBe('n\n0\n');
  });

  it('name who approved, and files that came since', async () => {
    await done(
      'approve',
      ...month,
      '--hash',
      hash,
      '--by',
      `Anna ${script}`,
      '--reason',
      'looks right',
    );
    await writeFiles(cwd, { 'logs/bandwidth/late.csv': bandwidth('11', '60') });
    await done('load');
    const out = await pages();
    const text = textOf(out, 'en/months/2026-09');
    expect(text).toContain('Approved by Anna &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('looks right');
    expect(text).toContain('Files of this month were loaded, withdrawn or restored since.');
    const { drafts } = await done('status');
    expect(drafts).toEqual([
      {
        ...{ month: '2026-09', drafts_sha256: hash, customers: 2, is_current: false },
        ...{ made_at: '2026-10-01T02:03:04.000Z', approved_by: [`Anna ${script}`] },
      },
    ]);
    const { stdout } = await imbill(['status'], { cwd, now });
    expect(stdout).toContain(
      `Drafts of 2026-09: 2 customers, content hash ${hash.slice(0, 12)}, made at 2026-10-01T02:03:04.000Z, approved by Anna ${script}; files of the month changed since\n`,
    );
  });

  it('show the drafts of now after another preview, and invoices once they are issued', async () => {
    const { drafts_sha256 } = await done('preview', ...month);
    expect(drafts_sha256).not.toBe(hash);
    const drafted = textOf(await pages(), 'en/months/2026-09');
    expect(drafted).toContain('Draft total CNY 2,318.00');
    expect(drafted).toContain('Nobody approved it yet.');
    await done('run', ...month, '--approved', drafts_sha256, '--by', `Bo ${script}`);
    const issued = textOf(await pages(), 'en/months/2026-09');
    expect(issued).not.toContain('Draft');
    expect(issued).toContain('Total CNY 2,318.00');
    expect(issued).toContain('Invoices: issued by Bo &lt;script&gt;alert(1)&lt;/script&gt; ');
    expect(issued).toContain(drafts_sha256);
    expect((await done('status')).drafts).toEqual([]);
  });
});
