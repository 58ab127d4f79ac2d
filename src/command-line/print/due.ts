import { harmlessText } from '../../analyst/results/harmless-text.ts';
import { csvLine } from '../../base/csv.ts';
import type { DueAmounts, DueCustomer, DueResult } from '../../jobs/due.ts';
import { isZero } from '../../money/decimal.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import type { Part } from '../../terminal/layout.ts';
import type { Table } from '../../terminal/table.ts';

/** Keys of the amounts by age, each with the days since the due date. */
const ages = {
  not_overdue: 'not overdue',
  days_1_to_7: '1–7',
  days_8_to_30: '8–30',
  days_31_to_90: '31–90',
  over_90_days: 'over 90',
} satisfies Partial<Record<keyof DueAmounts, string>>;

/** Describes what each customer owes by age, and every document that is open. */
export function describeDue({ on, customers, totals }: DueResult): Part[] {
  if (customers.length === 0) return [`Nothing is open on ${on}.`];
  const isOwed = customers.some(({ documents }) => documents.length > 0);
  return [
    `On ${on}, by days overdue (not overdue, 1–7, 8–30, 31–90, over 90):`,
    customerTable(customers, totals),
    ...(isOwed ? ['', documentTable(customers)] : []),
  ];
}

function customerTable(customers: DueResult['customers'], totals: DueResult['totals']): Table {
  const amountsOf = (row: DueAmounts) =>
    [row.balance, row.open, row.overdue, ...ageKeys.map((key) => row[key])].map(amountText);
  return {
    columns: [
      { title: 'customer' },
      { title: '' },
      ...['balance', 'open', 'overdue', ...Object.values(ages)].map((title) => ({
        title,
        isNumber: true,
      })),
    ],
    rows: [
      ...customers.map((row) => [row.customer_id, row.currency, ...amountsOf(row)]),
      ...totals.map((row) => [totalTitle, row.currency, ...amountsOf(row)]),
    ],
    toneOf: ([first]) => (first === totalTitle ? 'strong' : undefined),
  };
}

const totalTitle = 'total';
const ageKeys = Object.keys(ages) as (keyof typeof ages)[];

function amountText(amount: string): string {
  return isZero(amount) ? '' : groupDigits(amount);
}

function documentTable(customers: readonly DueCustomer[]): Table {
  return {
    columns: [
      { title: 'number' },
      { title: 'customer' },
      { title: 'due' },
      { title: 'status', isSpare: true },
      ...['amount', 'credited', 'paid', 'open', 'days overdue'].map((title) => ({
        title,
        isNumber: true,
      })),
    ],
    rows: customers.flatMap(({ customer_id, currency, documents }) =>
      documents.map((one) => [
        one.number,
        customer_id,
        one.due_date,
        one.status,
        groupDigits(one.amount),
        amountText(one.credited),
        amountText(one.paid),
        `${groupDigits(one.open)} ${currency}`,
        one.days_overdue === 0n ? '' : String(one.days_overdue),
      ]),
    ),
  };
}

const numberColumns = ['amount', 'credited', 'paid', 'open', 'days_overdue'];
const csvColumns = [
  ...['customer_id', 'customer_name', 'number', 'kind', 'month', 'issue_date', 'due_date'],
  ...['currency', ...numberColumns, 'status'],
];

/**
 * Renders the open items as CSV: a row for each open document, and one with a negative `open` for each
 * balance. The column `open` adds up to what customers owe. No text works as a formula in a spreadsheet.
 */
export function dueCsv({ customers }: DueResult): string {
  const rows = customers.flatMap((customer) => [
    ...customer.documents.map((document) => ({ ...customer, ...document })),
    ...(isZero(customer.balance)
      ? []
      : [{ ...customer, kind: 'balance', open: `-${customer.balance}` }]),
  ]);
  const cells = rows.map((row) =>
    csvColumns.map((column) => {
      const value = String((row as unknown as Record<string, unknown>)[column] ?? '');
      return numberColumns.includes(column) ? value : harmlessText(value);
    }),
  );
  return [csvColumns, ...cells].map(csvLine).join('');
}
