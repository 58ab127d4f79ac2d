import { byteOrderMark } from '../../base/csv.ts';
import type { ColumnType } from '../sandbox/column-type.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import { csvCell } from './csv-cell.ts';
import { isNumeric } from './exact-value.ts';
import { type Format, rowsOf } from './format.ts';
import { harmlessText } from './harmless-text.ts';
import { shortTextOf } from './short-decimal.ts';

/**
 * Creates CSV for people and programs in which no cell works as a formula: a text that begins like one gets a leading
 * `'`. Numbers stay numbers, negative ones too. Money has two places, other decimals have no trailing zeros.
 *
 * @param options.isMarked True to begin with a byte order mark, for a file that a person opens.
 */
export function spreadsheetCsvFormat({ isMarked = false } = {}): Format {
  let cells: ((value: Plain) => string)[] = [];
  return {
    begin(columns) {
      cells = columns.map(({ type }) => cellOf(type));
      const mark = isMarked ? byteOrderMark : '';
      return `${mark}${columns.map(({ name }) => csvCell(harmlessText(name))).join(',')}\n`;
    },
    rows(chunk) {
      let lines = '';
      for (const row of rowsOf(chunk, cells)) lines += `${row.join(',')}\n`;
      return lines;
    },
    end: () => '',
  };
}

function cellOf(type: ColumnType): (value: Plain) => string {
  const text = shortTextOf(type);
  const isNumber = isNumeric(type);
  return (value) => {
    if (value === null) return '';
    const plain = text(value);
    return isNumber && /^-?\d/.test(plain) ? plain : csvCell(harmlessText(plain));
  };
}
