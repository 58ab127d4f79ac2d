import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../src/duckdb/duckdb.ts';
import { relationDocs } from '../src/duckdb/relation-docs.ts';
import { publishSnapshot } from '../src/snapshot/publish/publish-snapshot.ts';
import { openWarehouse } from '../src/warehouse/open-warehouse.ts';
import { noTerms } from '../src/workspace/known-terms.ts';
import { workspaceAt } from '../src/workspace/workspace.ts';
import { dataDictionary, type PublishedRelation, relationsOf } from './data-dictionary.ts';

let relations: PublishedRelation[];

/** What a new workspace publishes. */
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
    const listed = [...relationDocs()].map(([name, { columns }]) => [
      name,
      ...Object.keys(columns),
    ]);
    expect(published).toEqual(listed);
  });

  it('has each with its unit and grain as comment', () => {
    const comments = relations.map(({ comment, columns }) => [
      comment,
      ...columns.map((column) => column.comment),
    ]);
    const listed = [...relationDocs().values()].map(({ description, grain, columns }) => [
      `${description} Grain: ${grain}.`,
      ...Object.values(columns),
    ]);
    expect(comments).toEqual(listed);
  });
});

describe('docs/data-dictionary.md', () => {
  it('is what npm run docs makes of sql/models.yml', async () => {
    await expect(dataDictionary(relations, relationDocs())).toMatchFileSnapshot(
      '../docs/data-dictionary.md',
    );
  });
});
