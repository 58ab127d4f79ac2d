import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings, writeFiles, writeWorkspace } from '../testing/write-workspace.ts';
import { readKnownTerms } from './known-terms.ts';
import { parseSettings } from './settings.ts';
import { workspaceAt } from './workspace.ts';

const read = (folder: string) =>
  readKnownTerms(workspaceAt(folder), parseSettings(defaultSettings));

describe('readKnownTerms', () => {
  it('has what is in order, and passes over wrong orders and files of prices', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-01,1', 'o2,a1,pro,never,1'],
      files: {
        'prices/broken.yaml': 'list: [\n',
        'prices/deal.yaml':
          'contract: deal\ncustomer: acme\nfrom: 2026-01-01\nsource: paper\nplans: [{ sku: pro, price: "899" }]\n',
      },
    });
    const { customers, purchases, books, contracts } = await read(folder);
    expect(customers.map(({ customerId }) => customerId)).toEqual(['acme']);
    expect(purchases.map(({ orderId }) => orderId)).toEqual(['o1']);
    expect(contracts.map(({ contract }) => contract)).toEqual(['deal']);
    expect(books.some(({ list }) => list === 'tencent-im')).toBe(true);
  });

  it('has no accounts where customers.csv has not its columns, or is a folder', async () => {
    const folder = await writeWorkspace();
    await writeFiles(folder, { 'accounts/customers.csv': 'name\nAcme\n' });
    expect((await read(folder)).customers).toEqual([]);
    const unreadable = await writeWorkspace();
    const path = join(unreadable, 'accounts/customers.csv');
    await rm(path);
    await mkdir(path);
    expect((await read(unreadable)).customers).toEqual([]);
  });
});
