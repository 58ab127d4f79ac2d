import { compareText } from '../rating/compare-text.ts';
import { safeName } from './account-names.ts';
import type { Posting, Transaction } from './transaction.ts';

/** Renders a journal for hledger and other plain-text accounting: also with the accounts that it uses. */
export function hledgerText(transactions: readonly Transaction[]): string {
  const currencies = sorted(transactions.map(({ currency }) => currency));
  const accounts = sorted(
    transactions.flatMap(({ postings }) => postings.map(({ account }) => account)),
  );
  return [
    ...currencies.map((currency) => `commodity 1000.00 ${commodity(currency)}\n`),
    ...accounts.map((account) => `account ${account}\n`),
    ...transactions.map((transaction) => `\n${transactionText(transaction)}`),
  ].join('');
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted(compareText);
}

function transactionText(transaction: Transaction): string {
  const { date, documentDate, kind, reference, customerId, currency, postings } = transaction;
  const tags = `kind:${kind}, customer_id:${safeName(customerId)}, document_date:${documentDate}`;
  const width = Math.max(...postings.map(({ account }) => account.length));
  const amountWidth = Math.max(...postings.map(({ amount }) => amount.length));
  return [
    `${date} (${safeName(reference)}) ${oneLine(transaction.description)}`,
    `    ; ${tags}`,
    ...postings.map((posting) => postingText(posting, currency, { width, amountWidth })),
    '',
  ].join('\n');
}

function postingText(
  { account, amount, appId }: Posting,
  currency: string,
  { width, amountWidth }: { width: number; amountWidth: number },
): string {
  const tag = appId === undefined ? '' : `  ; app_id:${safeName(appId)}`;
  const sum = `${amount.padStart(amountWidth)} ${commodity(currency)}`;
  return `    ${account.padEnd(width)}  ${sum}${tag}`;
}

/** Writes a currency as hledger reads it: in quotes unless it is of letters only. */
function commodity(currency: string): string {
  return /^[A-Za-z]+$/.test(currency) ? currency : `"${currency.replaceAll(/["\p{C}]/gu, '_')}"`;
}

/** Writes a text on one line without what begins a comment, a code or a payee in a journal. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[;|\s\p{C}\p{Z}]+/gu, ' ')
    .replace(/^[\s*!(]+/, '')
    .trim();
}
