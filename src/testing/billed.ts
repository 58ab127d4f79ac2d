import type { RunSummary } from '../../pipeline/run-month.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';

type Billed = { invoices: readonly InvoiceDocument[] };

/** Returns the amounts of all lines: `<app> <sku>` → amount. */
export function amounts({ invoices }: Billed): Record<string, string> {
  return Object.fromEntries(linesOf(invoices).map((line) => [keyOf(line), line.amount]));
}

/** Returns the amounts of usage charges only. */
export function postpaidAmounts({ invoices }: Billed): Record<string, string> {
  const lines = linesOf(invoices).filter(({ kind }) => kind === 'postpaid');
  return Object.fromEntries(lines.map((line) => [keyOf(line), line.amount]));
}

/** Returns the daily values of one app and metric; days without data are left out. */
export function days(
  { invoices }: Billed,
  appId: string,
  metric: string,
): Record<string, string> | undefined {
  const series = invoices
    .flatMap(({ usage }) => usage)
    .find((candidate) => candidate.app_id === appId && candidate.metric === metric);
  if (series === undefined) return undefined;
  return Object.fromEntries(
    series.days.flatMap(({ date, quantity }) => (quantity === null ? [] : [[date, quantity]])),
  );
}

/** Lists the findings of all invoices: `<code> <app>: <message>`. */
export function findings({ summary }: Pick<RunSummary, 'summary'>): string[] {
  return summary.findings.map(({ code, app_id, message }) => `${code} ${app_id}: ${message}`);
}

function linesOf(invoices: readonly InvoiceDocument[]): InvoiceLine[] {
  return invoices.flatMap(({ lines }) => lines);
}

function keyOf({ app_id, sku }: InvoiceLine): string {
  return `${app_id} ${sku}`;
}
