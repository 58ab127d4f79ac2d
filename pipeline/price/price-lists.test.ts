import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { amounts } from '../../src/testing/billed.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { unpacked } from '../../src/testing/fixture-archive.ts';
import { correct, run } from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  csv,
  defaultSources,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const peak = csv('date,app_id,metric,value', ['2026-09-18,a1,dau,150000']);

/** A workspace with a peak of 150,000 users, and pro for it. */
function workspaceWith(settings: string, customer = 'acme,Acme,a1,', files = {}) {
  return writeWorkspace({
    settings: `${settings}${defaultSources}`,
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: {
      'accounts/customers.csv': csv('customer_id,name,app_id,price_list', [customer]),
      'logs/daily/peak.csv': peak,
      ...files,
    },
  });
}

async function refusal(folder: string, ...args: string[]): Promise<string[]> {
  const { stderr, exitCode } = await imbill([...args, '--workspace', folder]);
  expect(exitCode).toBe(3);
  const isOfLoad = /^(Loaded|Nothing new|No file matches|Warning)/;
  return stderr
    .trim()
    .split('\n')
    .filter((line) => !isOfLoad.test(line));
}

describe('the default price list', () => {
  it('bills 10000 for 150,000 users in a workspace as init makes it', async () => {
    const folder = join(await tempFolder(), 'new');
    await imbill(['init', folder]);
    await writeFiles(folder, {
      'accounts/customers.csv': csv('customer_id,name,app_id', ['acme,Acme,a1']),
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at', ['o1,a1,pro,2026-09-01']),
      'logs/daily/peak.csv': peak,
    });
    const { stdout } = await imbill(['run', '--month', '2026-09', '--json', '--workspace', folder]);
    expect(JSON.parse(stdout).invoices[0]).toMatchObject({
      prepaid: '999.00',
      postpaid: '10000.00',
      total: '10999.00',
    });
  });

  it('is that of a workspace that names none, and tencent-im-2019 another', async () => {
    // 50,000 above 100,000 → 1 block × 10000; 140,000 above 10,000 → 14 × 1000
    const byDefault = await workspaceWith('');
    expect(amounts(await run(byDefault, '2026-09'))['a1 dau']).toBe('10000.00');
    const later = await workspaceWith('price_list: tencent-im-2019\n');
    expect(amounts(await run(later, '2026-09'))['a1 dau']).toBe('14000.00');
    const named = await workspaceWith('', 'acme,Acme,a1,tencent-im-2019');
    expect(amounts(await run(named, '2026-09'))['a1 dau']).toBe('14000.00');
  });
});

describe('the price list tencent-im-legacy', () => {
  it('is named with the line to write, in imbill.yaml and in customers.csv', async () => {
    const folder = await workspaceWith('price_list: tencent-im-legacy\n');
    expect(await refusal(folder, 'run', '--month', '2026-09')).toEqual([
      'The price list tencent-im-legacy is called tencent-im now; its prices are the same. Write in imbill.yaml: price_list: tencent-im',
    ]);
    const named = await workspaceWith('', 'acme,Acme,a1,tencent-im-legacy');
    expect(await refusal(named, 'preview', '--month', '2026-09')).toEqual([
      'The price list tencent-im-legacy is called tencent-im now; its prices are the same. Write in the column price_list of accounts/customers.csv: tencent-im',
    ]);
    const { stderr } = await imbill(['prices', 'show', '--workspace', folder]);
    expect(stderr).toContain(
      'There is no price list "tencent-im-legacy"; did you mean "tencent-im"?',
    );
  });

  it('is named where a book is based on it, or goes on with it', async () => {
    const own =
      'list: mine\nfrom: 2026-01-01\nbased_on: { list: tencent-im-legacy, on: 2025-12-31 }\nsource: s\n';
    const next = 'list: tencent-im-legacy\nfrom: 2026-01-01\nbased_on: book_before\nsource: s\n';
    const folder = await workspaceWith('', 'acme,Acme,a1,', {
      'prices/a.yaml': own,
      'prices/b.yaml': next,
    });
    expect(await refusal(folder, 'prices', 'check')).toEqual([
      'prices/a.yaml:3:11: the list tencent-im-legacy is called tencent-im now; its prices are the same. Write that name',
      'prices/b.yaml:3:11: the list tencent-im-legacy is called tencent-im now; its prices are the same. Write that name',
    ]);
  });

  it('of a workspace of 0.2 ends nothing: with the new name its months stay as they are', async () => {
    const folder = await unpacked('workspace-0.2.0');
    const settings = join(folder, 'imbill.yaml');
    expect(await refusal(folder, 'run', '--month', '2026-09')).toEqual([
      expect.stringContaining('Write in imbill.yaml: price_list: tencent-im'),
    ]);
    const text = await readFile(settings, 'utf8');
    await writeFile(settings, text.replace('tencent-im-legacy', 'tencent-im'));
    const { stdout } = await imbill(['run', '--month', '2026-09', '--json', '--workspace', folder]);
    expect(JSON.parse(stdout)).toMatchObject({ new_invoices: 0, outdated: [] });
  });
});

describe('a workspace that was billed by the later books under the name tencent-im', () => {
  /** What a ledger looks like in which the list had the book of 2019-12-27. */
  async function billedBefore(): Promise<string> {
    const later =
      'list: tencent-im\nfrom: 2019-12-27\nbased_on: { list: tencent-im-2019, on: 2019-12-27 }\nsource: s\n';
    const folder = await workspaceWith('', 'acme,Acme,a1,', { 'prices/later.yaml': later });
    expect(amounts(await run(folder, '2026-09'))['a1 dau']).toBe('14000.00');
    await rm(join(folder, 'prices/later.yaml'));
    return folder;
  }

  it('is told by run, preview and correct, and billed on once it names the list', async () => {
    const folder = await billedBefore();
    const told = [
      'Customer acme is on the price list tencent-im, which now ends with the page of 2018-12-27. Its last invoice, INV-2026-000001, used the later books. They are now the list tencent-im-2019.',
      'To go on with the later books, write in imbill.yaml: price_list: tencent-im-2019',
      'Nothing was billed. docs/operate.md, "Upgrades", says more.',
    ];
    for (const command of ['run', 'preview', 'correct'])
      expect(await refusal(folder, command, '--month', '2026-09')).toEqual(told);
    await appendFile(join(folder, 'imbill.yaml'), 'price_list: tencent-im-2019\n');
    const { newNumbers, outdated } = await run(folder, '2026-09');
    expect([newNumbers, outdated]).toEqual([[], []]);
    expect((await correct(folder, '2026-09')).documents).toEqual([]);
  });

  it('may bill by the page from then on with a list of its own', async () => {
    const folder = await billedBefore();
    await appendFile(join(folder, 'imbill.yaml'), 'price_list: page\n');
    await writeFiles(folder, {
      'prices/page.yaml':
        'list: page\nfrom: 2018-12-27\nbased_on: { list: tencent-im, on: 2018-12-27 }\nsource: s\n',
      'logs/daily/october.csv': csv('date,app_id,metric,value', ['2026-10-18,a1,dau,150000']),
      'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', [
        'o1,a1,pro,2026-09-01,1',
        'o2,a1,pro,2026-10-01,1',
      ]),
    });
    expect(amounts(await run(folder, '2026-10'))['a1 dau']).toBe('10000.00');
  });
});
