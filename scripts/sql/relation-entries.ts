import { parse } from 'yaml';
import { z } from 'zod';
import { columnsOf } from './columns.ts';
import { headerOf } from './layout.ts';

const oneLine = z.string().regex(/^\S(.*\S)?$/, 'is not one line of text');
const columns = z.record(z.string().regex(/^[a-z]\w*$/), oneLine);

/** Entry of a relation in sql/models.yml. */
const relation = z.strictObject({ description: oneLine, grain: oneLine, columns });

/** Entry of a relation of the snapshot: with a primary key, or with a grain of which a column may be null. */
const published = z
  .strictObject({
    description: oneLine,
    primary_key: oneLine.optional(),
    grain: oneLine.optional(),
    columns,
  })
  .refine(({ primary_key, grain }) => (primary_key === undefined) !== (grain === undefined), {
    message: 'has not one of primary_key and grain',
  })
  .transform(({ description, primary_key, grain, columns }) => ({
    ...{ description, columns },
    grain: primary_key ?? grain!,
  }));

/** Entry of a metric. One that is only delivered has no file, and so neither grain nor columns. */
const metric = z
  .strictObject({
    description: oneLine,
    title: z.strictObject({ en: oneLine, zh: oneLine }),
    unit: z.strictObject({
      one: oneLine,
      many: oneLine,
      zh: oneLine,
      zh_label: oneLine.optional(),
    }),
    delivered: z.literal(true).optional(),
    rows: oneLine.optional(),
    grain: oneLine.optional(),
    columns: columns.optional(),
  })
  .refine(({ grain, delivered }) => grain !== undefined || delivered, {
    message: 'has neither a file nor delivered values',
  });

/** Relations of the snapshot are listed apart: most are tables without a file. */
const modelsFile = z
  .object({
    metrics: z.record(z.string(), metric).default({}),
    published: z.record(z.string(), published).default({}),
    published_zh: z.record(z.string(), oneLine).default({}),
  })
  .catchall(relation);

type Entry = z.infer<typeof relation>;

/** Text of each relation's file, by the relation's name. */
export type RelationFiles = ReadonlyMap<string, string>;

/**
 * Compares `sql/models.yml` with the SQL files.
 *
 * @param yaml Text of models.yml.
 * @param published Files of the folder published/.
 * @returns Differences, one text each.
 * @throws {Error} If the text is no YAML or an entry does not have the keys that the file's top lists.
 */
export function entryProblems(
  yaml: string,
  files: RelationFiles,
  published: RelationFiles = new Map(),
): string[] {
  const {
    published: ofSnapshot,
    published_zh: chinese,
    metrics,
    ...others
  } = modelsFile.parse(parse(yaml));
  const measured = Object.entries(metrics).flatMap(
    ([name, { description, grain, columns = {} }]) =>
      grain === undefined ? [] : [[name, { description, grain, columns }] as const],
  );
  const entries = { ...others, ...Object.fromEntries(measured) };
  const listed = Object.keys(entries);
  return [
    ...listed.filter((name) => !files.has(name)).map((name) => `${name}: has no SQL file`),
    ...fileProblems(files, entries),
    ...fileProblems(published, ofSnapshot),
    ...Object.keys(ofSnapshot)
      .filter((name) => chinese[name] === undefined)
      .map((name) => `${name}: has no text in published_zh`),
  ];
}

function fileProblems(files: RelationFiles, entries: Readonly<Record<string, Entry>>): string[] {
  return [...files].flatMap(([name, sql]) => {
    const entry = entries[name];
    return entry ? differences(name, entry, sql) : [`${name}: has no entry in models.yml`];
  });
}

function differences(name: string, entry: Entry, sql: string): string[] {
  const { grain = '' } = headerOf(sql);
  const listed = Object.keys(entry.columns);
  const written = columnsOf(sql);
  const problems = [];
  if (entry.grain !== grain) {
    problems.push(`${name}: grain is "${entry.grain}", its file says "${grain}"`);
  }
  if (written && written.join() !== listed.join()) {
    problems.push(`${name}: columns are ${listed.join(', ')}; its file has ${written.join(', ')}`);
  }
  return problems;
}
