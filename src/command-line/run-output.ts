import { join } from 'node:path';
import type { LoadResult, RunResult } from '../jobs/jobs.ts';
import { groupDigits } from '../money/group-digits.ts';
import { shortWord } from '../warehouse/failed-logins.ts';
import type { LateMonth } from '../warehouse/late-data.ts';
import { describeRejectedLine } from '../warehouse/rejected-lines.ts';
import { modelProblemsInWords } from './model-output.ts';
import { projectionsInWords } from './projection-output.ts';
import { printable, textTable } from './text-table.ts';

/** What a load took in, for people. */
export function loadInWords(load: LoadResult): string {
  const { files, duplicates, known, lines, headers, accepted, ignored, rejected } = load;
  const sentences = [
    files === 0
      ? known === 0
        ? 'Nothing to load: no file matches the sources.'
        : `Nothing new: ${known} ${known === 1 ? 'file is' : 'files are'} known already.`
      : `Loaded ${files} ${files === 1 ? 'file' : 'files'}${duplicates > 0 ? ` (${duplicates} with content that is known: duplicates)` : ''}: ${groupDigits(String(lines))} lines = ${headers} headers + ${groupDigits(String(accepted))} accepted + ${groupDigits(String(rejected))} rejected.`,
  ];
  if (ignored > 0) {
    sentences.push(
      `${groupDigits(String(ignored))} accepted lines are of another kind and not kept.`,
    );
  }
  if (files + known > 0) {
    for (const glob of load.unmatched) sentences.push(`No file matches ${printable(glob)}.`);
  }
  for (const line of load.first_rejects) {
    sentences.push(printable(`Rejected: ${describeRejectedLine(line).replaceAll('\n', ' ')}`));
  }
  if (rejected > load.first_rejects.length) {
    sentences.push(`All rejected lines: imbill sql "select * from rejects"`);
  }
  for (const { path, words } of load.all_failed) {
    sentences.push(
      printable(
        `${path}: no login succeeded, so no user counts. Results: ${words.map(shortWord).join(', ')}. If one of these means success, name it with success: [...] of the source in imbill.yaml.`,
      ),
    );
  }
  sentences.push(...knownFilesInWords(load));
  for (const { path, batch_id, reason } of load.withdrawn) {
    sentences.push(
      printable(
        `${path} holds what was withdrawn (batch ${batch_id}: ${reason}); it stays withdrawn. imbill load --restore ${batch_id} --reason TEXT makes it count as it was read; imbill load --again ${path} reads it anew by the settings of now.`,
      ),
    );
  }
  sentences.push(...load.late.map(lateMonthInWords));
  return `${sentences.join('\n')}\n`;
}

const shownFiles = 3;

/** What became of files that were known, and of those that are none. */
function knownFilesInWords(load: LoadResult): string[] {
  const { left_out, grown, replaced, same_content, gone } = load;
  const shown = (paths: readonly string[]) => {
    const more = paths.length > shownFiles ? ` and ${paths.length - shownFiles} more` : '';
    return `${paths.slice(0, shownFiles).map(printable).join(', ')}${more}`;
  };
  const sentences: string[] = [];
  if (left_out.length > 0)
    sentences.push(
      `Left out as unfinished or hidden: ${shown(left_out)}. ignore: in imbill.yaml says which files are no deliveries.`,
    );
  if (grown.length > 0) {
    const lines = grown.reduce((sum, file) => sum + file.lines, 0);
    const paths = shown(grown.map(({ path }) => path));
    sentences.push(
      `Grown since the last load: ${paths}; ${groupDigits(String(lines))} more lines.`,
    );
  }
  for (const { path, batch_id } of replaced)
    sentences.push(
      `${printable(path)} holds other content now; what it held before (batch ${batch_id}) counts no more. If both are right, imbill load --restore ${batch_id} --reason TEXT makes it count as well.`,
    );
  sentences.push(...readAgainInWords(load, shown));
  for (const { path, same_as } of same_content.slice(0, shownFiles))
    sentences.push(
      `${printable(path)} holds the same as ${printable(same_as)} and counts once. If they are of two nodes, give each an entry of its own with constants: { node: NAME }.`,
    );
  if (same_content.length > shownFiles)
    sentences.push(`${same_content.length - shownFiles} more bandwidth files likewise.`);
  const next = {
    settings:
      'They were read by other settings than imbill.yaml has for them now, and count so. Put them back and load again; or withdraw them with --withdraw; or, if they were read right, give them an entry of their own with the settings of then.',
    asked: 'They count as they were read. Put them back and ask again.',
  };
  for (const because of ['settings', 'asked'] as const) {
    const paths = gone.filter((file) => file.because === because).map(({ path }) => path);
    if (paths.length > 0)
      sentences.push(`Cannot be read again, as they are gone: ${shown(paths)}. ${next[because]}`);
  }
  return sentences;
}

