import stringWidth from 'string-width';
import { quotedText } from '../../base/visible-characters.ts';
import type { TriedLine, TriedRejects, TriedSource } from '../../jobs/try-source.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { cutText, padText, wrapLine } from '../../terminal/wrap.ts';
import { printable } from './text-table.ts';

/** Most characters of a line. */
const width = 80;

/** Describes how a file is read: its form, its columns, its first lines, its rejects, and its settings. */
export function describeTriedSource(tried: TriedSource): string {
  const blocks = [
    describeForm(tried),
    block('Columns', describeColumns(tried)),
    block('First lines', tried.first_lines.flatMap(describeLine)),
    describeCounts(tried),
    block('Rejected', tried.rejects.flatMap(describeRejects)),
    block(
      'Refused',
      (tried.refused ?? '').split('\n').flatMap((line) => wrapped(line, '  ')),
    ),
    block(
      'Check',
      tried.to_check.flatMap((text) => wrapped(text, '  ! ')),
    ),
    describeSettings(tried),
  ];
  return blocks.filter((text) => text !== '').join('\n');
}

function block(title: string, lines: readonly string[]): string {
  if (lines.every((line) => line.trim() === '')) return '';
  return `${title}\n${lines.map((line) => `${line}\n`).join('')}`;
}

function describeForm({ file, kind, form, other_files: others }: TriedSource): string {
  const { format, encoding, delimiter, time_format, time_zone } = form;
  const columns = delimiter === undefined ? '' : `, columns divided by ${signName(delimiter)}`;
  const times = [time_format, time_zone && `in ${time_zone}`].filter(Boolean).join(' ');
  const rows = [
    ['kind', kind],
    ['format', `${format}${columns}`],
    ['encoding', encoding],
    ['times', times],
    ['beside it', others.length > 0 ? `${countOf(others.length, 'file')} in the zip file` : ''],
  ];
  const lines = rows.flatMap(([name = '', value = '']) =>
    value === '' ? [] : wrapped(value, `  ${name.padEnd(10)}`),
  );
  return block(cutText(printable(file), width), lines);
}

function signName(sign: string): string {
  const names: Readonly<Record<string, string>> = { '\t': 'tabs', ' ': 'spaces' };
  return names[sign] ?? `"${sign}"`;
}

function describeColumns({ columns, other_columns: others }: TriedSource): string[] {
  const pairs = Object.entries(columns);
  const widest = Math.min(40, Math.max(0, ...pairs.map(([, path]) => stringWidth(path))));
  const lines = pairs.map(
    ([name, path]) => `  ${padText(cutText(printable(path), 40), widest)}  →  ${name}`,
  );
  if (others.length === 0) return lines;
  const listed = others.slice(0, 12).map(printable).join(', ');
  const more = others.length > 12 ? ` and ${others.length - 12} more` : '';
  return [...lines, ...wrapped(`kept, but measures nothing: ${listed}${more}`, '  ')];
}

function describeLine({ line_number, raw, values, problem }: TriedLine): string[] {
  const number = `  ${String(line_number).padStart(4)}  `;
  const below = ' '.repeat(number.length);
  const read =
    problem !== undefined
      ? `✗ ${problemText(problem)}`
      : values === undefined
        ? '– ignored'
        : Object.values(values).map(printable).join(' · ');
  const lines = raw === '' ? [] : [cutText(printable(raw), width - number.length)];
  return [...lines, ...wrapped(read, '')].flatMap((line, index) =>
    index === 0 ? [`${number}${line}`] : wrapped(line, below),
  );
}

function problemText({ column, value, reason }: NonNullable<TriedLine['problem']>): string {
  if (column === '') return reason;
  return value === ''
    ? `${column} ${reason}`
    : `${column} is ${quotedText(value)}, ${reason.replace(/^is /, '')}`;
}

function describeCounts({ counts, is_whole }: TriedSource): string {
  if (counts === undefined) return '';
  const { lines, headers, accepted, ignored, rejected } = counts;
  const parts = [
    ...(headers > 0 ? [countOf(headers, 'header')] : []),
    `${digits(accepted)} accepted${ignored > 0 ? ` (${digits(ignored)} of them ignored)` : ''}`,
    `${digits(rejected)} rejected`,
  ];
  const start = is_whole ? '' : 'The first ';
  return `${start}${countOf(lines, 'line')} = ${parts.join(' + ')}\n`;
}

function digits(count: number): string {
  return groupDigits(String(count));
}

function describeRejects({ lines, first_line, setting, ...problem }: TriedRejects): string[] {
  const which =
    lines === 1 ? `line ${first_line}` : `${digits(lines)} lines from line ${first_line} on`;
  return [
    ...wrapped(`${which}: ${problemText(problem)}`, '  '),
    ...(setting === undefined ? [] : wrapped(setting, '    ')),
  ];
}

function describeSettings({ settings }: TriedSource): string {
  if (settings === undefined) return '';
  return `Settings for imbill.yaml (guessed)\n${'─'.repeat(width)}\n${settings}`;
}

/** Wraps a text at words, each line after the first under the text of the first. */
function wrapped(text: string, head: string): string[] {
  const hang = stringWidth(head);
  return wrapLine(`${head}${printable(text)}`, { width, hang }).map((line) => cutText(line, width));
}
