import { jsonOf } from './exact-value.ts';
import { type Format, rowsOf } from './format.ts';

type Columns = { name: string; json: ReturnType<typeof jsonOf> }[];

/** Creates one JSON document of `columns`, `types` and `rows`; a row is an object. */
export function jsonFormat(): Format {
  const lines = ndjsonFormat();
  let hasRows = false;
  return {
    begin(columns) {
      lines.begin(columns);
      const names = JSON.stringify(columns.map(({ name }) => name));
      const types = JSON.stringify(columns.map(({ type }) => type.name));
      return `{"columns":${names},\n"types":${types},\n"rows":[`;
    },
    rows(chunk) {
      const rows = String(lines.rows(chunk)).trimEnd().replaceAll('\n', ',\n');
      const separator = hasRows ? ',\n' : '\n';
      hasRows = true;
      return separator + rows;
    },
    end: () => (hasRows ? '\n]}\n' : ']}\n'),
  };
}

/** Creates one JSON object a line. */
export function ndjsonFormat(): Format {
  let columns: Columns = [];
  return {
    begin(described) {
      columns = described.map(({ name, type }) => ({ name, json: jsonOf(type) }));
      return '';
    },
    rows(chunk) {
      const convert = columns.map(
        ({ name, json }) =>
          (value: Parameters<typeof json>[0]) =>
            `${JSON.stringify(name)}:${JSON.stringify(json(value))}`,
      );
      let lines = '';
      for (const row of rowsOf(chunk, convert)) lines += `{${row.join(',')}}\n`;
      return lines;
    },
    end: () => '',
  };
}
