import { describe, expect, it } from 'vitest';
import { load, warehouseRows } from '../jobs.ts';
import { writeWorkspace } from '../write-workspace.ts';
import { duckdbOverLake, measuringRelations, rowsOf } from './both-engines.ts';
import { hostileWorkspace } from './hostile-months.ts';

describe('hostileWorkspace', () => {
  it('gives the same texts for the same seed, and others for another', () => {
    const texts = (seed: number) => hostileWorkspace({ seed, first: '2024-12', count: 3 });
    expect(texts(1)).toEqual(texts(1));
    expect(texts(1)).not.toEqual(texts(2));
  });

  it('is loaded, with rows for every relation', async () => {
    const workspace = await writeWorkspace(
      hostileWorkspace({ seed: 14, first: '2024-12', count: 3 }),
    );
    await load(workspace, 2);
    const counts = await warehouseRows(
      workspace,
      `select source, cast(count(*) as integer), sum(accepted) > 100
       from batches group by source order by source`,
    );
    expect(counts).toEqual([
      ['bandwidth', 3n, true],
      ['groups', 3n, true],
      ['logins', 3n, true],
    ]);
    const duckdb = await duckdbOverLake({ workspace, first: '2024-12-01', last: '2025-02-28' });
    try {
      for (const relation of measuringRelations().filter((name) => name !== 'reported_usage'))
        expect([relation, (await rowsOf(duckdb, relation)).length > 0]).toEqual([relation, true]);
    } finally {
      duckdb.close();
    }
  });
});
