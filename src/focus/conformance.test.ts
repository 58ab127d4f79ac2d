import { afterEach, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import { amountDue } from '../invoice/amount-due.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { FocusColumnName, FocusRow } from './columns.ts';
import { assertConformance, type FocusViolation, focusViolations } from './conformance.ts';
import { hasInvoices } from './datasets.ts';
import type { DetailRow } from './detail-columns.ts';
import { detailsOfDocument } from './detail-rows.ts';
import {
  addDetailRows,
  addFocusRows,
  addPeriodRows,
  createFocusTables,
  type ExportedDocument,
  typeFocusRows,
} from './focus-tables.ts';
import type { PeriodRow } from './period-columns.ts';
import { rowsOfDocument } from './rows-of-document.ts';
import {
  bandwidthLine,
  bandwidthOf,
  documentOf,
  purchaseLine,
  taxedDocument,
  usageLine,
} from './testing/documents.ts';
import type { FocusVersion } from './versions.ts';

const refund = purchaseLine({
  quantity: '-1',
  unit_price: '450',
  amount: '-450.00',
  order_id: 'of-earlier-month',
  explanation: { en: 'Refund of 2026-09-08: −450.00', zh: '…' },
});
delete refund.valid_from;

/**
 * A purchase (row 1), usage (2), two days of bandwidth (3, 4) with rounding (5), a correction (6). Then an
 * invoice and a correction with tax.
 */
const documents: InvoiceDocument[] = [
  documentOf([purchaseLine(), usageLine(), bandwidthLine({ amount: '60.01' })], {
    usage: [bandwidthOf({ '01': '10', '02': '20' })],
  }),
  documentOf([usageLine({ quantity: '-1', unit_price: '3', amount: '-3.00' })], {
    kind: 'credit_note',
    number: 'CRN-2026-000001',
    refers_to: 'INV-2026-000001',
    issue_date: '2026-11-01',
  }),
  taxedDocument([purchaseLine(), bandwidthLine(), refund], true, {
    number: 'INV-2026-000002',
    usage: [bandwidthOf({ '01': '10', '02': '20' })],
  }),
  taxedDocument([usageLine({ quantity: '-1', unit_price: '3', amount: '-3.00' })], false, {
    kind: 'credit_note',
    number: 'CRN-2026-000002',
    refers_to: 'INV-2026-000002',
    issue_date: '2026-11-01',
  }),
];

const context = {
  books: [],
  isEarlierOrder: (_app: string, order: string) => order === 'of-earlier-month',
};

function goodRows(): FocusRow[] {
  return documents.flatMap((document) => rowsOfDocument(document, context));
}

/** Details 1 to 3 are of the invoice, 4 of its correction; then lines and taxes of the others. */
function goodDetails(): DetailRow[] {
  return documents.flatMap((document) =>
    detailsOfDocument(document, { rows: rowsOfDocument(document, context) }),
  );
}

const dated = (month: string, start: string, end: string): PeriodRow => ({
  BillingPeriodCreated: end,
  BillingPeriodEnd: end,
  BillingPeriodLastUpdated: `${month}-28T16:00:00Z`,
  BillingPeriodStart: start,
  BillingPeriodStatus: 'Closed',
  InvoiceIssuerName: 'Cloud',
});

const goodPeriods: PeriodRow[] = [
  dated('2026-10', '2026-08-31T16:00:00Z', '2026-09-30T16:00:00Z'),
  dated('2026-11', '2026-09-30T16:00:00Z', '2026-10-31T16:00:00Z'),
];

const listed: ExportedDocument[] = documents.map((document) => ({
  number: document.number,
  kind: document.kind ?? 'invoice',
  refersTo: document.refers_to ?? null,
  customerId: document.customer_id,
  currency: document.currency,
  total: amountDue(document),
}));

interface Tampered {
  version?: FocusVersion;
  rows?: FocusRow[];
  details?: DetailRow[];
  periods?: PeriodRow[];
  documents?: ExportedDocument[];
  /** Runs when all is loaded. */
  sql?: string;
}

let database: Database | undefined;
afterEach(() => {
  database?.close();
  database = undefined;
});

async function loaded({ version = '1.4', ...tampered }: Tampered = {}): Promise<Database> {
  database = await Database.open({ threads: 1 });
  await createFocusTables(database, version);
  await addFocusRows(database, tampered.rows ?? goodRows(), tampered.documents ?? listed, 1);
  if (hasInvoices(version)) {
    await addDetailRows(database, tampered.details ?? goodDetails(), 1);
    await addPeriodRows(database, tampered.periods ?? goodPeriods);
  }
  await typeFocusRows(database, version);
  if (tampered.sql !== undefined) await database.run(tampered.sql);
  return database;
}

async function violations(tampered: Tampered): Promise<string[]> {
  return (await focusViolations(await loaded(tampered))).map(inWords);
}

function inWords({ rule, row_number, column_name, found, expected }: FocusViolation): string {
  return `${rule.replace('focus_', '')} ${row_number ?? '–'} ${column_name}: ${found}, not ${expected}`;
}

/** The good rows with some values of one row changed; rows count from 1. */
function changed(number: number, values: Partial<FocusRow>): Tampered {
  return {
    rows: goodRows().map((row, index) => (index + 1 === number ? { ...row, ...values } : row)),
  };
}

/** The good details with some values of one changed; details count from 1. */
function changedDetail(number: number, values: Partial<DetailRow>): Tampered {
  return {
    details: goodDetails().map((row, index) =>
      index + 1 === number ? { ...row, ...values } : row,
    ),
  };
}

describe('the rules of sql/focus/', () => {
  it.each(['1.2', '1.4'] as const)(
    'find nothing in rows that are right, of %s',
    async (version) => {
      expect(await violations({ version })).toEqual([]);
    },
  );

  /** Rule → what breaks it, and what it says of that. */
  const broken: Record<string, [Tampered, string][]> = {
    focus_columns_are_specified: [
      [
        { sql: 'alter table focus drop column "HostProviderName"' },
        'HostProviderName: no column, not varchar 18',
      ],
      [
        { sql: 'alter table focus alter "BilledCost" set data type double' },
        'BilledCost: double 1, not decimal(38,18) 1',
      ],
      [
        { sql: 'alter table focus rename "Tags" to "CostTags"' },
        'CostTags: varchar 40, not no column',
      ],
      [
        { version: '1.2', sql: 'alter table focus drop column "ProviderName"' },
        'ProviderName: no column, not varchar 25',
      ],
    ],
    focus_values_are_there: [
      [changed(1, { BillingAccountId: null }), 'BillingAccountId: null, not a value'],
      [changed(2, { ServiceProviderName: null }), 'ServiceProviderName: null, not a value'],
      [changedDetail(1, { PaymentTerms: null }), 'InvoiceDetail.PaymentTerms: null, not a value'],
      [
        { version: '1.2', ...changed(2, { PublisherName: null }) },
        'PublisherName: null, not a value',
      ],
    ],
    focus_values_are_typed: [
      [changed(1, { PricingQuantity: '1,0' }), 'PricingQuantity: 1,0, not decimal'],
      [changed(1, { PricingQuantity: '1e3' }), 'PricingQuantity: 1e3, not decimal'],
      [
        changed(2, { x_Discount: '0.1234567890123456789' }),
        'x_Discount: 0.1234567890123456789, not decimal',
      ],
      [
        changed(1, { ChargePeriodEnd: '2026-10-05T00:00:00+08:00' }),
        'ChargePeriodEnd: 2026-10-05T00:00:00+08:00, not moment',
      ],
      [
        changed(1, { ChargePeriodEnd: '2026-10-32T00:00:00Z' }),
        'ChargePeriodEnd: 2026-10-32T00:00:00Z, not moment',
      ],
      [changed(1, { Tags: '{"a":{"b":"c"}}' }), 'Tags: {"a":{"b":"c"}}, not json'],
      [changed(1, { Tags: 'a=b' }), 'Tags: a=b, not json'],
      [changed(1, { ChargeDescription: ' ' }), 'ChargeDescription:  , not text'],
      [changed(1, { x_LineNumber: '1.0' }), 'x_LineNumber: 1.0, not integer'],
    ],
    focus_values_are_allowed: [
      [
        changed(1, { ChargeCategory: 'Sale' }),
        'ChargeCategory: Sale, not Adjustment, Credit, Purchase, Tax, Usage',
      ],
      [
        changed(1, { ChargeFrequency: 'Once' }),
        'ChargeFrequency: Once, not One-Time, Recurring, Usage-Based',
      ],
      [changed(6, { ChargeClass: 'Refund' }), 'ChargeClass: Refund, not Correction'],
      [
        changedDetail(1, { InvoiceIssueStatus: 'Paid' }),
        'InvoiceDetail.InvoiceIssueStatus: Paid, not Issued, Open, Voided',
      ],
      [
        changed(1, { PricingCategory: 'List' }),
        'PricingCategory: List, not Committed, Dynamic, Other, Standard',
      ],
      [
        changed(1, { ServiceSubcategory: 'Caching' }),
        'ServiceSubcategory: Integration: Caching, not a subcategory of its category',
      ],
      [changed(1, { BillingCurrency: 'RMB¥' }), 'BillingCurrency: RMB¥, not a code of ISO 4217'],
    ],
    focus_billing_periods_are_whole: [
      [
        { periods: [...goodPeriods, goodPeriods[0]!] },
        'BillingPeriod.BillingPeriodStart: 2026-08-31 16:00:00+00, not one row for each start and issuer',
      ],
      [
        { periods: [...goodPeriods, { ...goodPeriods[0]!, InvoiceIssuerName: 'Other' }] },
        'BillingPeriod.BillingPeriodStart: 2026-08-31 16:00:00+00, not the period of an invoice detail',
      ],
      [
        {
          periods: [
            { ...goodPeriods[0]!, BillingPeriodLastUpdated: '2026-09-01T00:00:00Z' },
            goodPeriods[1]!,
          ],
        },
        'BillingPeriod.BillingPeriodLastUpdated: 2026-09-01 00:00:00+00, not no earlier than 2026-09-30 16:00:00+00',
      ],
    ],
    focus_details_add_up: [
      [
        changedDetail(3, { BilledCost: '60.00' }),
        'InvoiceDetail.BilledCost of INV-2026-000001-3: 60.000000000000000000, not 60.010000000000000000',
      ],
      [
        { details: goodDetails().slice(1) },
        'InvoiceDetail.BilledCost of INV-2026-000001-1: null, not 999.000000000000000000',
      ],
      [
        changedDetail(4, { InvoiceDetailId: 'INV-2026-000001-3' }),
        'InvoiceDetail.InvoiceDetailId: INV-2026-000001-3, not one row, not 2',
      ],
    ],
    focus_details_are_dated: [
      [
        changedDetail(1, { InvoiceDetailLastUpdated: '2026-09-01T00:00:00Z' }),
        'InvoiceDetail.InvoiceDetailLastUpdated: 2026-09-01 00:00:00+00, not no earlier than 2026-09-30 16:00:00+00',
      ],
      [
        changedDetail(1, {
          InvoiceDetailCreated: '2026-12-01T00:00:00Z',
          InvoiceDetailLastUpdated: '2026-12-01T00:00:00Z',
        }),
        'InvoiceDetail.InvoiceDetailCreated: 2026-12-01 00:00:00+00, not no later than 2026-10-28 16:00:00+00, when its period was closed',
      ],
      [
        changedDetail(4, { ReferenceInvoiceId: 'CRN-2026-000001' }),
        'InvoiceDetail.ReferenceInvoiceId: CRN-2026-000001, not INV-2026-000001',
      ],
      [
        changedDetail(1, { PaymentDueDate: null }),
        'InvoiceDetail.PaymentDueDate: null, not a date',
      ],
      [
        { periods: goodPeriods.slice(1) },
        'InvoiceDetail.BillingPeriodStart: no billing period, not a row of BillingPeriod',
      ],
    ],
    focus_units_are_formed: [
      ...['Users/Block', '1000.5 Users', '-Days'].map((unit): [Tampered, string] => [
        changed(2, { PricingUnit: unit }),
        `PricingUnit: ${unit}, not a unit such as 1000 Users, Mb/Second or Users/3 Months`,
      ]),
      [
        changed(2, { ConsumedUnit: 'Mb/s' }),
        'ConsumedUnit: Mb/s, not a unit such as 1000 Users, Mb/Second or Users/3 Months',
      ],
    ],
    focus_nulls_follow_charges: [
      [changed(1, { SkuId: null, SkuMeter: null }), 'SkuId: null, not a value'],
      [changed(1, { ListUnitPrice: null }), 'ListUnitPrice: null, not a value'],
      [changed(1, { ContractedUnitPrice: null }), 'ContractedUnitPrice: null, not a value'],
      [changed(1, { PricingCategory: null }), 'PricingCategory: null, not a value'],
      [changed(1, { PricingUnit: null }), 'PricingUnit: null, not a value'],
      [changed(1, { SkuMeter: null }), 'SkuMeter: null, not a value'],
      [
        changed(1, { ConsumedQuantity: '1', ConsumedUnit: 'Users' }),
        'ConsumedQuantity: a value, not null',
      ],
      [
        changed(2, { ConsumedQuantity: null, ConsumedUnit: null }),
        'ConsumedQuantity: null, not a value',
      ],
      [changed(2, { ConsumedUnit: null }), 'ConsumedUnit: null, not a value'],
      [
        changed(6, { PricingQuantity: '1', PricingUnit: 'Users' }),
        'PricingQuantity: a value, not null',
      ],
      [changed(6, { SkuPriceDetails: '{"x_A":"b"}' }), 'SkuPriceDetails: a value, not null'],
      [changed(6, { SkuPriceId: 'list/dau' }), 'ListUnitPrice: null, not a value'],
      [changed(1, { ChargeCategory: 'Tax' }), 'SkuId: a value, not null'],
    ],
    focus_prices_times_quantities_are_costs: [
      [
        changed(1, { ListCost: '998.999999999999999999' }),
        'ListCost: 998.999999999999999999, not 999.000000000000000000 × 1.000000000000000000',
      ],
      [
        changed(1, { ContractedUnitPrice: '999.000000000000000001' }),
        'ContractedCost: 999.000000000000000000, not 999.000000000000000001 × 1.000000000000000000',
      ],
      // Lost digits: 0.5 × 0.000000000000000001 is not 0.
      [
        changed(2, {
          PricingQuantity: '0.5',
          ListUnitPrice: '0.000000000000000001',
          ListCost: '0',
        }),
        'ListCost: 0.000000000000000000, not 0.000000000000000001 × 0.500000000000000000',
      ],
      [
        changed(1, { ListCost: '-999' }),
        'ListCost: -999.000000000000000000, not 999.000000000000000000 × 1.000000000000000000',
      ],
    ],
    focus_costs_agree: [
      [
        changed(1, { EffectiveCost: '0' }),
        'EffectiveCost: 0.000000000000000000, not as billed: 999.000000000000000000',
      ],
      [
        changed(5, { ContractedCost: '0.02' }),
        'ContractedCost: 0.020000000000000000, not as billed: 0.010000000000000000',
      ],
      [
        changed(6, { ListCost: '3.00' }),
        'ListCost: 3.000000000000000000, not as billed without a list price: -3.000000000000000000',
      ],
      [
        changed(1, { BilledCost: '-999', EffectiveCost: '-999', ContractedCost: '-999' }),
        'BilledCost: -999.000000000000000000, not 0 or more, unless it is a correction, a credit, a refund or an adjustment',
      ],
      [
        changed(1, { ListUnitPrice: '-999' }),
        'ListUnitPrice: -999.000000000000000000, not 0 or more',
      ],
      [
        changed(1, { ContractedUnitPrice: '-1' }),
        'ContractedUnitPrice: -1.000000000000000000, not 0 or more',
      ],
      [
        changed(2, { ConsumedQuantity: '-1' }),
        'ConsumedQuantity: -1.000000000000000000, not 0 or more',
      ],
    ],
    focus_invoices_add_up: [
      [
        changed(2, { BilledCost: '10000.01' }),
        'BilledCost of INV-2026-000001: 11059.020000000000000000 CNY acme, not 11059.01 CNY acme',
      ],
      [
        changed(2, { BilledCost: '10000.01' }),
        'BilledCost of INV-2026-000001, line 2: 10000.010000000000000000, not 10000.000000000000000000',
      ],
      [
        { rows: goodRows().slice(0, 5) },
        'BilledCost of CRN-2026-000001: 0.000000000000000000, not -3.00 CNY acme',
      ],
      [
        { documents: listed.slice(0, 1) },
        'BilledCost of CRN-2026-000001: -3.000000000000000000 CNY acme, not ',
      ],
      [
        { rows: goodRows().map((row) => ({ ...row, BillingCurrency: 'USD' })) },
        'BilledCost of CRN-2026-000001: -3.000000000000000000 USD acme, not -3.00 CNY acme',
      ],
    ],
    focus_periods_have_exclusive_ends: [
      [
        changed(3, { ChargePeriodEnd: '2026-08-31T16:00:00Z' }),
        'ChargePeriodEnd: 2026-08-31 16:00:00+00, not after 2026-08-31 16:00:00+00',
      ],
      [
        changed(1, { BillingPeriodEnd: '2026-10-30T16:00:00Z' }),
        'BillingPeriodEnd: 2026-10-30 16:00:00+00, not a month after 2026-08-31 16:00:00+00',
      ],
      [
        changed(2, { ChargePeriodEnd: '2026-09-30T16:00:01Z' }),
        'ChargePeriodEnd: 2026-09-30 16:00:01+00, not no later than 2026-09-30 16:00:00+00',
      ],
      [
        changed(3, { ChargePeriodEnd: '2026-09-01T16:00:01Z' }),
        'ChargePeriodStart: 2026-09-01 16:00:00+00, not no earlier than 2026-09-01 16:00:01+00',
      ],
    ],
    focus_corrections_are_marked: [
      [changed(6, { ChargeClass: null }), 'ChargeClass: null, not Correction'],
      [changed(2, { ChargeClass: 'Correction' }), 'ChargeClass: Correction, not null'],
      [
        changed(1, { ChargeFrequency: 'Usage-Based' }),
        'ChargeFrequency: Usage-Based, not not Usage-Based for a Purchase',
      ],
    ],
    focus_ids_are_consistent: [
      [
        changed(1, { SkuPriceId: 'list/dau' }),
        'SkuId of a SkuPriceId: list/dau, not one, not dau and pro',
      ],
      [
        changed(1, { ServiceSubcategory: 'API Management' }),
        'ServiceSubcategory of a ServiceName: Instant Messaging, not one, not API Management and Messaging',
      ],
      [
        changed(1, { BillingAccountId: 'other' }),
        'BillingAccountId of an InvoiceId: INV-2026-000001, not one, not acme and other',
      ],
    ],
  };

  it('can each be broken', () => {
    expect(Object.keys(broken).sort()).toEqual(currentSql().names('focus'));
  });

  const cases = Object.entries(broken).flatMap(([rule, ways]) =>
    ways.map(([tampered, said]) => ({ rule, tampered, said })),
  );

  it.each(cases)('$rule says: $said', async ({ rule, tampered, said }) => {
    const found = await violations(tampered);
    const own = found.filter((text) => text.startsWith(`${rule.replace('focus_', '')} `));
    expect(own.map((text) => text.replace(/^\S+ \S+ /, ''))).toContain(said);
  });
});

describe('assertConformance', () => {
  it('passes rows that are right', async () => {
    await expect(assertConformance(await loaded())).resolves.toBeUndefined();
  });

  it('says all that is wrong, and that it is no fault of the user', async () => {
    const column: FocusColumnName = 'ChargeClass';
    const tampered = await loaded(changed(6, { [column]: null, ChargeCategory: 'Sale' }));
    await expect(assertConformance(tampered)).rejects.toThrow(
      [
        'The rows break the rules of FOCUS; nothing was written. This is a bug of imbill: please report it with these lines.',
        'focus_corrections_are_marked: row 6, ChargeClass is null; expected: Correction',
        'focus_values_are_allowed: row 6, ChargeCategory is Sale; expected: Adjustment, Credit, Purchase, Tax, Usage',
      ].join('\n'),
    );
  });
});
