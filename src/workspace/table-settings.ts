import { z } from 'zod';
import { entryDefaults } from '../intake/records/source-settings.ts';
import { tableOf } from '../intake/records/table-sources.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';

const acceptedSnapshot =
  'accepted: latest, or a snapshot id or version, in quotes where it is long, such as "5312345678901234567"';

/** Schema of the keys of a source that is a table. */
export const tableKeys = {
  table: z
    .string()
    .refine((text) => tableOf(text) !== undefined, {
      error: 'accepted: the name of a table such as prod.im.logins, or one select',
    })
    .optional(),
  snapshot: z
    .union([z.string(), z.int()], { error: acceptedSnapshot })
    .transform(String)
    .refine((text) => /^(latest|\d{1,19})$/.test(text), { error: acceptedSnapshot })
    .optional(),
};

/** Keys of an entry that say where its rows are and how they are read. */
interface PlacedEntry {
  files?: unknown;
  table?: string | undefined;
  snapshot?: string | undefined;
  preset?: string | undefined;
  format?: string | undefined;
  log_format?: string | undefined;
  time_format?: unknown;
  encoding?: string;
  delimiter: string;
}

type Context = Pick<z.core.$RefinementCtx<unknown>, 'addIssue'>;

/** Keys of an entry with a table. Its columns have names and types, so some keys of files mean nothing. */
const keysOfTables =
  'table, snapshot, columns, constants, time_zone, success, empty_ids, user_ids, keep, slot_seconds, samples';

/** Refuses an entry that has both files and a table, neither of them, or keys of the other one. */
export function refuseMixedPlace(entry: PlacedEntry, context: Context): void {
  const refuse = (key: keyof PlacedEntry, message: string) =>
    context.addIssue({ code: 'custom', path: [key], input: entry[key], message });
  if (entry.table === undefined) {
    if (entry.files === undefined)
      refuse(
        'files',
        'accepted: a glob or a list of globs; or table, for a table that Spark reads',
      );
    if (entry.snapshot !== undefined) refuse('snapshot', 'accepted: only beside table');
    return;
  }
  if (entry.files !== undefined)
    refuse('table', 'accepted: files or table; give each an entry of its own');
  const onlyFiles = `accepted: only beside files; beside table: ${keysOfTables}`;
  for (const key of ['preset', 'format', 'log_format', 'time_format'] as const)
    if (entry[key] !== undefined) refuse(key, onlyFiles);
  if (entry.encoding !== undefined && entry.encoding !== 'utf-8') refuse('encoding', onlyFiles);
  if (entry.delimiter !== entryDefaults.delimiter) refuse('delimiter', onlyFiles);
  if (tableOf(entry.table)?.isSelect && (entry.snapshot ?? 'latest') !== 'latest')
    refuse(
      'snapshot',
      'accepted: only beside the name of a table; in a select write it yourself: from prod.im.logins version as of 7',
    );
}

/** Refuses two entries of one kind that read the same table: each load would replace the rows of the other. */
export function refuseTableTwice(entries: readonly PlacedEntry[], context: Context): void {
  const names = entries.map(({ table }) => table && tableOf(table)?.name.toLowerCase());
  const index = names.findIndex((name, at) => name !== undefined && names.indexOf(name) < at);
  if (index < 0) return;
  context.addIssue({
    code: 'custom',
    path: [index, 'table'],
    input: entries[index]!.table,
    message: 'accepted: each table once in a kind; read it with one select, such as of a union all',
  });
}

/** Refuses tables in a workspace without a cluster, which alone can read them. */
export function refuseTablesWithoutSpark(
  kind: SourceKind,
  entries: PlacedEntry | readonly PlacedEntry[] | undefined,
  context: Context,
): void {
  const message =
    'accepted: only with engine.spark, as Spark reads tables; add engine: { spark: { remote: "sc://host:15002", shared: /folder } }';
  const isList = Array.isArray(entries);
  const all: readonly PlacedEntry[] = isList
    ? entries
    : entries === undefined
      ? []
      : [entries as PlacedEntry];
  for (const [index, { table }] of all.entries()) {
    if (table === undefined) continue;
    const path = ['sources', kind, ...(isList ? [index] : []), 'table'];
    context.addIssue({ code: 'custom', path, input: table, message });
  }
}
