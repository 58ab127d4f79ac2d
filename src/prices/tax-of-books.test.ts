import { describe, expect, it } from 'vitest';
import type { UserError } from '../base/errors.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeFiles } from '../testing/write-workspace.ts';
import { diffBooks } from './diff-books.ts';
import { formatPriceBook } from './format-price-book.ts';
import type { PriceBook } from './price-book.ts';
import { parsePriceBook } from './price-book-file.ts';
import { readPriceBooks } from './read-price-books.ts';

const head = `list: x
from: 2026-01-01
currency: CNY
rounding: { amounts: half_up, to: "0.01" }
source: s
`;
const six = 'tax: { percent: "6", included: true }\n';
const change = (day: string, tax: string) =>
  `list: x\nfrom: ${day}\nbased_on: book_before\nsource: s\n${tax}\n`;

async function read(...texts: string[]): Promise<PriceBook[]> {
  const dir = await tempFolder();
  await writeFiles(dir, Object.fromEntries(texts.map((text, at) => [`${at}.yaml`, text])));
  return readPriceBooks([{ dir, label: 'prices' }]);
}

function refusalOf(tax: string): string {
  try {
    parsePriceBook(`${head}${tax}`, 'b.yaml');
  } catch (error) {
    expect((error as UserError).exitCode).toBe(3);
    return (error as UserError).message;
  }
  throw new Error('was accepted');
}

const accepted = 'accepted: a plain decimal from 0 to 100 with at most 4 decimals, such as "6"';

describe('the tax of a price book', () => {
  it('is read, shown as it is written, and part of its hash', async () => {
    const [book] = await read(`${head}${six}`);
    const [other] = await read(head);
    expect(book?.tax).toEqual({ percent: '6', included: true });
    expect(parsePriceBook(formatPriceBook(book!), 'b.yaml')).toEqual(book);
    expect(book?.sha256).not.toBe(other?.sha256);
  });

  it('is changed in part, kept and removed by later books', async () => {
    const books = await read(
      `${head}${six}`,
      change('2026-02-01', ''),
      change('2026-03-01', 'tax: { percent: "13" }'),
      change('2026-04-01', 'tax: null'),
    );
    expect(books.map(({ tax }) => tax)).toEqual([
      { percent: '6', included: true },
      { percent: '6', included: true },
      { percent: '13', included: true },
      undefined,
    ]);
    expect(diffBooks(books[1]!, books[2]!).book).toEqual([
      {
        key: 'tax.percent',
        before: '6',
        after: '13',
        difference: '+7',
        percent: '+116.666666667',
      },
    ]);
  });

  it.each(['0', '0.0', '6.5', '8.8750', '100', '100.0'])('may have %s percent', (percent) => {
    const book = parsePriceBook(`${head}tax: { percent: "${percent}", included: false }`, 'b.yaml');
    expect(book.tax).toEqual({ percent, included: false });
  });

  it.each(['1000', '-1', '6%', '6.12345', '100.1', '101', '06.', '', '６'])(
    'may not have %j percent',
    (percent) => {
      expect(refusalOf(`tax: { percent: "${percent}", included: true }`)).toBe(
        `b.yaml:6:17: tax.percent is ${JSON.stringify(percent)}; ${accepted}`,
      );
    },
  );

  it('needs quotes, and both keys', () => {
    expect(refusalOf('tax: { percent: 6, included: true }')).toMatch(/^b\.yaml:6:17: .*"6"/);
    expect(refusalOf('tax: { percent: "6", included: "yes" }')).toBe(
      'b.yaml:6:32: tax.included is "yes"; accepted: true if the prices include the tax, or false',
    );
    expect(refusalOf('tax: { percent: "6" }')).toBe(
      'b.yaml:6:6: tax.included is missing; accepted: true if the prices include the tax, or false',
    );
  });
});
