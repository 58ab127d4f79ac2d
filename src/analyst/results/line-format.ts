import stringWidth from 'string-width';
import { textOf } from './exact-value.ts';
import { type Format, rowsOf } from './format.ts';
import { nullMark, visibleText } from './visible-text.ts';

/** Creates a card a row for people: a line a column, the name before the exact value. */
export function lineFormat(): Format {
  let names: string[] = [];
  let cells: ReturnType<typeof textOf>[] = [];
  let hasRows = false;
  return {
    begin(columns) {
      const shown = columns.map(({ name }) => visibleText(name));
      const width = Math.max(0, ...shown.map((name) => stringWidth(name)));
      names = shown.map((name) => name + ' '.repeat(width - stringWidth(name)));
      cells = columns.map(({ type }) => {
        const text = textOf(type);
        return (value) => (value === null ? nullMark : visibleText(text(value)));
      });
      return '';
    },
    rows(chunk) {
      let cards = '';
      for (const row of rowsOf(chunk, cells)) {
        cards += hasRows ? '\n' : '';
        hasRows = true;
        cards += row.map((text, index) => `${names[index]}  ${text}\n`).join('');
      }
      return cards;
    },
    end: () => '',
  };
}
