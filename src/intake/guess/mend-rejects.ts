import type { SourceSettings } from '../records/source-settings.ts';
import { guessTimes } from './guess-times.ts';

/** Lines of a file that were rejected for one reason. */
export interface RejectedLines {
  /** Canonical column; empty if the whole line is wrong. */
  column: string;
  reason: string;
  /** Value of the first of them. */
  value: string;
  lines: number;
}

/** Keys of an entry that decide how its lines are read. */
type Entry = Pick<
  SourceSettings,
  'columns' | 'timeZone' | 'timeFormats' | 'format' | 'preset' | 'ownPreset'
>;

/**
 * Returns the setting that would mend lines which were all rejected for one reason, as a sentence. Undefined if the
 * lines themselves must be corrected.
 *
 * @param isAll True if no line of the file was accepted.
 */
export function settingThatMends(
  rejected: RejectedLines,
  entry: Entry | undefined,
  isAll: boolean,
): string | undefined {
  const { column, reason, value, lines } = rejected;
  if (reason === 'is a local time without an offset')
    return 'In the source, set time_zone:, such as Asia/Shanghai.';
  if (/^is not a real (time|date)/.test(reason)) return timeFormatFor(value, entry);
  if (reason.startsWith('is not UTF-8')) return 'In the source, set encoding:, such as gbk.';
  if (reason.startsWith('is not of the form of the access log'))
    return 'In the source, set log_format: to the form of its lines, as nginx writes it.';
  if (reason === 'is not a JSON object')
    return isAll && lines > 1
      ? 'In the source, set format: to what the file is: csv, json or access-log.'
      : undefined;
  if (reason.startsWith('has no JSON object at'))
    return 'Correct root: of the preset in imbill.yaml.';
  if (reason === 'is not an event that is counted')
    return `Say what ${JSON.stringify(value)} means with words: of a preset: created, dismissed, full or ignore.`;
  if (reason === 'is neither domestic nor international')
    return `Say what ${JSON.stringify(value)} means with words: of a preset: domestic or international.`;
  if (reason === 'is a word for an id that is missing')
    return 'If it is an id, set empty_ids: in the source to the words that are none.';
  if (reason !== 'is empty' || entry === undefined) return undefined;
  if (isAll) return missingKey(column, entry);
  return entry.format === 'access-log'
    ? 'If other lines are meant, name those that count with only: of a preset, such as only: { path: /login }.'
    : undefined;
}

function timeFormatFor(value: string, entry: Entry | undefined): string | undefined {
  const [format] = guessTimes([value])?.formats ?? [];
  if (format === undefined) return undefined;
  const zone =
    format.includes('Z') || entry?.timeZone !== undefined
      ? ''
      : ' and time_zone:, such as Asia/Shanghai';
  return `In the source, set time_format: ${format}${zone}.`;
}

function missingKey(column: string, { columns, preset, ownPreset }: Entry): string {
  const names = columns[column] ?? ownPreset?.columns[column]?.join(' or ') ?? column;
  const isBuiltIn = preset !== undefined && columns[column] === undefined;
  const looked = isBuiltIn ? `what the preset ${preset} reads as ${column}` : names;
  return `No line has ${looked}. Say where it is with columns: { ${column}: … } in the source; imbill sources try FILE lists the keys.`;
}
