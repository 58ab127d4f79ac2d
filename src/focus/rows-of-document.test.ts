import { describe, expect, it } from 'vitest';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import type { PriceBook, UsageCharge } from '../prices/price-book.ts';
import type { FocusColumnName } from './columns.ts';
import { type RowContext, rowsOfDocument } from './rows-of-document.ts';
import {
  bandwidthLine,
  bandwidthOf,
  documentOf,
  purchaseLine,
  taxedDocument,
  usageLine,
} from './testing/documents.ts';

const context: RowContext = { books: [], isEarlierOrder: () => false };

/** Some columns of all rows. */
function shown(
  document: InvoiceDocument,
  columns: readonly FocusColumnName[],
  rest: Partial<RowContext> = {},
): string[] {
  return rowsOfDocument(document, { ...context, ...rest }).map((row) =>
    columns.map((column) => row[column] ?? '–').join(' | '),
  );
}

const prices = ['PricingQuantity', 'ListUnitPrice', 'ContractedUnitPrice', 'BilledCost'] as const;
const priced = (lines: InvoiceLine[], rest: Partial<InvoiceDocument> = {}) =>
  shown(documentOf(lines, rest), prices);
const daily = (line: InvoiceLine, days: Record<string, string>) =>
  shown(documentOf([line], { usage: [bandwidthOf(days)] }), [
    ...(['ChargePeriodStart', 'ConsumedQuantity', 'PricingQuantity', 'BilledCost'] as const),
  ]);

