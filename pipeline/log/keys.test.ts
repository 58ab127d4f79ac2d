import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';
import { parseSigningKey } from '../../src/tlog/note-key.ts';

describe('imbill key new', () => {
  it('writes a key that only its user can read, and prints the public one', async () => {
    const file = join(await tempFolder(), 'ledger.key');
    const args = ['key', 'new', file, '--name', 'example.com/ledger'];
    const { exitCode, stdout } = await imbill([...args, '--json']);
    const { verifier } = parseSigningKey((await readFile(file, 'utf8')).trimEnd());
    expect([exitCode, verifier.name, verifier.type]).toEqual([0, 'example.com/ledger', 1]);
    expect(stdout).toContain(verifier.text);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await imbill(['key', 'show', file])).stdout).toContain(verifier.text);
    const before = await readFile(file);
    expect((await imbill(args)).exitCode).toBe(2);
    expect(await readFile(file)).toEqual(before);
  });

  it('makes the key of a witness', async () => {
    const file = join(await tempFolder(), 'witness.key');
    expect((await imbill(['key', 'new', file, '--witness'])).exitCode).toBe(0);
    const { verifier } = parseSigningKey((await readFile(file, 'utf8')).trimEnd());
    expect([verifier.type, verifier.name]).toEqual([4, expect.stringMatching(/^imbill-witness\//)]);
  });

  it('writes none into a workspace, wherever it is called', async () => {
    const workspace = await writeWorkspace({});
    const file = join(workspace, 'logs', '..', 'ledger.key');
    const { exitCode, stderr } = await imbill(['key', 'new', file], { cwd: await tempFolder() });
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('is inside the workspace')]);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('refuses a name that cannot be one', async () => {
    const file = join(await tempFolder(), 'ledger.key');
    const { exitCode, stderr } = await imbill(['key', 'new', file, '--name', 'a b+c']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('"a b+c" cannot be that')]);
  });
});