function readAgainInWords(
  { read_again }: LoadResult,
  shown: (paths: readonly string[]) => string,
): string[] {
  const why = { settings: 'as their entry in imbill.yaml changed', asked: 'on request' };
  return (['settings', 'asked'] as const).flatMap((because) => {
    const files = read_again.filter((file) => file.because === because);
    if (files.length === 0) return [];
    const others = files.filter((file) => file.has_other_rows).map(({ path }) => path);
    const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
    const came =
      others.length === 0
        ? 'to the same rows.'
        : `other rows count now in place of those before: ${shown(others)}.`;
    return [`Read again, ${why[because]}: ${count}; ${came}`];
  });
}

/** That rows of an issued month became known or count no more, and what to do. */
export function lateMonthInWords({ month, files }: LateMonth): string {
  const shown = files.slice(0, 3).map(printable).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more files` : '';
  const hold = files.length === 1 ? 'holds' : 'hold';
  return `${shown}${more} ${hold} rows for ${month}, which was issued before; its documents stay. imbill correct --month ${month} --dry-run shows what changes.`;
}

/**
 * A run or preview, for people.
 *
 * @param workspace The folder as the user named it.
 */
export function runInWords(result: RunResult, workspace: string): string {
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
    loadInWords(result.load).trimEnd(),
    '',
    table,
    ...summary.totals.map(({ currency, total }) => `Total ${groupDigits(total)} ${currency}`),
    ...summary.findings.map(({ customer_id, code, message }) =>
      printable(`! ${customer_id === '' ? 'no customer' : customer_id}: ${message} (${code})`),
    ),
    whatWasIssued(result),
    ...projectionsInWords(invoices),
    ...outdated.map(
      ({ number, customer_id, issued_total, current_total }) =>
        `${number} (${printable(customer_id)}) stays as issued with ${groupDigits(issued_total)}; by what is known now it would come to ${groupDigits(current_total)}.`,
    ),
    ...zoneChangedInWords(zoneChanged),
    ...modelProblemsInWords(result.model_problems),
    `Reports: ${join(workspace, result.reports, 'summary.html')}`,
    '',
  ].join('\n');
}

function zoneChangedInWords(months: readonly string[]): string[] {
  if (months.length === 0) return [];
  return [
    `The time zone's data changed since ${months.join(', ')} ${months.length === 1 ? 'was' : 'were'} issued: some instants belong to another day now. The documents and the loaded lines stay. imbill invoice regenerate --month ${months[0]} --from-files shows what would differ.`,
  ];
}

function whatWasIssued({ month, summary, invoices, newNumbers }: RunResult): string {
  const count = newNumbers.length;
  if (!summary.issued) return `This is a preview of ${month}; nothing was issued.`;
  if (invoices.length === 0) return `No customer has a charge in ${month}; nothing was issued.`;
  if (count === 0) return `${month} was issued before; nothing changed.`;
  return `Issued ${count} ${count === 1 ? 'invoice' : 'invoices'} for ${month}.`;
}

/** The `--json` document. Source: DESIGN, "The command line". */
export function runAsJson(result: RunResult): unknown {
  const { month, load, invoices, summary, newNumbers, outdated, reports, model_problems } = result;
  const zone_changed = result.zoneChanged;
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
    reports,
  };
}