describe('rowsOfDocument', () => {
  it('has the tags of the customer by name, but none that looks like one of imbill', () => {
    const tags = { team: 'chat', region: 'south', 'imbill/kind': 'of a customer' };
    expect(shown(documentOf([purchaseLine()], { customer_details: { tags } }), ['Tags'])).toEqual([
      '{"imbill/kind":"prepaid","imbill/price-list":"list","region":"south","team":"chat"}',
    ]);
  });

  it('gives who, what and when of a purchase', () => {
    const [row] = rowsOfDocument(documentOf([purchaseLine()]), context);
    const set = Object.entries(row!).filter(([, value]) => value !== null);
    expect(Object.fromEntries(set)).toEqual({
      BilledCost: '999.00',
      BillingAccountId: 'acme',
      BillingAccountName: 'Acme',
      BillingCurrency: 'CNY',
      BillingPeriodEnd: '2026-09-30T16:00:00Z',
      BillingPeriodStart: '2026-08-31T16:00:00Z',
      ChargeCategory: 'Purchase',
      ChargeDescription: 'Professional plan',
      ChargeFrequency: 'One-Time',
      ChargePeriodEnd: '2026-10-04T16:00:00Z',
      ChargePeriodStart: '2026-09-04T16:00:00Z',
      ContractedCost: '999.00',
      ContractedUnitPrice: '999',
      EffectiveCost: '999.00',
      HostProviderName: 'Cloud',
      InvoiceDetailId: 'INV-2026-000001-1',
      InvoiceId: 'INV-2026-000001',
      InvoiceIssuerName: 'Cloud',
      ListCost: '999.00',
      ListUnitPrice: '999',
      PricingCategory: 'Standard',
      PricingQuantity: '1',
      PricingUnit: 'Months',
      ProviderName: 'Cloud',
      PublisherName: 'Cloud',
      ResourceId: 'a1',
      ResourceName: 'Chat',
      ResourceType: 'App',
      ServiceCategory: 'Integration',
      ServiceName: 'Instant Messaging',
      ServiceProviderName: 'Cloud',
      ServiceSubcategory: 'Messaging',
      SkuId: 'pro',
      SkuMeter: 'Professional plan',
      SkuPriceId: 'list/pro',
      SubAccountId: 'a1',
      SubAccountName: 'Chat',
      Tags: '{"imbill/kind":"prepaid","imbill/price-list":"list"}',
      x_BillingMonth: '2026-09',
      x_DocumentKind: 'invoice',
      x_Explanation: 'Bought on 2026-09-05: …',
      x_ExplanationZh: '…',
      x_LineAmount: '999.00',
      x_LineNumber: '1',
      x_OrderId: 'o1',
      x_PriceBook: 'list@2026-01-01',
      x_PriceSource: 'the page',
    });
  });

  it('names what has no name by its id, and the provider by the price list or as asked', () => {
    const unnamed = documentOf([purchaseLine()], {
      issuer: '',
      customer_name: ' ',
      apps: [{ app_id: 'a1', app_name: '' }],
    });
    const names = [
      ...(['InvoiceIssuerName', 'ProviderName', 'BillingAccountName'] as const),
      ...(['SubAccountName', 'ResourceName'] as const),
    ];
    expect(shown(unnamed, names)).toEqual(['list | list | acme | a1 | –']);
    expect(shown(unnamed, names, { provider: 'IM' })).toEqual(['IM | IM | acme | a1 | –']);
    const named = documentOf([purchaseLine()]);
    expect(shown(named, names, { provider: 'IM' })).toEqual(['Cloud | IM | Acme | Chat | Chat']);
  });

  it('takes a discount off the contracted price, to the last digit', () => {
    // 3 × 333.335 = 1000.005; less 2.5 % = 975.004875; invoiced 975.00.
    const line = purchaseLine({
      quantity: '3',
      unit_price: '333.335',
      discount: '2.5',
      amount: '975.00',
    });
    expect(priced([line])).toEqual([
      '3 | 333.335 | 325.001625 | 975.004875',
      '– | – | – | -0.004875',
    ]);
    expect(shown(documentOf([line]), ['ListCost', 'x_Adjustment'])).toEqual([
      '1000.005 | –',
      '-0.004875 | rounding',
    ]);
  });

  it('adds what a minimum adds, and takes off what is above a maximum, in a row of its own', () => {
    const named = ['BilledCost', 'ChargeCategory', 'ChargeDescription', 'x_Adjustment'] as const;
    const minimum = usageLine({ unit_price: '600', minimum: '2000', amount: '2000.00' });
    expect(shown(documentOf([minimum]), named)).toEqual([
      '600.00 | Usage | Daily active users | –',
      '1400.00 | Adjustment | Minimum charge of Daily active users | minimum',
    ]);
    const maximum = usageLine({ maximum: '9000', amount: '9000.00' });
    expect(shown(documentOf([maximum]), named)).toEqual([
      '10000.00 | Usage | Daily active users | –',
      '-1000.00 | Adjustment | Maximum charge of Daily active users | maximum',
    ]);
  });

  it('gives each tier its price, and what was consumed once', () => {
    const tiers = [
      { up_to: '100', quantity: '100', unit_price: '0.5', flat: '10' },
      { quantity: '20', unit_price: '0.25' },
    ];
    // (100 × 0.5 + 10 + 20 × 0.25) × 2 months = 130.
    const line = usageLine({ tiers, usage: '120', unit_price: '130', amount: '130.00' });
    expect(shown(documentOf([line]), ['SkuPriceId', 'ConsumedQuantity', ...prices])).toEqual([
      'list/dau/up-to-100 | 120 | 200 | 0.5 | 0.5 | 100.00',
      'list/dau/up-to-100-flat | 0 | 2 | 10 | 10 | 20.00',
      'list/dau/last-tier | 0 | 40 | 0.25 | 0.25 | 10.00',
    ]);
  });

  it('leaves tiers in one row where their quantities were rounded', () => {
    const tiers = [
      { up_to: '1', quantity: '0.333333333', unit_price: '3' },
      { quantity: '1', unit_price: '1' },
    ];
    const line = usageLine({ tiers, unit_price: '2', amount: '2.00' });
    expect(priced([line])).toEqual(['1 | 2 | 2 | 2.00']);
  });

  it('has the units of blocks, of extra months and of days, and knows them from the book too', () => {
    const units = ['PricingUnit', 'ConsumedUnit', 'SkuPriceDetails'] as const;
    const months = usageLine({
      explanation: {
        en: 'Peak … → 2 started blocks of 100,000 × 2 extra months × 500 = 2,000.00',
        zh: '',
      },
    });
    const quarters = usageLine({
      explanation: {
        en: 'Peak … → 2 full blocks of 1,000.5 × 1 extra quarter × 500 = 1,000.00',
        zh: '',
      },
    });
    const free = usageLine({
      quantity: '0',
      amount: '0.00',
      explanation: { en: '… not above … → 0.00', zh: '' },
    });
    const flat = usageLine({ explanation: { en: 'Peak … → flat 10,000 = 10,000.00', zh: '' } });
    const setting = usageLine();
    delete setting.usage;
    delete setting.unit;
    expect(
      shown(
        documentOf([usageLine(), months, quarters, free, flat, bandwidthLine(), setting]),
        units,
      ),
    ).toEqual([
      '100000 Users | Users | {"x_BlockSize":"100000"}',
      '100000 Users/Month | Users | {"x_BlockSize":"100000"}',
      'Blocks/3 Months | Users | {"x_BlockSize":"1000.5"}',
      'Users | Users | –',
      'Months | Users | –',
      'Mb-Days/Second | Mb/Second | –',
      'Months | – | –',
    ]);
    expect(shown(documentOf([free]), units, { books: [bookWith({ block: '100000' })] })).toEqual([
      '100000 Users | Users | {"x_BlockSize":"100000"}',
    ]);
  });

  it('is a recurring purchase where a setting is paid for', () => {
    const line = usageLine();
    delete line.usage;
    delete line.unit;
    expect(
      shown(documentOf([line]), ['ChargeCategory', 'ChargeFrequency', 'ConsumedQuantity']),
    ).toEqual(['Purchase | Recurring | –']);
  });
});

