import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePriceBook } from '../prices/price-book-file.ts';
import { imbill } from '../testing/command-line.ts';
import { writeFiles, writeWorkspace } from '../testing/write-workspace.ts';
import { checkPrices, listPrices, showPrices } from './prices.ts';
import { type Published, publish } from './testing/published.ts';

let place: Published;

beforeAll(async () => {
  place = await publish(async () => undefined);
});
afterAll(() => place.remove());

describe('imbill prices check', () => {
  it('counts books, contracts and purchases of a workspace', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-15,1'],
      files: {
        'prices/acme.yaml':
          'contract: L-17\ncustomer: acme\nfrom: 2026-01-01\nsource: s\nplans: [{ sku: pro, price: "899" }]\n',
      },
    });
    const { stdout, exitCode } = await imbill(['prices', 'check', '--workspace', folder]);
    expect([exitCode, stdout]).toEqual([
      0,
      '12 price books are in order, of the lists tencent-im, tencent-im-legacy.\n1 contract: L-17.\n1 purchase can be priced.\n',
    ]);
  });

  it('refuses contracts and purchases of any day together, with exit code 3', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,por,2031-09-15,1', 'o2,a1,pro,2001-09-15,1'],
      files: {
        'prices/acme.yaml':
          'contract: L-17\ncustomer: amce\nfrom: 2026-01-01\nsource: s\nplans: [{ sku: pro, price: "899" }]\n',
      },
    });
    const { stderr, exitCode } = await imbill(['prices', 'check', '--workspace', folder]);
    expect([exitCode, stderr.trim().split('\n')]).toEqual([
      3,
      [
        'prices/acme.yaml:2:11: customer is "amce"; accounts/customers.csv has no such customer; did you mean "acme"?',
        'Order o1 of 2031-09-15 (app a1): sku is "por", which the price book tencent-im-legacy from 2018-12-27 does not sell; did you mean "pro"?',
        'Nothing was billed. Correct the purchases, or add what was sold to a price book.',
      ],
    ]);
  });
});

describe('imbill prices', () => {
  it('lists the dated books with their days', async () => {
    await listPrices({ workspace: place.folder }, place.output);
    expect(place.written().stdout).toMatch(/^tencent-im +2018-12-03 {2}2018-12-13 {2}CNY /m);
  });

  it('shows the whole book in force on a day', async () => {
    await showPrices({ workspace: place.folder, on: '2018-12-10' }, place.output);
    const shown = parsePriceBook(place.written().stdout, 'shown.yaml');
    expect(shown.from).toBe('2018-12-03');
    expect(shown.charges.map(({ sku, price }) => `${sku} ${price}`)).toEqual([
      'dau 10000',
      'bandwidth-domestic 2',
      'roaming 1000',
      'groups 600',
    ]);
  });

  it('refuses a list that there is not, and a day before the first book', async () => {
    await expect(
      showPrices({ workspace: place.folder, list: 'tencentim' }, place.output),
    ).rejects.toThrow('There is no price list "tencentim"; did you mean "tencent-im"?');
    await expect(
      showPrices({ workspace: place.folder, on: '2018-09-13' }, place.output),
    ).rejects.toThrow('No book of the price list tencent-im is in force on 2018-09-13');
  });

  it('checks the books of the workspace, too', async () => {
    await writeFiles(place.folder, { 'accounts/customers.csv': 'customer_id,name,app_id\n' });
    await checkPrices({ workspace: place.folder, json: true }, place.output);
    expect(JSON.parse(place.written().stdout)).toMatchObject({
      lists: ['tencent-im', 'tencent-im-legacy'],
      contracts: [],
    });
    await writeFiles(place.folder, { 'prices/bad.yaml': 'list: x\nfrom: 2026-13-01\n' });
    await expect(checkPrices({ workspace: place.folder }, place.output)).rejects.toThrow(
      'prices/bad.yaml:2:7: from is "2026-13-01"; accepted: a day, such as 2018-12-27',
    );
  });
});
