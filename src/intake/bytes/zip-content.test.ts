import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyDelivery } from './verify-delivery.ts';
import { listZip } from './zip-content.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'a.zip');
  await writeFile(path, bytes);
  return path;
}

/** Reads a file in a zip file as a load does. */
async function verified(bytes: Uint8Array, member: string, limits = {}) {
  const path = await written(bytes);
  const name = `logs/a.zip!/${member}`;
  return verifyDelivery(
    { path, name, format: 'csv', compression: 'none', scratchDir: folder, delimiter: ',' },
    limits,
  );
}

const text = Buffer.from('a,b\n1,2\n');
const name = Buffer.from('a.csv');
/** Exchanges bytes of a zip file, everywhere. */
function exchanged(bytes: Uint8Array, from: Buffer, to: Buffer): Buffer {
  return Buffer.from(
    Buffer.from(bytes)
      .toString('latin1')
      .replaceAll(from.toString('latin1'), to.toString('latin1')),
    'latin1',
  );
}

describe('listZip', () => {
  it('lists files in the order of the zip file, without folders; names of Windows are GBK', async () => {
    const zip = zipSync({ 'b/': new Uint8Array(), 'b/1.csv': text, 'xxxx.csv': text });
    const gbk = exchanged(zip, Buffer.from('xxxx'), Buffer.from('b5c7c2bc', 'hex'));
    expect(await listZip(await written(gbk))).toEqual(['b/1.csv', '登录.csv']);
  });

  it.each([
    [
      'a name that leads out',
      exchanged(zipSync({ 'xx/a.csv': text }), Buffer.from('xx/'), Buffer.from('../')),
      'is no path below the zip file',
    ],
    [
      'an absolute name',
      exchanged(zipSync({ 'xa.csv': text }), Buffer.from('xa.'), Buffer.from('/a.')),
      'is no path below the zip file',
    ],
    [
      'a name twice',
      exchanged(zipSync({ 'a.csv': text, 'b.csv': text }), Buffer.from('b.csv'), name),
      'it holds "a.csv" twice',
    ],
    [
      'a file cut off',
      zipSync({ 'a.csv': text }).subarray(0, -1),
      'the end of the file is missing',
    ],
    [
      'bytes before it',
      Buffer.concat([Buffer.from('x'), zipSync({ 'a.csv': text })]),
      'its directory is not at its end',
    ],
    ['no zip file', Buffer.from('a,b\n'), 'or it is no zip file'],
  ])('refuses %s', async (_, bytes, problem) => {
    await expect(listZip(await written(bytes))).rejects.toThrow(problem);
  });

  it('refuses files that share bytes, as in a bomb', async () => {
    const zip = Buffer.from(zipSync({ 'a.csv': text, 'b.csv': text }));
    // The directory says that the second file begins where the first does.
    const entry = zip.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
    zip.writeUInt32LE(0, entry + 42);
    await expect(listZip(await written(zip))).rejects.toThrow('shares bytes with another file');
  });
});

describe('verifyDelivery of a file in a zip file', () => {
  it.each([0, 6] as const)('reads and hashes the file itself, at level %s', async (level) => {
    const plain = await verified(zipSync({ 'a.csv': [text, { level }] }), 'a.csv');
    expect(plain).toMatchObject({ lines: 2, bytes: 8 });
    // printf 'a,b\n1,2\n' | sha256sum
    expect(plain.sha256).toBe('492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470');
  });

  it('refuses a wrong checksum, and a file that expands beyond reason', async () => {
    const zip = Buffer.from(zipSync({ 'a.csv': [text, { level: 0 }] }));
    zip[zip.indexOf(text)]! ^= 1;
    await expect(verified(zip, 'a.csv')).rejects.toThrow(
      'logs/a.zip!/a.csv: the zip data is damaged: its checksum is wrong.',
    );
    const bomb = zipSync({ 'a.csv': Buffer.alloc(1_000_000, 'a\n') });
    const limits = { maxExpandedBytes: 1000, maxRatio: 10 };
    await expect(verified(bomb, 'a.csv', limits)).rejects.toThrow('expand to more than 1000 bytes');
  });
});
