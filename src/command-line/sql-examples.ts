import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/** A query that comes with imbill. */
export interface Example {
  name: string;
  /** Its first comment: the question that it answers. */
  question: string;
  sql: string;
}

/** In the order of their names; none where the folder is not there. */
export async function readExamples(
  folder: string = join(packageRoot(), 'sql', 'examples'),
): Promise<Example[]> {
  const files = await readdir(folder).catch((): string[] => []);
  const names = files.filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (file) => {
      const sql = await readFile(join(folder, file), 'utf8');
      const question = /^--\s*(.*)/m.exec(sql)?.[1] ?? '';
      return { name: file.replace(/\.sql$/, ''), question, sql };
    }),
  );
}
