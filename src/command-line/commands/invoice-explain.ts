import type { Command } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { isTablePath } from '../../intake/records/table-sources.ts';
import type { ExplainedDay, ExplainedLine, Explanation, LineEvidence } from '../../jobs/explain.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { printJson, printText } from '../print/output.ts';
import { describeTax, explainTax } from '../print/tax.ts';
import {
  addCommand,
  type CommandLine,
  contextOf,
  engineOption,
  type GlobalOptions,
} from './command.ts';

interface Options extends GlobalOptions {
  line?: string;
  app?: string;
  rows?: true;
}

/** Adds `imbill invoice explain`. */
export function addInvoiceExplain(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'explain <number>', 'Explain where the amounts of a document come from', [
    'imbill invoice explain INV-2026-000001',
    'imbill invoice explain INV-2026-000001 --line dau --app 1400000001 --rows',
  ])
    .option('--line <sku>', 'only one charge')
    .option('--app <app>', 'only one app')
    .option('--rows', 'also list the delivered lines: file, line number, time')
    .addOption(engineOption())
    .action(async (number: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { line: sku, app: appId, rows: withRows = false } = options;
      const context = contextOf(options, output, 'imbill invoice explain');
      const explanation = await jobs.explain(context, { number, sku, appId, withRows });
      if (options.json) printJson(output, explanation);
      else printText(output, describeExplanation(explanation));
    });
}

function describeExplanation(explanation: Explanation): string {
  const { number, month, customer_id, prepaid, postpaid, total, currency } = explanation;
  const text = [
    `${number} for ${month}, customer ${customer_id}`,
    ...explanation.lines.flatMap((line) => ['', ...describeLine(line, currency)]),
    '',
    `Prepaid ${groupDigits(prepaid)} + postpaid ${groupDigits(postpaid)} = total ${groupDigits(total)} ${currency}`,
    ...describeTax(explanation.tax, currency),
    ...explainTax(explanation),
    ...describeProvenance(explanation),
  ];
  return `${text.map(visibleCharacters).join('\n')}\n`;
}

function describeProvenance({ time_zone, versions }: Explanation): string[] {
  if (versions === undefined) return [];
  const { imbill, duckdb, time_zone_sha256: zone } = versions;
  const data = zone === undefined ? '' : ` (zone data ${zone.slice(0, 12)})`;
  return [`Calculated by imbill ${imbill} with DuckDB ${duckdb}, days of ${time_zone}${data}`];
}

function describeLine(line: ExplainedLine, currency: string): string[] {
  const { app_id, sku, amount, tax, explanation, source, rule, sql, quantity_now, days } = line;
  return [
    `App ${app_id}, ${sku}: ${groupDigits(amount)} ${currency}`,
    `  ${explanation.en}`,
    ...(tax === undefined
      ? []
      : [`  Tax ${tax.percent}%: net ${groupDigits(tax.net)} + tax ${groupDigits(tax.tax)}`]),
    ...(rule === undefined ? [] : [`  Rule: ${rule}`]),
    `  Source: ${source}`,
    ...(days === undefined ? describeDecidingDay(line) : days.flatMap(describeDay)),
    ...(sql === undefined
      ? []
      : [`  imbill sql ${quoteForShell(sql)}`, `    gives ${quantity_now ?? 'nothing'} now`]),
  ];
}

function describeDecidingDay({ day, slot, evidence }: ExplainedLine): string[] {
  return evidence === undefined
    ? []
    : [`  Value of ${slot ?? day}:`, ...describeEvidence(evidence)];
}

function describeDay({ day, quantity, exact_quantity, slot, evidence }: ExplainedDay): string[] {
  if (quantity === null) return [`  ${day}: no data`];
  const value = `${exact_quantity === undefined ? '' : '≈ '}${groupDigits(quantity)}`;
  return [
    `  ${day}: ${value}${slot === undefined ? '' : `, slot ${slot}`}`,
    ...(evidence === undefined ? [] : describeEvidence(evidence)),
  ];
}

function describeEvidence(evidence: LineEvidence): string[] {
  const { files, nodes, missing, erased, rows = [], rows_in_all } = evidence;
  const more = Number(rows_in_all ?? 0) - rows.length;
  return [
    ...missing.map((path) => `    ${path} is not in the lake`),
    ...(erased === undefined ? [] : [`    ${visibleCharacters(erased)}`]),
    ...nodes.map(
      ({ node, mbps }) =>
        `    node ${node === '' ? '(not named)' : node}: ${groupDigits(mbps)} Mbps`,
    ),
    ...files.map((file) => `    ${describeFile(file)}`),
    ...rows.map(
      ({ file, line, time, what }) =>
        `    ${file}, ${isTablePath(file) ? 'row' : 'line'} ${line}: ${time === '' ? '' : `${time} `}${what}`,
    ),
    ...(more > 0 ? [`    and ${groupDigits(String(more))} more lines`] : []),
  ];
}

function describeFile({ file, lines, users, value }: LineEvidence['files'][number]): string {
  const count = (number: string, one: string) =>
    `${groupDigits(number)} ${one}${number === '1' ? '' : 's'}`;
  const held = users === undefined ? '' : `, ${count(users, 'user')}`;
  const reported = value === undefined ? '' : `, counted elsewhere: ${groupDigits(value)}`;
  return `${file}: ${count(lines, isTablePath(file) ? 'row' : 'line')}${held}${reported}`;
}

function quoteForShell(sql: string): string {
  return `"${sql.replaceAll(/[\\"$`]/g, '\\$&')}"`;
}
