import { isNumeric, textOf } from './exact-value.ts';
import { type Format, rowsOf } from './format.ts';
import { nullMark, visibleText } from './visible-text.ts';

/** Creates a table of GitHub's Markdown. */
export function markdownFormat(): Format {
  let cells: ReturnType<typeof textOf>[] = [];
  return {
    begin(columns) {
      cells = columns.map(({ type }) => {
        const text = textOf(type);
        return (value) => (value === null ? nullMark : escapeMarkdown(text(value)));
      });
      const head = columns.map(({ name }) => escapeMarkdown(name));
      return `${line(head)}${line(columns.map(({ type }) => (isNumeric(type) ? '---:' : '---')))}`;
    },
    rows(chunk) {
      let lines = '';
      for (const row of rowsOf(chunk, cells)) lines += line(row);
      return lines;
    },
    end: () => '',
  };
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

/** Escapes the signs of Markdown. */
function escapeMarkdown(text: string): string {
  return visibleText(text).replaceAll(/[\\`*_{}[\]<>|~&]/g, '\\$&');
}
