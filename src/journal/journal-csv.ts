import { csvCell } from '../analyst/results/csv-cell.ts';
import { harmlessText } from '../analyst/results/harmless-text.ts';
import { credit } from './document-transaction.ts';
import type { Posting, Transaction } from './transaction.ts';

const columns = [
  ...['transaction', 'date', 'document_date', 'kind', 'reference', 'customer_id', 'app_id'],
  ...['account', 'debit', 'credit', 'currency', 'description'],
];

/** Renders a journal as CSV: a row for each posting. No cell works as a formula. */
export function journalCsv(transactions: readonly Transaction[]): string {
  const rows = transactions.flatMap((transaction, index) =>
    transaction.postings.map((posting) => rowOf(transaction, posting, index + 1)),
  );
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

function rowOf(of: Transaction, { account, amount, appId }: Posting, number: number): string {
  const isCredit = amount.startsWith('-');
  const texts = (values: readonly string[]) =>
    values.map((text) => (text === '' ? '' : csvCell(harmlessText(text))));
  return [
    String(number),
    of.date,
    of.documentDate,
    ...texts([of.kind, of.reference, of.customerId, appId ?? '', account]),
    isCredit ? '' : amount,
    isCredit ? credit(amount) : '',
    ...texts([of.currency, of.description]),
  ].join(',');
}
