import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { kindTable, type SourceKind, sourceKinds } from '../../src/metrics/source-kinds.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { run, verify, warehouseRows } from '../../src/testing/jobs.ts';
import { defaultSources, writeWorkspace } from '../../src/testing/write-workspace.ts';
import type { RunSummary } from '../run-month.ts';

const files = {
  'logs/logins/1.csv':
    'time,app_id,user_id,result,platform,client_ip,device\n' +
    '2026-09-02T10:00:00+08:00,a1,u1,,ios,192.0.2.1,x\n2026-09-02T11:00:00+08:00,a1,u2,failed,web,192.0.2.2,y\n',
  // The second line is rejected, so that the file goes the long way.
  'logs/logins/2.csv':
    'time,app_id,user_id,result,platform\n2026-09-02T10:00:00+08:00,a1,u3,0,ios\n2026-09-31T10:00:00+08:00,a1,u4,0,ios\n',
  'logs/bandwidth/1.csv':
    'time,app_id,mbps,node\n2026-09-03T10:00:01+08:00,a1,40,n1\n2026-09-03T10:00:02+08:00,a1,20,n2\n',
  'logs/groups/1.csv':
    'time,app_id,group_id,event,group_type,owner\n2026-09-03T10:00:00+08:00,a1,g1,created,AVChatRoom,o\n2026-09-04T10:00:00+08:00,a1,g2,created,,o\n',
  'logs/daily/1.csv': 'date,app_id,metric,value,by\n2026-09-05,a1,dau,7,me\n',
};

interface Billed {
  folder: string;
  summary: RunSummary;
}
let all: Billed;
let none: Billed;

beforeAll(async () => {
  const billed = async (sources: string): Promise<Billed> => {
    const settings = `price_list: tencent-im\nrejects: { max_share: 1 }\n${sources}`;
    const folder = await writeWorkspace({ settings, purchases: ['o1,a1,pro,2026-09-01,1'], files });
    return { folder, summary: await run(folder, '2026-09') };
  };
  all = await billed(defaultSources);
  none = await billed(defaultSources.replaceAll('{ ', '{ keep: none, '));
});

/** Reads the segments of a source in the order of their lines. */
async function kept({ folder }: Billed, source: SourceKind, columns: string) {
  const database = await Database.open();
  try {
    const path = join(folder, `.imbill/lake/${source}/*/*.parquet`);
    return (
      await database.rows(`select ${columns} from read_parquet(${quoted(path)}) order by all`)
    ).map((row) => Object.values(row));
  } finally {
    database.close();
  }
}

describe('keep: none', () => {
  it('bills the same', async () => {
    expect(none.summary.load).toEqual(all.summary.load);
    expect(none.summary.invoices.map(({ lines, total }) => ({ lines, total }))).toEqual(
      all.summary.invoices.map(({ lines, total }) => ({ lines, total })),
    );
    const counted = 'from daily_usage order by all';
    const values = await warehouseRows(all.folder, counted);
    expect(values.length).toBeGreaterThan(3);
    expect(await warehouseRows(none.folder, counted)).toEqual(values);
  });

  it('keeps of a line its number and what something is counted from', async () => {
    const columns = '* exclude (usage_date)';
    expect(await kept(none, 'logins', columns)).toEqual([
      [2n, 'a1', 'u1', null, null, null, null, true, null],
      [2n, 'a1', 'u3', null, null, null, null, true, null],
      [3n, 'a1', 'u2', null, null, null, null, false, null],
    ]);
    // The time within the slot tells samples of a mean apart.
    expect(await kept(none, 'bandwidth', 'mbps, extra, measured_at, bits')).toEqual([
      [null, null, '2026-09-03T02:00:01Z', '12000000000.000000'],
      [null, null, '2026-09-03T02:00:02Z', '6000000000.000000'],
    ]);
    expect(await kept(none, 'groups', 'group_id, extra')).toEqual([
      ['g1', null],
      ['g2', null],
    ]);
    expect(await kept(all, 'groups', 'group_id, extra')).toEqual([
      ['g1', '{"owner":"o"}'],
      ['g2', '{"owner":"o"}'],
    ]);
  });

  it('keeps columns of the same types', async () => {
    for (const source of sourceKinds) {
      const types = `typeof(columns(*))`;
      expect((await kept(none, source, types))[0]).toEqual((await kept(all, source, types))[0]);
    }
  });

  it('leaves whatever the staging relations read', () => {
    // Bytes are read of segments of before 0.3 only, which do not say what their lines are.
    for (const source of sourceKinds)
      for (const column of kindTable[source].unmeasured)
        if (!['logged_in_at', 'bytes'].includes(column))
          expect(currentSql().text('staging', `stg_${source}`)).not.toMatch(
            new RegExp(`\\b${column}\\b`),
          );
  });

  it('proves as much, and explains as far as it can', async () => {
    const { differences } = await verify(none.folder);
    expect(differences).toEqual([]);
    const explain = ['invoice', 'explain', 'INV-2026-000001', '--rows', '--workspace', none.folder];
    const { stdout, exitCode } = await imbill(explain);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'logs/bandwidth/1.csv, line 2: 2026-09-03T02:00:00Z n1 12000000000 bits of the slot\n',
    );
    const again = [
      'invoice',
      'regenerate',
      'INV-2026-000001',
      '--from-raw',
      '--workspace',
      none.folder,
    ];
    expect(await imbill(again)).toMatchObject({ exitCode: 0 });
  });
});
