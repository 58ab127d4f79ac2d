import { join } from 'node:path';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { amountDue } from '../../invoice/amount-due.ts';
import type { SummaryTotal } from '../../invoice/summary.ts';
import type { HookReport } from '../../jobs/hooks.ts';
import type { LogReport } from '../../jobs/log.ts';
import type { RunResult } from '../../jobs/run.ts';
import { shortHash } from '../../ledger/approvals/content-hash.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { type Part, quiet, strong } from '../../terminal/layout.ts';
import type { Table } from '../../terminal/table.ts';
import { describeAlerts } from './alerts.ts';
import { describeAnomalies, describeAnomalyProblems } from './anomalies.ts';
import { approvalJson, describeApprover } from './approval.ts';
import { closingJson, describeClosing } from './closing.ts';
import { describeLoad } from './load.ts';
import { describeLog } from './log.ts';
import { describeModelProblems } from './model-problems.ts';
import { describeOpenItems } from './open-items.ts';
import { describeProjections } from './projections.ts';
import { describeDeliveries } from './ready.ts';

/**
 * Describes a run or a preview.
 *
 * @param workspace The folder as the user named it.
 */
export function describeRun(result: RunResult & Partial<LogReport>, workspace: string): Part[] {
  const { summary, invoices, outdated, zoneChanged } = result;
  const hasTax = invoices.some(({ tax }) => tax !== undefined);
  const table: Table = {
    columns: [
      { title: 'number' },
      { title: 'customer' },
      { title: 'name', fit: 'cut' },
      { title: 'prepaid', isNumber: true },
      { title: 'postpaid', isNumber: true },
      ...(hasTax ? [{ title: 'tax', isNumber: true }] : []),
      { title: 'total', isNumber: true },
      { title: 'findings', isNumber: true, isSpare: true },
    ],
    rows: invoices.map((invoice) => [
      invoice.number,
      invoice.customer_id,
      invoice.customer_name,
      groupDigits(invoice.prepaid),
      groupDigits(invoice.postpaid),
      ...(hasTax ? [groupDigits(invoice.tax?.tax ?? '0.00')] : []),
      `${groupDigits(amountDue(invoice))} ${invoice.currency}`,
      invoice.findings.length === 0 ? '' : String(invoice.findings.length),
    ]),
  };
  return [
    describeLoad(result.load).trimEnd(),
    '',
    table,
    '',
    ...summary.totals.map(describeTotal),
    ...summary.findings.map(({ customer_id, code, message }) =>
      visibleCharacters(
        `! ${customer_id === '' ? 'no customer' : customer_id}: ${message} (${code})`,
      ),
    ),
    ...describeAnomalies(result.month, result.anomalies),
    ...describeDeliveries(result.missing_deliveries, result.late_deliveries),
    ...result.customer_changes.map(({ message }) => visibleCharacters(`* ${message}`)),
    describeIssue(result),
    ...(result.closing === null ? [] : [describeClosing(result.closing)]),
    ...describeDrafts(result),
    ...describeProjections(invoices),
    ...outdated.map(
      ({ number, customer_id, issued_total, current_total }) =>
        `${number} (${visibleCharacters(customer_id)}) stays as issued with ${groupDigits(issued_total)}; recalculated today, its total would be ${groupDigits(current_total)}.`,
    ),
    ...describeZoneChanges(zoneChanged),
    ...describeModelProblems(result.model_problems),
    ...describeAlerts(result),
    ...describeOpenItems(result.open_items),
    ...describeAnomalyProblems(result.anomaly_problems),
    `Reports: ${join(workspace, result.reports, 'summary.html')}`,
    ...(result.log === undefined ? [] : [quiet(describeLog(result.log, workspace))]),
  ];
}

function describeTotal({ currency, total, gross, tax }: SummaryTotal): Part {
  const withTax = tax === undefined ? '' : `, of which ${groupDigits(tax)} is tax`;
  return strong(`Total ${groupDigits(gross ?? total)} ${currency}${withTax}`);
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

/** Describes the content hash of a preview's drafts, and their approvals. */
function describeDrafts({ month, summary, drafts_sha256, approvals }: RunResult): Part[] {
  if (drafts_sha256 === null) return [];
  const approvers = approvals.map(describeApprover);
  if (summary.issued) return approvers;
  return [
    quiet(`Content hash of the drafts: ${drafts_sha256}`),
    ...approvers,
    `To approve them: imbill approve --month ${month} --hash ${shortHash(drafts_sha256)} --by NAME`,
  ];
}

/** Returns the `--json` document of a run or a preview. */
export function runDocument(result: RunResult & HookReport & Partial<LogReport>): unknown {
  const { month, load, invoices, summary, newNumbers, outdated, reports, model_problems } = result;
  const { zoneChanged: zone_changed, open_items, alerts, alert_problems } = result;
  const { drafts_sha256, approvals } = result;
  return {
    month,
    issued: summary.issued,
    new_invoices: newNumbers.length,
    load,
    invoices,
    totals: summary.totals,
    findings: summary.findings,
    missing_deliveries: result.missing_deliveries,
    late_deliveries: result.late_deliveries,
    anomalies: result.anomalies,
    anomaly_problems: result.anomaly_problems,
    customer_changes: result.customer_changes,
    outdated,
    zone_changed,
    model_problems,
    open_items,
    alerts,
    alert_problems,
    hooks: result.hooks,
    closing: closingJson(result.closing),
    drafts_sha256,
    approvals: approvals.map(approvalJson),
    reports,
    ...(result.log === undefined ? {} : { log: result.log }),
  };
}
