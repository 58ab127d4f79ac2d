import { parse } from 'yaml';
import { z } from 'zod';
import { columnsOf } from './columns.ts';
import { headerOf } from './layout.ts';

const oneLine = z.string().regex(/^\S.*\S$/, 'is not one line of text');

/** One relation of sql/models.yml. */
const model = z.strictObject({
  description: oneLine,
  grain: oneLine,
  columns: z.record(z.string().regex(/^[a-z]\w*$/), oneLine),
});

/** Relations of the snapshot stand apart: most are tables without a file. */
const modelsFile = z.object({ published: z.record(z.string(), model).default({}) }).catchall(model);

/** Text of each relation's file, by the relation's name. */
export type RelationFiles = ReadonlyMap<string, string>;

/**
 * Where `sql/models.yml` and the SQL files do not say the same.
 *
 * @param yaml Text of models.yml.
 * @param published Files of the folder published/.
 * @throws {Error} If the text is no YAML or an entry is not of the shape that its top states.
 */
export function modelProblems(
  yaml: string,
  files: RelationFiles,
  published: RelationFiles = new Map(),
): string[] {
  const { published: ofSnapshot, ...models } = modelsFile.parse(parse(yaml));
  const listed = Object.keys(models);
  return [
    ...listed.filter((name) => !files.has(name)).map((name) => `${name}: has no SQL file`),
    ...fileProblems(files, models),
    ...fileProblems(published, ofSnapshot),
  ];
}

function fileProblems(
  files: RelationFiles,
  models: Readonly<Record<string, z.infer<typeof model>>>,
): string[] {
  return [...files].flatMap(([name, sql]) => {
    const entry = models[name];
    return entry ? entryProblems(name, entry, sql) : [`${name}: has no entry in models.yml`];
  });
}

function entryProblems(name: string, entry: z.infer<typeof model>, sql: string): string[] {
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
