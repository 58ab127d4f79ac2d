import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { run, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';

const files = {
  'logs/bandwidth/b.csv': csv(headers.bandwidth, ['2026-09-10T10:00:00+08:00,a1,100']),
};
const page = 'out/2026-09/INV-2026-000001.html';

/** A page as an earlier version might have rendered it, kept under `sha256`. */
async function keepPage(folder: string, text: string, sha256: string): Promise<void> {
  const content = gzipSync(text).toString('base64');
  await warehouseRows(
    folder,
    `update reports set content = '${content}', sha256 = '${sha256}' where name like '%.html'`,
  );
}

describe('reports of an issued month', () => {
  it('look as they were sent, whatever this version would make of them', async () => {
    const folder = await writeWorkspace({ purchases: ['o1,a1,pro,2026-09-02,1'], files });
    await run(folder, '2026-09');
    const sent = await readFile(join(folder, page), 'utf8');
    expect(sent).toContain('INV-2026-000001');

    const earlier = '<p>as an earlier version rendered it</p>';
    await keepPage(folder, earlier, sha256Of(earlier));
    await rm(join(folder, 'out'), { recursive: true });
    await run(folder, '2026-09');
    expect(await readFile(join(folder, page), 'utf8')).toBe(earlier);

    await keepPage(folder, '<p>altered</p>', 'another hash');
    await run(folder, '2026-09');
    expect(await readFile(join(folder, page), 'utf8')).toBe(sent);
  });
});
