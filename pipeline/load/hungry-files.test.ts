import { describe, expect, it } from 'vitest';
import { imbillProcess } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const at = '2026-09-05T01:00:00Z';

describe('files that take more memory than there is', () => {
  it('are refused by name, and the others are taken in', async () => {
    const depth = 4_000_000;
    const deep = `[{"time":"${at}","app_id":"a1","user_id":"u","x":${'['.repeat(depth)}${']'.repeat(depth)}}]`;
    const names = Array.from({ length: 1200 }, (_, index) => `c${index}`).join(',');
    const folder = await writeWorkspace({
      settings: `${defaultSettings}memory: 256MB\n`,
      files: {
        'logs/logins/deep.json': deep,
        'logs/logins/wide.csv': `${headers.logins},${names}\n${at},a1,u1,${names}\n`,
        'logs/logins/plain.csv': csv(headers.logins, [`${at},a1,u2`]),
      },
    });
    const { exitCode, stderr } = await imbillProcess(['load', '--workspace', folder]);
    expect([exitCode, stderr]).toEqual([
      3,
      'logs/logins/deep.json: reading it needs more than the 76 MB of memory for one file.\n' +
        'Accepted: files whose rows fit into memory, some thousand at a time; a .json document as a whole.\n' +
        'Give imbill more, with memory: in imbill.yaml, such as memory: 2GB, or deliver the file with shorter values, a .json document as .ndjson.\n',
    ]);
    expect(await warehouseRows(folder, 'select path, accepted from batches order by path')).toEqual(
      [
        ['logs/logins/plain.csv', 1n],
        ['logs/logins/wide.csv', 1n],
      ],
    );
  });
});
