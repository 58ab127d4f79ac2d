import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import type { Complaint } from './sql/clauses.ts';
import { layoutProblems, type SqlKind } from './sql/layout.ts';
import { unportable } from './sql/portable.ts';
import { modelProblems } from './sql/relation-entries.ts';
import { sparkSyntaxErrors } from './sql/spark-grammar.ts';

/** Everything that a price depends on runs on DuckDB and on Spark. */
const portableFolders = ['intermediate', 'metrics', 'marts'];

const folder = path.join(import.meta.dirname, '../sql');
const files = globSync('**/*.sql', { cwd: folder }).sort();
const textOf = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const nameOf = (file: string) => path.basename(file, '.sql');

describe('the SQL files', () => {
  it('are there, metrics among them', () => {
    expect(files).toContain('metrics/dau.sql');
  });

  it('are named in snake case, each name once', () => {
    const names = files.map(nameOf);
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('say in models.yml what they say themselves', () => {
    const relations = files.filter(
      (file) => !['macros', 'example', 'query'].includes(kindOf(file)),
    );
    const texts = (some: string[]) => new Map(some.map((file) => [nameOf(file), textOf(file)]));
    const isPublished = (file: string) => file.startsWith('published/');
    const own = texts(relations.filter((file) => !isPublished(file)));
    const published = texts(relations.filter(isPublished));
    expect(modelProblems(textOf('models.yml'), own, published)).toEqual([]);
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

function kindOf(file: string): SqlKind {
  if (nameOf(file) === 'macros') return 'macros';
  if (file.startsWith('examples/')) return 'example';
  if (file.startsWith('queries/')) return 'query';
  return file.startsWith('metrics/') ? 'metric' : 'relation';
}

function isPortable(file: string): boolean {
  return portableFolders.some((name) => file.startsWith(`${name}/`));
}

function inWords({ line, message }: Complaint): string {
  return `line ${line}: ${message}`;
}
