import { join } from 'node:path';
import type { RunResult } from '../../jobs/run.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { countOf } from './count.ts';
import { describeLoad } from './load.ts';
import { describeModelProblems } from './model-problems.ts';
import { describeOpenItems } from './open-items.ts';
import { describeProjections } from './projections.ts';
import { printable, textTable } from './text-table.ts';

/**
 * Describes a run or a preview.
 *
 * @param workspace The folder as the user named it.
 */
export function describeRun(result: RunResult, workspace: string): string {
  const { summary, invoices, outdated, zoneChanged } = result;
  const table = textTable(
    [
      { title: 'number' },
      { title: 'customer' },
      { title: 'name' },
      { title: 'prepaid', isNumber: true },
      { title: 'postpaid', isNumber: true },
      { title: 'total', isNumber: true },
      { title: 'findings', isNumber: true },
    ],
    invoices.map((invoice) => [
      invoice.number,
      invoice.customer_id,
      invoice.customer_name,
      groupDigits(invoice.prepaid),
      groupDigits(invoice.postpaid),
      `${groupDigits(invoice.total)} ${invoice.currency}`,
      invoice.findings.length === 0 ? '' : String(invoice.findings.length),
    ]),
  );
  return [
    describeLoad(result.load).trimEnd(),
    '',
    table,
    ...summary.totals.map(({ currency, total }) => `Total ${groupDigits(total)} ${currency}`),
    ...summary.findings.map(({ customer_id, code, message }) =>
      printable(`! ${customer_id === '' ? 'no customer' : customer_id}: ${message} (${code})`),
    ),
    describeIssue(result),
    ...describeProjections(invoices),
    ...outdated.map(
      ({ number, customer_id, issued_total, current_total }) =>
        `${number} (${printable(customer_id)}) stays as issued with ${groupDigits(issued_total)}; recalculated today, its total would be ${groupDigits(current_total)}.`,
    ),
    ...describeZoneChanges(zoneChanged),
    ...describeModelProblems(result.model_problems),
    ...describeOpenItems(result.open_items),
    `Reports: ${join(workspace, result.reports, 'summary.html')}`,
    '',
  ].join('\n');
}

function describeZoneChanges(months: readonly string[]): string[] {
  if (months.length === 0) return [];
  return [
    `The time zone's data changed since ${months.join(', ')} ${months.length === 1 ? 'was' : 'were'} issued: some instants now fall on another day. The documents and the loaded lines do not change. imbill invoice regenerate --month ${months[0]} --from-files shows what would differ.`,
  ];
}

function describeIssue({ month, summary, invoices, newNumbers }: RunResult): string {
  const count = newNumbers.length;
  if (!summary.issued) return `This is a preview of ${month}; nothing was issued.`;
  if (invoices.length === 0) return `No customer has a charge in ${month}; nothing was issued.`;
  if (count === 0) return `${month} was issued before; nothing changed.`;
  return `Issued ${countOf(count, 'invoice')} for ${month}.`;
}

/** Returns the `--json` document of a run or a preview. */
export function runDocument(result: RunResult): unknown {
  const { month, load, invoices, summary, newNumbers, outdated, reports, model_problems } = result;
  const { zoneChanged: zone_changed, open_items } = result;
  return {
    month,
    issued: summary.issued,
    new_invoices: newNumbers.length,
    load,
    invoices,
    totals: summary.totals,
    findings: summary.findings,
    outdated,
    zone_changed,
    model_problems,
    open_items,
    reports,
  };
}
