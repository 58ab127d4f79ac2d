import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePriceBook } from '../../prices/price-book-file.ts';
import { imbill } from '../../testing/command-line.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { writeFiles, writeWorkspace } from '../../testing/write-workspace.ts';
import { type Published, publish } from '../testing/published.ts';
import { type OptionValues, optionArgs, runCommand } from '../testing/run-command.ts';

let place: Published;

beforeAll(async () => {
  place = await publish(async () => undefined);
});
afterAll(() => place.remove());

/** Runs a command of `imbill prices` in the workspace; returns what it prints. */
async function prices(args: string[], options: OptionValues = {}): Promise<string> {
  const all = { workspace: place.folder, ...options };
  await runCommand(['prices', ...args, ...optionArgs(all)], place.output);
  return place.written().stdout;
}

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
      '49 price books are in order, of the lists tencent-im, tencent-im-2019, tencent-im-2020.\n1 contract: L-17.\n1 purchase can be priced.\n',
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
        'Order o1 of 2031-09-15 (app a1): sku is "por", which the price book tencent-im from 2018-12-27 does not sell; did you mean "pro"?',
        'Nothing was billed. Correct the purchases, or add what was sold to a price book.',
      ],
    ]);
  });
});

describe('imbill prices diff', () => {
  const diff = (a: string, b: string, options: OptionValues = {}) =>
    prices(['diff', a, b], options);

  it('says in words and numbers what changed', async () => {
    expect(await diff('2018-12-26', '2018-12-27')).toBe(
      'tencent-im from 2018-12-19 → tencent-im from 2018-12-27\n\nCharges\n  groups\n      price: 600 → 1,000 (+400, ≈ +66.67 %)\n',
    );
    expect(await diff('2018-09-14', 'tencent-im@2018-12-03')).toContain(
      `  bandwidth-domestic
      month: the highest day → the sum of the days
      price: 50 → 2 (−48, −96 %)
      priced by: month → day
`,
    );
    expect(await diff('2019-02-28', '2019-03-01', { list: 'tencent-im-2019' })).toContain(
      '      allows friends per user: 1,000 → 3,000 (+2,000, +200 %)\n',
    );
  });

  it('says so where nothing changed', async () => {
    expect(await diff('2018-12-27', '2026-09-01')).toBe(
      'tencent-im from 2018-12-27 → tencent-im from 2018-12-27: nothing changed; sources are not compared.\n',
    );
  });

  it('takes a file that is in no folder yet, with what it is based on, and shows tiers as tables', async () => {
    const folder = await writeWorkspace({
      files: {
        'new.yaml': `list: tencent-im
from: 2026-01-01
based_on: book_before
source: s
removed: [groups-per-user-1000]
charges:
  - sku: dau
    model: graduated
    price: null
    tiers: [{ up_to: "100000", price: "900" }, { price: "800.50", flat: "10" }]
`,
      },
    });
    const { stdout, exitCode } = await imbill([
      'prices',
      'diff',
      'tencent-im@2026-01-01',
      join(folder, 'new.yaml'),
      '--workspace',
      folder,
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Packs\n  removed: groups-per-user-1000\n');
    expect(stdout).toContain(`  dau
      model: per_block → graduated
      price: 10,000 → none
      tiers, before:
        none
      tiers, after:
          up to   price  flat
        ───────  ──────  ────
        100,000     900
          above  800.50    10
`);
  });

  it('gives JSON with the values as the books write them', async () => {
    expect(JSON.parse(await diff('2018-12-26', '2018-12-27', { json: true }))).toMatchObject({
      before: { list: 'tencent-im', from: '2018-12-19', until: null },
      after: { list: 'tencent-im', from: '2018-12-27' },
      same: false,
      book: [],
      plans: { added: [], removed: [], changed: [] },
      charges: {
        changed: [
          {
            sku: 'groups',
            changes: [
              {
                key: 'price',
                before: '600',
                after: '1000',
                difference: '+400',
                percent: '+66.666666667',
              },
            ],
          },
        ],
      },
    });
  });

  it('refuses what is no book', async () => {
    const refused = async (word: string) =>
      diff(word, '2018-12-27').catch((error: unknown) => (error as Error).message);
    expect(await refused('2018-13-01')).toBe(
      '"2018-13-01" is neither a day, nor a list and a day, nor a file.\nAccepted: 2019-03-01, tencent-im@2019-03-01, or the file of a price book.',
    );
    expect(await refused('tencentim@2019-03-01')).toContain('did you mean "tencent-im"?');
    expect(await refused('2018-09-13')).toContain('is in force on 2018-09-13');
    const contract = `contract: L\ncustomer: acme\nfrom: 2026-01-01\nsource: s\nplans: [{ sku: pro, price: "1" }]\n`;
    const folder = await writeWorkspace({
      files: { 'c.yaml': contract, 'd.yaml': 'list: x\nfrom: 2026-13-01\n' },
    });
    expect(await refused(join(folder, 'c.yaml'))).toBe(
      `${join(folder, 'c.yaml')} is a contract.\nAccepted: the file of a price book.`,
    );
    expect(await refused(join(folder, 'd.yaml'))).toContain('d.yaml:2:7: from is "2026-13-01"');
  });
});

describe('imbill prices schema', () => {
  it('prints what init puts into the workspace', async () => {
    const folder = join(await tempFolder(), 'new');
    const made = await imbill(['init', folder]);
    const printed = await imbill(['prices', 'schema']);
    const asJson = await imbill(['prices', 'schema', '--json']);
    expect([made.exitCode, printed.exitCode, asJson.exitCode]).toEqual([0, 0, 0]);
    const written = await readFile(join(folder, 'prices/price-book.schema.json'), 'utf8');
    expect([printed.stdout, asJson.stdout]).toEqual([written, written]);
  });
});

describe('imbill prices', () => {
  it('lists the dated books with their days', async () => {
    expect(await prices(['list'])).toMatch(/^tencent-im +2018-12-04 {2}2018-12-13 {2}CNY /m);
  });

  it('shows the whole book in force on a day', async () => {
    const shown = parsePriceBook(await prices(['show'], { on: '2018-12-10' }), 'shown.yaml');
    expect(shown.from).toBe('2018-12-04');
    expect(shown.charges.map(({ sku, price }) => `${sku} ${price}`)).toEqual([
      'dau 10000',
      'bandwidth-domestic 2',
      'roaming 1000',
      'groups 600',
      'multi-device-login 2000',
    ]);
  });

  it('shows the books of a list by date, with the one in force on the day of the command', async () => {
    const at = { cwd: place.folder, now: '2018-12-10T00:00:00Z' };
    const { exitCode, stdout } = await imbill(['prices', 'show', 'tencent-im'], at);
    const books = stdout.split('\n').filter((line) => /^\d{4}-/.test(line));
    expect(exitCode).toBe(0);
    expect([books.length, books[0]!.slice(0, 10)]).toEqual([10, '2018-09-14']);
    expect(books.filter((line) => line.includes(' today '))).toEqual([
      expect.stringMatching(/^2018-12-04 {2}2018-12-13 {2}CNY +today /),
    ]);
  });

  it('refuses a list that there is not, and a day before the first book', async () => {
    await expect(prices(['show'], { list: 'tencentim' })).rejects.toThrow(
      'There is no price list "tencentim"; did you mean "tencent-im"?',
    );
    await expect(prices(['show'], { on: '2018-09-13' })).rejects.toThrow(
      'No book of the price list tencent-im is in force on 2018-09-13',
    );
  });

  it('checks the books of the workspace, too', async () => {
    await writeFiles(place.folder, { 'accounts/customers.csv': 'customer_id,name,app_id\n' });
    expect(JSON.parse(await prices(['check'], { json: true }))).toMatchObject({
      lists: ['tencent-im', 'tencent-im-2019', 'tencent-im-2020'],
      contracts: [],
    });
    await writeFiles(place.folder, { 'prices/bad.yaml': 'list: x\nfrom: 2026-13-01\n' });
    await expect(prices(['check'])).rejects.toThrow(
      'prices/bad.yaml:2:7: from is "2026-13-01"; accepted: a day, such as 2018-12-27',
    );
  });
});