describe('bandwidth', () => {
  it('has a row for each day with usage', () => {
    expect(daily(bandwidthLine(), { '01': '10', '02': '20', '03': '0' })).toEqual([
      '2026-08-31T16:00:00Z | 10 | 10 | 20.00',
      '2026-09-01T16:00:00Z | 20 | 20 | 40.00',
    ]);
  });

  it('uses up what is included from the first day on', () => {
    const line = bandwidthLine({ included: '15', quantity: '15', amount: '30.00' });
    expect(daily(line, { '01': '10', '02': '20' })).toEqual([
      '2026-08-31T16:00:00Z | 10 | 0 | 0.00',
      '2026-09-01T16:00:00Z | 20 | 15 | 30.00',
    ]);
  });

  it('has the quantity of the line, though days without an end were rounded', () => {
    const line = bandwidthLine({ usage: '1', quantity: '1', amount: '2.00' });
    const third = '0.333333333';
    expect(daily(line, { '01': third, '02': third, '03': third })).toEqual([
      '2026-08-31T16:00:00Z | 0.333333333 | 0.333333333 | 0.666666666',
      '2026-09-01T16:00:00Z | 0.333333333 | 0.333333333 | 0.666666666',
      '2026-09-02T16:00:00Z | 0.333333333 | 0.333333334 | 0.666666668',
    ]);
  });

  it('has the days that the line is of, where the price changed', () => {
    const explanation = (range: string) => ({
      en: `Contract Daily values of 9: Daily values of 1 day with usage ${range} add up to 10 Mbps → …`,
      zh: '',
    });
    const rest = { usage: '10', quantity: '10', amount: '20.00' };
    const contract = { name: 'Daily values of 9', from: '2026-09-01' };
    const first = bandwidthLine({
      ...rest,
      contract,
      explanation: explanation('from 2026-09-01 to 2026-09-03 and on 2026-09-09'),
    });
    const second = bandwidthLine({
      ...rest,
      contract,
      explanation: explanation('from 2026-09-04 to 2026-09-08'),
    });
    const days = { '05': '10', '09': '10' };
    expect(daily(first, days)).toEqual(['2026-09-08T16:00:00Z | 10 | 10 | 20.00']);
    expect(daily(second, days)).toEqual(['2026-09-04T16:00:00Z | 10 | 10 | 20.00']);
  });

  it('is all on the day that decides, where one does', () => {
    const line = bandwidthLine({
      usage: '20',
      quantity: '20',
      unit_price: '50',
      amount: '1000.00',
      explanation: { en: 'Peak 20 Mbps on 2026-09-02 → 20 × 50 = 1,000.00', zh: '' },
    });
    expect(daily(line, { '01': '10', '02': '20' })).toEqual([
      '2026-08-31T16:00:00Z | 10 | 0 | 0.00',
      '2026-09-01T16:00:00Z | 20 | 20 | 1000.00',
    ]);
  });

  it('costs nothing a day where the line does not', () => {
    const line = bandwidthLine({ quantity: '0', amount: '0.00' });
    expect(daily(line, { '01': '10', '02': '20' })).toEqual([
      '2026-08-31T16:00:00Z | 10 | 0 | 0.00',
      '2026-09-01T16:00:00Z | 20 | 0 | 0.00',
    ]);
  });

  it('stays in one row where its days do not come to it', () => {
    expect(daily(bandwidthLine(), { '01': '10', '03': '19' })).toEqual([
      '2026-08-31T16:00:00Z | 30 | 30 | 60.00',
    ]);
  });

  it('takes the series that comes to the line, that of its name first', () => {
    const line = bandwidthLine({ sku: 'bandwidth-international' });
    const usage = [
      bandwidthOf({ '01': '30' }),
      bandwidthOf({ '02': '30' }, 'bandwidth_international_mbps'),
    ];
    const days = (sku: string) =>
      shown(documentOf([{ ...line, sku }], { usage }), ['ChargePeriodStart']);
    expect(days('bandwidth-international')).toEqual(['2026-09-01T16:00:00Z']);
    expect(days('bandwidth-domestic')).toEqual(['2026-08-31T16:00:00Z']);
  });
});

