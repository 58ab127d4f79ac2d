import type { SourceSettings } from './source-settings.ts';

/** An entry of imbill.yaml that reads a table of Spark's catalog. */
export interface TableSource extends SourceSettings {
  table: string;
}

/** Beginning of the path under which a table is known among the deliveries. No file has two slashes in its path. */
const prefix = 'table://';

/** Tells whether an entry reads a table. */
export function isTableSource(source: SourceSettings): source is TableSource {
  return source.table !== undefined;
}

/** Tells whether the path of a delivery is that of a table. */
export function isTablePath(path: string): boolean {
  return path.startsWith(prefix);
}

/**
 * Returns the path under which a table is known, such as `table://prod.im.logins`. A select is known by the first
 * table that it names, so that a changed select replaces the rows of the former one.
 */
export function tablePath({ table }: TableSource): string {
  return `${prefix}${(tableOf(table)?.name ?? table).replaceAll('`', '')}`;
}

const part = '(?:[\\p{L}\\p{N}_$-]+|`[^`\\n]+`)';
const name = `${part}(?:\\.${part}){0,3}`;

/** Reads the key `table`: a name, or one select. Undefined if it is neither. */
export function tableOf(text: string): { name: string; isSelect: boolean } | undefined {
  const trimmed = text.trim();
  if (new RegExp(`^${name}$`, 'u').test(trimmed)) return { name: trimmed, isSelect: false };
  if (!/^(select|with)\s/i.test(trimmed) || /;/.test(trimmed)) return undefined;
  const first = new RegExp(`\\bfrom\\s+(${name})`, 'iu').exec(trimmed)?.[1];
  return { name: first ?? 'select', isSelect: true };
}
