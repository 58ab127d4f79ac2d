import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { buildGoChecker, checkLogWithGo, checkProofsWithGo } from '../../src/testing/go-checker.ts';
import { copyOf, issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { signAgain, signWorkspace } from '../../src/testing/signed-workspace.ts';
import { writeFiles } from '../../src/testing/write-workspace.ts';

const checker = buildGoChecker();
const program = 'program' in checker ? checker.program : '';
const title = 'missing' in checker ? ` — NOT run: ${checker.missing}` : '';

describe.skipIf(program === '')(`public Go packages, on a workspace${title}`, () => {
  const first = 'INV-2026-000001';
  let workspace: string;
  let vkey: string;

  beforeAll(async () => {
    workspace = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
    vkey = (await signWorkspace(workspace)).verifier.text;
    await writeFiles(workspace, {
      'logs/logins/late.csv': 'time,app_id,user_id\n2026-09-03T10:00:00+08:00,a1,late\n',
    });
    await signAgain(workspace);
    const args = ['invoice', 'prove', '--month', '2026-09', '--workspace', workspace];
    expect((await imbill(args)).exitCode).toBe(0);
  });

  it('accept the proof of each document, and the later log', async () => {
    const proofs = join(workspace, 'proofs');
    const numbers = (await readdir(proofs)).filter((name) => name.startsWith('INV-'));
    expect(numbers).toHaveLength(3);
    for (const number of numbers)
      expect(await checkProofsWithGo(program, join(proofs, number))).toEqual([
        `included: ${number}.tlog-proof`,
        expect.stringMatching(/^begins a later log of size \d+$/),
      ]);
  });

  it('accept the files of the log, and refuse them after a change of one entry', async () => {
    const log = join(await copyOf(workspace), '.imbill', 'log');
    const [line] = await checkLogWithGo(program, log, vkey);
    expect(line).toMatch(/^\d+ entries, root /);
    const bundles = join(log, 'tile/entries/000.p');
    const [last] = (await readdir(bundles)).sort((a, b) => Number(b) - Number(a));
    const text = await readFile(join(bundles, last!), 'latin1');
    await writeFile(join(bundles, last!), text.replace(first, 'INV-2026-000009'), 'latin1');
    await expect(checkLogWithGo(program, log, vkey)).rejects.toThrow('hash mismatch for entry');
  });

  it('refuse a proof whose entry is changed', async () => {
    const folder = join(await copyOf(workspace), 'proofs', first);
    const entry = join(folder, `${first}.entry.json`);
    const text = await readFile(entry, 'utf8');
    await writeFile(entry, text.replace('"position":"', '"position":"1'));
    await expect(checkProofsWithGo(program, folder)).rejects.toThrow(
      'tlog record inclusion proof verification failed',
    );
  });
});