describe('tax', () => {
  const columns = [
    'ChargeCategory',
    'BilledCost',
    'PricingQuantity',
    'SkuId',
    'x_Adjustment',
  ] as const;
  const bandwidth = bandwidthLine({ amount: '60.00' });
  const usage = [bandwidthOf({ '01': '10', '02': '20' })];

  it('that prices include is taken off in one row, and is a row of its own', () => {
    // 60.00 × 6 / 106 = 3.396…
    expect(shown(taxedDocument([bandwidth], true, { usage }), columns)).toEqual([
      'Usage | 20.00 | 10 | bandwidth-domestic | –',
      'Usage | 40.00 | 20 | bandwidth-domestic | –',
      'Adjustment | -3.40 | – | bandwidth-domestic | included_tax',
      'Tax | 3.40 | – | – | –',
    ]);
  });

  it('that is added is one more row, over the days of the line', () => {
    const document = taxedDocument([bandwidth], false, { usage });
    expect(shown(document, columns).at(-1)).toBe('Tax | 3.60 | – | – | –');
    expect(shown(document, ['ChargePeriodStart', 'ChargePeriodEnd', 'x_LineAmount']).at(-1)).toBe(
      '2026-08-31T16:00:00Z | 2026-09-02T16:00:00Z | 63.60',
    );
  });

  it('of nothing has no row', () => {
    expect(
      shown(taxedDocument([usageLine({ amount: '0.00', quantity: '0' })], true), columns),
    ).toHaveLength(1);
  });
});

describe('what is given back', () => {
  const kinds = ['ChargeCategory', 'ChargeClass', 'BilledCost', 'PricingQuantity'] as const;
  const refund = purchaseLine({
    quantity: '-1',
    unit_price: '450',
    amount: '-450.00',
    order_id: 'r1',
    explanation: { en: 'Refund of 2026-09-08: −450.00', zh: '' },
  });
  delete refund.valid_from;
  delete refund.valid_until;

  it('is a correction, unless it was bought in the same month', () => {
    expect(shown(documentOf([refund]), kinds)).toEqual(['Purchase | Correction | -450.00 | –']);
    expect(shown(documentOf([purchaseLine(), refund]), kinds)[1]).toBe(
      'Purchase | – | -450.00 | -1',
    );
    const isEarlierOrder = (_app: string, order: string) => order === 'r1';
    expect(shown(documentOf([purchaseLine(), refund]), kinds, { isEarlierOrder })[1]).toBe(
      'Purchase | Correction | -450.00 | –',
    );
  });

  it('is a credit where it was granted', () => {
    const credit = { ...refund, explanation: { en: 'Credit of 2026-09-09: −450.00', zh: '' } };
    expect(shown(documentOf([credit]), [...kinds, 'ChargePeriodStart'])).toEqual([
      'Credit | – | -450.00 | – | 2026-09-08T16:00:00Z',
    ]);
  });
});

