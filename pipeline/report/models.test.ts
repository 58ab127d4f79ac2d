import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, imbill } from '../../src/testing/command-line.ts';
import {
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

let folder: string;
let run: Ended;

beforeAll(async () => {
  folder = await writeWorkspace({
    settings: `${defaultSettings}models: models/*.sql\n`,
    files: {
      'logs/logins/a.csv': `${headers.logins}\n2026-09-05T10:00:00+08:00,a1,u1\n`,
      'models/busy_days.sql': '-- Days with users.\nselect usage_date from daily_usage',
      'models/broken.sql': 'select userz\nfrom daily_usage',
    },
  });
  run = await imbill(['run', '--month', '2026-09', '--workspace', folder]);
});

const broken = `Left out of the snapshot: models/broken.sql, line 1, column 8: Binder Error: Referenced column "userz" not found in FROM clause! Candidate bindings: `;

describe('models: in imbill.yaml', () => {
  it('are views that queries name, and the broken ones do not change how a run ends', async () => {
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(broken);
    const asked = await imbill(['sql', 'from busy_days', '--workspace', folder]);
    expect(asked).toMatchObject({ exitCode: 0, stdout: 'usage_date\n2026-09-05\n' });
  });

  it('are said with --json, also by load and preview', async () => {
    const json = ['--workspace', folder, '--json'];
    const loaded = await imbill(['load', ...json]);
    const previewed = await imbill(['preview', '--month', '2026-09', ...json]);
    for (const { exitCode, stdout } of [loaded, previewed]) {
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout).model_problems).toEqual([
        {
          path: 'models/broken.sql',
          line: 1,
          column: 8,
          message: expect.stringMatching(/^Binder Error: Referenced column "userz" not found/),
        },
      ]);
    }
  });

  it('change nothing that is billed', async () => {
    await writeFile(join(folder, 'imbill.yaml'), defaultSettings);
    await writeFiles(folder, { 'models/busy_days.sql': 'select 2' });
    const dryRun = ['correct', '--month', '2026-09', '--dry-run', '--json', '--workspace', folder];
    expect(JSON.parse((await imbill(dryRun)).stdout).corrections).toEqual([]);
    const again = await imbill(['run', '--month', '2026-09', '--workspace', folder]);
    expect(again.stdout).not.toContain('Left out');
    const verified = await imbill(['invoice', 'verify', '--workspace', folder]);
    expect(verified.exitCode).toBe(0);
    const asked = await imbill(['sql', 'from busy_days', '--workspace', folder]);
    expect(asked).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
