import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { base64Of } from '../base/base64.ts';
import { buildGoChecker, checkLogWithGo, checkProofsWithGo } from '../testing/go-checker.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { newSigningKey } from './note-key.ts';
import { testLog, writeTestLog, writeTestProof } from './testing/written-log.ts';

const checker = buildGoChecker();
const program = 'program' in checker ? checker.program : '';
const title = 'missing' in checker ? ` — NOT run: ${checker.missing}` : '';

/** Changes one byte of a file, at a share of its length. */
async function changeByte(path: string, share: number): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length * share);
  bytes[at] = bytes[at]! ^ 1;
  await writeFile(path, bytes);
}

describe.skipIf(program === '')(`public Go packages, on a proof${title}`, () => {
  const log = testLog(300);
  const name = 'INV-2026-000001';

  it.each([
    { index: 0, size: 1 },
    { index: 6, size: 7 },
    { index: 255, size: 256 },
    { index: 17, size: 299 },
  ])('accept entry $index of $size, and the later log', async (place) => {
    const folder = await tempFolder();
    await writeTestProof(folder, log, place);
    expect(await checkProofsWithGo(program, folder)).toEqual([
      `included: ${name}.tlog-proof`,
      'begins a later log of size 300',
    ]);
  });

  it('accept a later log whose key was changed', async () => {
    const folder = await tempFolder();
    const next = newSigningKey(log.key.verifier.name, 1);
    await writeTestProof(folder, log, { index: 5, size: 200, next });
    expect(await checkProofsWithGo(program, folder)).toContain('begins a later log of size 300');
  });

  it.each([
    ['entry.json', 0.5],
    ['tlog-proof', 0.1],
    ['tlog-proof', 0.6],
    ['tlog-proof', 0.95],
    ['policy', 0.2],
    ['tlog-consistency', 0.3],
    ['tlog-consistency', 0.9],
  ])('refuse a proof whose %s is changed at %d', async (file, share) => {
    const folder = await tempFolder();
    await writeTestProof(folder, log, { index: 17, size: 299 });
    await changeByte(join(folder, `${name}.${file}`), share);
    await expect(checkProofsWithGo(program, folder)).rejects.toThrow(name);
  });

  it('refuse a proof without the cosignature that the policy asks for', async () => {
    const folder = await tempFolder();
    await writeTestProof(folder, log, { index: 17, size: 299 });
    const path = join(folder, `${name}.tlog-proof`);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.filter((line) => !line.startsWith('— witness')).join('\n'));
    await expect(checkProofsWithGo(program, folder)).rejects.toThrow('1/2 policy components');
  });
});

describe.skipIf(program === '')(`public Go packages, on the files of a log${title}`, () => {
  it.each([1, 255, 256, 257, 66_000])('accept %d entries', async (size) => {
    const folder = await tempFolder();
    const log = testLog(size);
    await writeTestLog(folder, log);
    expect(await checkLogWithGo(program, folder, log.key.verifier.text)).toEqual([
      `${size} entries, root ${base64Of(log.tree.root())}`,
    ]);
  });

  it.each([
    'checkpoint',
    'tile/entries/000',
    'tile/entries/001.p/44',
    'tile/0/000',
    'tile/0/001.p/44',
    'tile/1/000.p/1',
  ])('refuse a log whose %s is changed', async (file) => {
    const folder = await tempFolder();
    const log = testLog(300);
    await writeTestLog(folder, log);
    await changeByte(join(folder, file), 0.5);
    await expect(checkLogWithGo(program, folder, log.key.verifier.text)).rejects.toThrow();
  });
});