describe('corrections', () => {
  const note: Partial<InvoiceDocument> = {
    number: 'CRN-2026-000001',
    kind: 'credit_note',
    refers_to: 'INV-2026-000001',
    issue_date: '2026-12-01',
    due_date: '2026-12-07',
  };

  it('have a cost and no price, in the period that they are invoiced in', () => {
    const line = usageLine({
      quantity: '-1',
      unit_price: '10000',
      amount: '-10000.00',
      corrects: {
        issued: '20000.00',
        now: '10000.00',
        usage_issued: '210000',
        usage_now: '150000',
      },
    });
    const [row] = rowsOfDocument(documentOf([line], note), context);
    expect(row).toMatchObject({
      ChargeCategory: 'Usage',
      ChargeClass: 'Correction',
      ChargeFrequency: 'Usage-Based',
      BilledCost: '-10000.00',
      ListCost: '-10000.00',
      EffectiveCost: '-10000.00',
      PricingQuantity: null,
      SkuPriceId: null,
      SkuId: 'dau',
      ConsumedQuantity: null,
      BillingPeriodStart: '2026-10-31T16:00:00Z',
      BillingPeriodEnd: '2026-11-30T16:00:00Z',
      ChargePeriodStart: '2026-08-31T16:00:00Z',
      ChargePeriodEnd: '2026-09-30T16:00:00Z',
      x_UsageIssued: '210000',
      x_UsageNow: '150000',
      x_RefersTo: 'INV-2026-000001',
    });
  });

  it('are also all rows of an invoice in the place of a voided one', () => {
    const replacement = documentOf([purchaseLine(), bandwidthLine()], {
      refers_to: 'INV-2026-000001',
      number: 'INV-2026-000009',
      usage: [bandwidthOf({ '01': '10', '02': '20' })],
    });
    expect(shown(replacement, ['ChargeClass', 'PricingQuantity'])).toEqual([
      'Correction | 1',
      'Correction | 10',
      'Correction | 20',
    ]);
  });
});

describe('numbers', () => {
  it('of more than 18 decimals make one row of the amount', () => {
    const line = bandwidthLine({ unit_price: '0.0000000000000000001', amount: '0.00' });
    const document = documentOf([line], { usage: [bandwidthOf({ '01': '10', '02': '20' })] });
    expect(shown(document, [...prices, 'ConsumedQuantity', 'ChargePeriodEnd'])).toEqual([
      '1 | 0 | 0 | 0.00 | 30 | 2026-09-02T16:00:00Z',
    ]);
  });
});

describe('a book that was changed since', () => {
  const free = usageLine({
    quantity: '0',
    amount: '0.00',
    explanation: { en: '… not above … → 0.00', zh: '' },
  });
  const unit = (charge: Partial<UsageCharge>, line: InvoiceLine) =>
    shown(documentOf([line]), ['PricingUnit', 'ListUnitPrice'], {
      books: [{ ...bookWith({ block: '100000', ...charge }), sha256: 'c'.repeat(64) }],
    });

  it('tells the unit of a price that it still has, and no list price', () => {
    expect(unit({ price: '10000.00' }, free)).toEqual(['100000 Users | 10000']);
    expect(unit({ price: '9999' }, free)).toEqual(['Users | 10000']);
    const byContract = { ...usageLine(), contract: { name: 'C', from: '2026-09-01' } };
    expect(unit({ price: '12000' }, byContract)).toEqual(['100000 Users | 10000']);
  });
});

describe('list prices beside a contract', () => {
  const contract = { name: 'C', from: '2026-09-01' };
  const line = usageLine({ contract, unit_price: '9000', amount: '9000.00' });
  const listPrice = (charge: Partial<UsageCharge>, ofLine = line) =>
    shown(documentOf([ofLine]), ['ListUnitPrice', 'ContractedUnitPrice'], {
      books: [bookWith(charge)],
    });

  it('are those of the book that the document names', () => {
    expect(listPrice({ block: '100000' })).toEqual(['10000 | 9000']);
  });

  it('are the contract’s where the list counts otherwise, or is not known any more', () => {
    expect(listPrice({ block: '10000' })).toEqual(['9000 | 9000']);
    expect(listPrice({ model: 'graduated' })).toEqual(['9000 | 9000']);
    expect(shown(documentOf([line]), ['ListUnitPrice'])).toEqual(['9000']);
  });
});

/** A book that the documents name, with one charge. */
function bookWith(charge: Partial<UsageCharge>): PriceBook {
  return {
    list: 'list',
    from: '2026-01-01',
    currency: 'CNY',
    sha256: 'b'.repeat(64),
    source: 's',
    rounding: { amounts: 'half_up', to: '0.01' },
    items: [],
    charges: [
      {
        sku: 'dau',
        title: { en: '', zh: '' },
        metric: 'dau',
        unit: 'users',
        source: 's',
        model: 'per_block',
        price: '10000',
        blocks: 'started',
        priced_by: 'month',
        month: { of: 'highest' },
        ...charge,
      },
    ],
  };
}
