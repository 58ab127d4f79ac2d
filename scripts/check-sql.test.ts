import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/duckdb/duckdb.ts';
import { checkSelect } from '../src/duckdb/safe-select.ts';
import { tableNames } from '../src/duckdb/table-names.ts';
import { metricCatalogue } from '../src/metrics/catalogue.ts';
import type { Complaint } from './sql/clauses.ts';
import { handedIn } from './sql/handed-in.ts';
import { layoutProblems, type SqlKind } from './sql/layout.ts';
import { unportable } from './sql/portable.ts';
import { databasesOfQueries } from './sql/query-databases.ts';
import { entryProblems } from './sql/relation-entries.ts';
import { sparkSyntaxErrors } from './sql/spark-grammar.ts';

/** Folders whose SQL runs on DuckDB and on Spark: all that a price depends on. */
const portableFolders = ['intermediate', 'metrics', 'shortcuts', 'marts'];
const ruleFolders = ['staging', 'intermediate', 'metrics', 'shortcuts'];

const folder = path.join(import.meta.dirname, '../sql');
const files = globSync('**/*.sql', { cwd: folder }).sort();
const textOf = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const nameOf = (file: string) => path.basename(file, '.sql');
const isQuery = (file: string) => /^(queries|anomalies)\//.test(file);

describe('the SQL files', () => {
  it('are there, metrics among them', () => {
    expect(files).toContain('metrics/dau.sql');
  });

  it('are named in snake case, each name once', () => {
    const names = files.map(nameOf);
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
    const relations = files.filter((file) => !isQuery(file)).map(nameOf);
    expect(relations.filter((name, index) => relations.indexOf(name) !== index)).toEqual([]);
  });

  it('say the same as models.yml', () => {
    const relations = files.filter(
      (file) => !['macros', 'example', 'query'].includes(kindOf(file)),
    );
    const texts = (some: string[]) => new Map(some.map((file) => [nameOf(file), textOf(file)]));
    const isPublished = (file: string) => file.startsWith('published/');
    const own = texts(relations.filter((file) => !isPublished(file)));
    const published = texts(relations.filter(isPublished));
    expect(entryProblems(textOf('models.yml'), own, published)).toEqual([]);
  });

  it('has a shortcut only for a metric', () => {
    const shortcuts = files.filter((file) => file.endsWith('_shortcut.sql')).map(nameOf);
    const metrics = shortcuts.map((name) => name.replace(/_shortcut$/, ''));
    expect(metrics.filter((name) => !metricCatalogue().has(name))).toEqual([]);
  });
});

describe('sql/', () => {
  it.each(files)('%s keeps to the style', (file) => {
    expect(layoutProblems(textOf(file), kindOf(file)).map(inWords)).toEqual([]);
  });

  it.each(files.filter(isPortable))('%s is what DuckDB and Spark share', (file) => {
    expect(unportable(textOf(file)).map(inWords)).toEqual([]);
    expect(sparkSyntaxErrors(textOf(file)).map(inWords)).toEqual([]);
  });
});

let databases: Database[];
beforeAll(async () => {
  databases = await databasesOfQueries();
  return () => {
    for (const database of databases) database.close();
  };
});

describe('the list in docs/extend.md of what the program hands in', () => {
  const root = path.join(import.meta.dirname, '..');
  const sources = globSync(['src/**/*.ts', 'pipeline/**/*.ts'], { cwd: root })
    .filter((file) => !/\.test\.ts$|\/testing\//.test(file))
    .map((file) => readFileSync(path.join(root, file), 'utf8'));
  const { variables, relations } = handedIn();

  it('has all variables that SQL files read', () => {
    const read = [...files.map(textOf), textOf('models.yml')].flatMap((text) =>
      [...text.matchAll(/getvariable\('(\w+)'\)/g)].map(([, name]) => name!),
    );
    expect([...new Set(read)].sort()).toEqual([...variables].sort());
  });

  it.each(variables)('%s is set by the program', (name) => {
    const sets = new RegExp(
      `set variable ${name}\\b|(?:setVariable\\(database, |setting\\()'${name}'`,
    );
    expect(sources.filter((text) => sets.test(text))).toHaveLength(1);
  });

  it('has all relations that measuring rules read and that are no file', async () => {
    const rules = files.filter((file) => ruleFolders.some((name) => file.startsWith(`${name}/`)));
    const names = rules.filter((file) => nameOf(file) !== 'macros').map(nameOf);
    const [database] = databases;
    const read = new Set<string>();
    for (const file of rules.filter((file) => nameOf(file) !== 'macros'))
      for (const { name } of tableNames(await checkSelect(database!, textOf(file)))) read.add(name);
    const others = [...read].filter((name) => !names.includes(name));
    expect(others.sort()).toEqual([...relations].sort());
  });
});

describe('sql/queries and sql/anomalies', () => {
  it.each(files.filter(isQuery))('%s names only what is there', async (file) => {
    const errors: string[] = [];
    for (const database of databases) {
      const error = await database.prepared(textOf(file)).then(
        () => undefined,
        (error: Error) => error.message,
      );
      if (error === undefined) return;
      errors.push(error);
    }
    expect.fail(errors.join('\n'));
  });
});

function kindOf(file: string): SqlKind {
  if (nameOf(file) === 'macros') return 'macros';
  if (file.startsWith('examples/')) return 'example';
  if (isQuery(file)) return 'query';
  return file.startsWith('metrics/') ? 'metric' : 'relation';
}

function isPortable(file: string): boolean {
  return portableFolders.some((name) => file.startsWith(`${name}/`));
}

function inWords({ line, message }: Complaint): string {
  return `line ${line}: ${message}`;
}
