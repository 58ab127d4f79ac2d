import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePriceBook } from '../prices/price-book-file.ts';
import { checkPrices, listPrices, showPrices } from './prices.ts';
import { type Published, publish } from './testing/published.ts';

let place: Published;

beforeAll(async () => {
  place = await publish(async () => undefined);
});
afterAll(() => place.remove());

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
    await checkPrices({ workspace: place.folder, json: true }, place.output);
    expect(JSON.parse(place.written().stdout)).toMatchObject({
      lists: ['tencent-im', 'tencent-im-legacy'],
    });
    await mkdir(join(place.folder, 'prices'));
    await writeFile(join(place.folder, 'prices', 'bad.yaml'), 'list: x\nfrom: 2026-13-01\n');
    await expect(checkPrices({ workspace: place.folder }, place.output)).rejects.toThrow(
      'prices/bad.yaml:2:7: from is "2026-13-01"; accepted: a day, such as 2018-12-27',
    );
  });
});
