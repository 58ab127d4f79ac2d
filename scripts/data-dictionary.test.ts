import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../src/duckdb/duckdb.ts';
import { keySentence, publishedRelations } from '../src/duckdb/relation-entries.ts';
import { publishSnapshot } from '../src/snapshot/publish/publish-snapshot.ts';
import { openWarehouse } from '../src/warehouse/open-warehouse.ts';
import { noTerms } from '../src/workspace/known-terms.ts';
import { workspaceAt } from '../src/workspace/workspace.ts';
import { dataDictionary, type PublishedRelation, relationsOf } from './data-dictionary.ts';
import { relationPictures } from './relation-pictures.ts';

let relations: PublishedRelation[];

/** Publishes a new workspace. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-docs-'));
  try {
    const workspace = workspaceAt(folder);
    const opener = { command: 'test', startedAt: '2026-10-01T00:00:00Z' };
    const warehouse = await openWarehouse(workspace, opener, { threads: 1 });
    await publishSnapshot(warehouse, workspace, noTerms);
    warehouse.close();
    const snapshot = await Database.open({ path: workspace.analytics, readOnly: true });
    relations = await relationsOf(snapshot);
    snapshot.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe('the published snapshot', () => {
  it('has the relations and columns that sql/models.yml lists, in their order, and no other', () => {
    const published = relations.map(({ name, columns }) => [
      name,
      ...columns.map((column) => column.name),
    ]);
    const listed = [...publishedRelations()].map(([name, { columns }]) => [
      name,
      ...Object.keys(columns),
    ]);
    expect(published).toEqual(listed);
  });

  it('has each with its key and the meaning of its columns as comments', () => {
    const comments = relations.map(({ comment, columns }) => [
      comment,
      ...columns.map((column) => column.comment),
    ]);
    const listed = [...publishedRelations().values()].map((entry) => [
      `${entry.description} ${keySentence(entry)}`,
      ...Object.values(entry.columns),
    ]);
    expect(comments).toEqual(listed);
  });
});

describe('the primary keys of sql/models.yml', () => {
  it('name columns of their relation', () => {
    const unknown = [...publishedRelations()].flatMap(([name, { primary_key, grain, columns }]) =>
      (primary_key ?? grain!)
        .split(', ')
        .filter((column) => !(column in columns))
        .map((column) => `${name}.${column}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('relationPictures', () => {
  it('writes names and lines that Mermaid reads', () => {
    const lines = relationPictures(relations, publishedRelations()).filter((line) =>
      line.startsWith('    '),
    );
    const accepted =
      /^ {4}(\w+ (\|o|\}o)--o\{ \w+ : \w+|\w+ \{|\}| {4}[a-z]\w*(\[\])? \w+ ?(PK|FK|PK, FK)?)$/;
    expect(lines.filter((line) => !accepted.test(line))).toEqual([]);
    expect(lines).toContain('    invoices |o--o{ charges : number');
    expect(lines).toContain('    apps }o--o{ charges : app_id');
  });

  it('draws each relation that it names', () => {
    const drawn = relationPictures(relations, publishedRelations())
      .map((line) => /^ {4}(\w+) \{$/.exec(line)?.[1])
      .filter((name) => name !== undefined);
    expect(new Set(drawn).size).toBe(38);
  });
});

describe('docs/data-dictionary.md', () => {
  it('is what npm run docs makes of sql/models.yml', async () => {
    await expect(dataDictionary(relations, publishedRelations())).toMatchFileSnapshot(
      '../docs/data-dictionary.md',
    );
  });
});
