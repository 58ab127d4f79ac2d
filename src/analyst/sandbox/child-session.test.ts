import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { ChildSession } from './child-session.ts';
import type { Answer, Request } from './protocol.ts';

it('ChildSession answers a query where the one before was begun and given up', async () => {
  const folder = await tempFolder();
  const snapshot = join(folder, 'analytics.duckdb');
  (await Database.open({ path: snapshot, threads: 1 })).close();
  const answers: Answer[] = [];
  const session = new ChildSession((answer) => void answers.push(answer));
  const lake = { workspace: folder, lake: [join(folder, 'lake')] };
  const settings = { snapshot, ...lake, memoryMegabytes: 256, threads: 1 };
  const query = (id: number): Request => ({
    kind: 'query',
    id,
    sql: 'from range(9)',
    parameters: {},
  });
  const requests: Request[] = [{ kind: 'open', settings }, query(1), query(2), query(3)];
  for (const request of [...requests, { kind: 'next', id: 3 } as const])
    await session.handle(request);
  expect(answers).toEqual([
    { kind: 'ready' },
    ...[1, 2, 3].map((id) => expect.objectContaining({ kind: 'columns', id })),
    expect.objectContaining({ kind: 'chunk', id: 3 }),
  ]);
});
