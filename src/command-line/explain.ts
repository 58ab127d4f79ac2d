import type { ExplainedLine, Explanation, LineEvidence } from '../jobs/jobs.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { type Output, printJson, printText } from './output.ts';
import { printable } from './text-table.ts';

/** Shows where a document's amounts come from. */
export function showExplanation(
  explanation: Explanation,
  { json }: { json?: true },
  output: Output,
): void {
  if (json) {
    printJson(output, explanation);
    return;
  }
  const { number, month, customer_id, prepaid, postpaid, total, currency } = explanation;
  const text = [
    `${number} for ${month}, customer ${customer_id}`,
    ...explanation.lines.flatMap((line) => ['', ...lineInWords(line, currency)]),
    '',
    `Prepaid ${groupDigits(prepaid)} + postpaid ${groupDigits(postpaid)} = total ${groupDigits(total)} ${currency}`,
    ...(explanation.versions === undefined ? [] : [madeByInWords(explanation)]),
  ];
  printText(output, `${text.map(printable).join('\n')}\n`);
}

function madeByInWords({ time_zone, versions }: Explanation): string {
  const { imbill, duckdb, time_zone_sha256: zone } = versions!;
  const data = zone === undefined ? '' : ` (zone data ${zone.slice(0, 12)})`;
  return `Made by imbill ${imbill} with DuckDB ${duckdb}, days of ${time_zone}${data}`;
}

function lineInWords(line: ExplainedLine, currency: string): string[] {
  const { app_id, sku, amount, explanation, source, rule, sql, quantity_now, evidence } = line;
  return [
    `App ${app_id}, ${sku}: ${groupDigits(amount)} ${currency}`,
    `  ${explanation.en}`,
    ...(rule === undefined ? [] : [`  Rule: ${rule}`]),
    `  Source: ${source}`,
    ...(evidence === undefined ? [] : evidenceInWords(line, evidence)),
    ...(sql === undefined
      ? []
      : [`  imbill sql ${shellQuoted(sql)}`, `    gives ${quantity_now ?? 'nothing'} now`]),
  ];
}

function evidenceInWords({ day, slot }: ExplainedLine, evidence: LineEvidence): string[] {
  const { files, nodes, missing, rows = [], rows_in_all } = evidence;
  const more = Number(rows_in_all ?? 0) - rows.length;
  return [
    `  Value of ${slot ?? day}:`,
    ...missing.map((path) => `    ${path} is not in the lake`),
    ...nodes.map(
      ({ node, mbps }) =>
        `    node ${node === '' ? '(not named)' : node}: ${groupDigits(mbps)} Mbps`,
    ),
    ...files.map((file) => `    ${fileInWords(file)}`),
    ...rows.map(
      ({ file, line, time, what }) =>
        `    ${file}, line ${line}: ${time === '' ? '' : `${time} `}${what}`,
    ),
    ...(more > 0 ? [`    and ${groupDigits(String(more))} more lines`] : []),
  ];
}

function fileInWords({ file, lines, users, value }: LineEvidence['files'][number]): string {
  const count = (number: string, one: string) =>
    `${groupDigits(number)} ${one}${number === '1' ? '' : 's'}`;
  const held = users === undefined ? '' : `, ${count(users, 'user')}`;
  const reported = value === undefined ? '' : `, counted elsewhere: ${groupDigits(value)}`;
  return `${file}: ${count(lines, 'line')}${held}${reported}`;
}

function shellQuoted(sql: string): string {
  return `"${sql.replaceAll(/[\\"$`]/g, '\\$&')}"`;
}
