import { readFile } from 'node:fs/promises';
import { isThere } from '../../../src/base/is-there.ts';
import { sha256OfFile } from '../../../src/base/sha256.ts';
import type { Database } from '../../../src/duckdb/duckdb.ts';
import { queryText } from '../../../src/duckdb/query-text.ts';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { attachSnapshot } from '../../../src/snapshot/read/attach-snapshot.ts';
import { sizeOf } from './check-disk.ts';
import { type Examined, ok, problem, sizeText, warning } from './checkup.ts';

/** Advice for every fault of the snapshot. */
export const publishAgain = 'imbill load publishes it again.';

/** Checks that the published snapshot is whole and holds what the warehouse holds. */
export async function checkSnapshot(
  warehouse: Database,
  { workspace }: Examined,
): Promise<Checkup> {
  const { analytics, publishedNote } = workspace;
  if (!isThere(analytics)) return warning('snapshot', 'Nothing is published yet', publishAgain);
  const size = sizeText(await sizeOf(analytics));
  const noted = await readFile(publishedNote, 'utf8').then(
    (text) => (JSON.parse(text) as { snapshot?: string }).snapshot,
    () => undefined,
  );
  if (noted !== undefined && noted !== (await sha256OfFile(analytics)))
    return problem('snapshot', `${size}; it was changed after it was published`, publishAgain);
  const snapshot = await attachSnapshot(analytics, { threads: 1, memoryLimit: '256MiB' });
  try {
    const query = queryText('snapshot/published_counts');
    const [is, should] = await Promise.all([snapshot.rows(query), warehouse.rows(query)]);
    const published = new Map(is.map(({ name, rows }) => [name, rows]));
    const differing = should.filter(({ name, rows }) => rows !== published.get(name!));
    if (differing.length === 0) return ok('snapshot', `${size}, as the warehouse is`);
    const names = differing.map(({ name }) => String(name)).join(', ');
    return warning('snapshot', `${size}; older than the warehouse (${names})`, publishAgain);
  } finally {
    snapshot.close();
  }
}
