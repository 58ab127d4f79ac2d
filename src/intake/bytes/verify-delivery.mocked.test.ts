import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Zstd } from '@hpcc-js/wasm-zstd';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../base/errors.ts';
import type * as FileChunks from '../../base/file-chunks.ts';
import { sha256Of } from '../../base/sha256.ts';
import { deliveredFormat } from './delivered-format.ts';
import { assertUnchanged } from './file-stat.ts';
import { type VerifyLimits, verifyDelivery } from './verify-delivery.ts';
import { zstdDecode } from './zstd-decoder.ts';

let folder: string;
let scratchDir: string;
/** What happens to the file once its first bytes were read. */
let meanwhile: (() => void) | undefined;

vi.mock('../../base/file-chunks.ts', async (importOriginal) => {
  const { fileChunks } = await importOriginal<typeof FileChunks>();
  return {
    fileChunks: async function* (...file: Parameters<typeof fileChunks>) {
      for await (const chunk of fileChunks(...file)) {
        yield chunk;
        meanwhile?.();
        meanwhile = undefined;
      }
    },
  };
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imbill-delivery-'));
  scratchDir = join(folder, 'scratch');
  mkdirSync(scratchDir);
});
afterEach(() => rmSync(folder, { recursive: true }));

function verifyFile(fileName: string, limits: Partial<VerifyLimits> = {}, bytesBefore?: number) {
  const name = `logs/${fileName}`;
  return verifyDelivery(
    {
      path: join(folder, fileName),
      name,
      ...deliveredFormat(fileName),
      scratchDir,
      delimiter: ',',
      ...(bytesBefore === undefined ? {} : { bytesBefore }),
    },
    limits,
  );
}

function verifyBytes(fileName: string, bytes: string | Uint8Array, limits?: Partial<VerifyLimits>) {
  writeFileSync(join(folder, fileName), bytes);
  return verifyFile(fileName, limits);
}

const sha256 = (bytes: string | Uint8Array) => sha256Of(bytes);

const damaged = (fileName: string, compression: string, damage: string) =>
  new UserError(
    `logs/${fileName}: the ${compression} data is damaged: ${damage}.\n` +
      `Accepted: a complete ${compression} file whose lengths and checksums are right.\n` +
      'Have the file delivered again.',
  );

/** 40 rows, zstd level 19 with a checksum. */
const zstdSample = Buffer.from(
  'KLUv/WTCAL0DAAKIFBOgJ23ALsggtqp+e9POJBmwKq7z4yYlHVV9V7SJzHUoZNekpt458wxb9LG8iFY/4dBZ7N2k2+xI' +
    'GxOZdVq9v2Ou5Y/EJnnZ5KMwMBwIAQFQFIEpqBAQxPcMgC8WAyBCIuAHmNPSCImdSNFAAO/mUnTXBSgFEgGJ3Q==',
  'base64',
);
const zstdSampleText = `app_id,user_id\n${Array.from({ length: 40 }, (_, i) => `7,user_${(i * 7919) % 1009}\n`).join('')}`;

describe('verifyDelivery', () => {
  it('tells identity, size and profile of a plain file and leaves it where it is', async () => {
    const text = 'app_id,user_id\n7,é\n7,中文';
    const { path, stat, ...verified } = await verifyBytes('a.csv', text);
    expect(verified).toEqual({
      name: 'logs/a.csv',
      format: 'csv',
      compression: 'none',
      scratchDir,
      delimiter: ',',
      contentPath: path,
      sha256: sha256(text),
      bytes: 28,
      lines: 3,
      delimiters: 3,
      hasBlank: false,
      hasQuote: false,
      hasCarriageReturn: false,
      hasNul: false,
      hasSeparatorByte: false,
      hasEmptyLine: false,
      hasOverlongLine: false,
      hasLongLine: false,
      hasByteOrderMark: false,
      hasInnerByteOrderMark: false,
      isUtf8: true,
      isUtf16: false,
    });
    expect(path).toBe(join(folder, 'a.csv'));
    expect(stat.size).toBe(28n);
    expect(readdirSync(scratchDir)).toEqual([]);
  });

  it('accepts an empty file, with no lines', async () => {
    expect(await verifyBytes('a.csv', '')).toMatchObject({
      lines: 0,
      bytes: 0,
      sha256: sha256(''),
      isUtf8: true,
    });
  });

  it.each([
    ['a\n', 1],
    ['a', 1],
    ['\n', 1],
    ['a\n\n', 2],
    ['a\r\nb', 2],
    ['"a\nb"\n', 2],
  ])('counts the physical lines of %j', async (text, lines) => {
    expect((await verifyBytes('a.csv', text)).lines).toBe(lines);
  });

  it.each([
    ['hasBlank', 'a,b c\n'],
    ['hasBlank', 'a,b\tc\n'],
    ['hasQuote', 'a,"b"\n'],
    ['hasCarriageReturn', 'a\r\n'],
    ['hasNul', 'abcdefgh\0\n'],
    ['hasSeparatorByte', 'a\x01b\n'],
    ['hasEmptyLine', 'abcdefg\n\nb\n'],
    ['hasEmptyLine', '\na\n'],
    ['hasByteOrderMark', '\ufeffa\n'],
    ['hasInnerByteOrderMark', 'a\n\ufeffb\n'],
    ['hasInnerByteOrderMark', '\ufeff\ufeffa\n'],
    ['hasInnerByteOrderMark', 'ab\ufeff\n'],
    ['hasBlank', 'a,b\u00a0\n'],
    ['hasBlank', 'a,b\u3000\n'],
    ['hasLongLine', `a\n${'b'.repeat(16_385)}\n`],
  ] as const)('notes %s, wherever chunks end', async (flag, text) => {
    for (const chunkBytes of [1, 2, 7, 8, 1024]) {
      expect(await verifyBytes('a.csv', text, { chunkBytes })).toMatchObject({ [flag]: true });
      const plain = await verifyBytes('a.csv', 'a,b\nc,d\n', { chunkBytes });
      expect(plain).toMatchObject({ [flag]: false });
    }
  });

  it('notes GBK as text that is not UTF-8', async () => {
    const gbk = Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x0a]);
    expect(await verifyBytes('a.csv', gbk)).toMatchObject({ isUtf8: false, isUtf16: false });
  });

  it('profiles any text in any chunks as one look at the whole does', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '"', '\r', ',', '中') });
    const limits = fc.record({
      chunkBytes: fc.integer({ min: 1, max: 9 }),
      maxLineBytes: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(text, limits, async (content, { chunkBytes, maxLineBytes }) => {
        const lines = content.split('\n');
        if (lines.at(-1) === '') lines.pop();
        expect(await verifyBytes('a.csv', content, { chunkBytes, maxLineBytes })).toMatchObject({
          lines: lines.length,
          hasQuote: content.includes('"'),
          hasCarriageReturn: content.includes('\r'),
          hasEmptyLine: /(^|\n)\n/.test(content),
          hasOverlongLine: lines.some((line) => Buffer.byteLength(line) > maxLineBytes),
          sha256: sha256(content),
          isUtf8: true,
        });
      }),
    );
  });

  it.each([
    ['little-endian with a mark', Buffer.from('\ufefftime,用户\n', 'utf16le')],
    ['big-endian with a mark', Buffer.from('\ufefftime,用户\n', 'utf16le').swap16()],
    ['little-endian', Buffer.from('time,app_id\n1,2\n', 'utf16le')],
    ['little-endian without a mark, Chinese', Buffer.from('时间,应用,用户\n2026', 'utf16le')],
    ['big-endian without a mark, Chinese', Buffer.from('时间,应用,用户\n', 'utf16le').swap16()],
    ['big-endian', Buffer.from('time,app_id\n1,2\n', 'utf16le').swap16()],
  ])('refuses UTF-16, %s', async (_, bytes) => {
    await expect(verifyBytes('a.csv', bytes, { chunkBytes: 7 })).rejects.toThrow(
      new UserError(
        'logs/a.csv: the text is UTF-16.\n' +
          'Accepted: UTF-8, with or without a byte order mark, or the encoding that the source names.\n' +
          'Set encoding: utf-16 in the source in imbill.yaml, and delimiter: "\\t" if tabs are between the columns.',
      ),
    );
  });

  it('gives the same identity to the same content under any compression', async () => {
    const plain = await verifyBytes('a.csv', zstdSampleText);
    const gzip = await verifyBytes('a.csv.gz', gzipSync(zstdSampleText), { chunkBytes: 7 });
    const zstd = await verifyBytes('a.csv.zst', zstdSample, { chunkBytes: 7 });
    expect([gzip.sha256, zstd.sha256]).toEqual([plain.sha256, plain.sha256]);
    expect([gzip.lines, zstd.lines]).toEqual([41, 41]);
    expect(readFileSync(gzip.contentPath, 'utf8')).toBe(zstdSampleText);
    expect(readFileSync(zstd.contentPath, 'utf8')).toBe(zstdSampleText);
  });

  it('tells the hash of as many bytes as the file held before, whatever the chunks', async () => {
    const text = 'time,app_id\n1,a1\n2,a1\n';
    writeFileSync(join(folder, 'a.csv'), text);
    writeFileSync(join(folder, 'a.csv.gz'), gzipSync(text));
    for (const name of ['a.csv', 'a.csv.gz'])
      for (const chunkBytes of [1, 4, 7, 100])
        for (const bytesBefore of [0, 1, 4, 12, text.length]) {
          const { sha256Before } = await verifyFile(name, { chunkBytes }, bytesBefore);
          expect(sha256Before).toBe(sha256(text.slice(0, bytesBefore)));
        }
    expect(await verifyFile('a.csv', {}, text.length + 1)).not.toHaveProperty('sha256Before');
    expect(await verifyFile('a.csv')).not.toHaveProperty('sha256Before');
  });

  it('refuses a folder', async () => {
    mkdirSync(join(folder, 'a.csv'));
    await expect(verifyFile('a.csv')).rejects.toThrow(
      new UserError(
        'logs/a.csv: this is a folder.\nAccepted: regular files.\n' +
          "Narrow the source's files: in imbill.yaml so that it does not match.",
      ),
    );
  });

  it('refuses a named pipe without waiting for a writer', async () => {
    execFileSync('mkfifo', [join(folder, 'a.csv')]);
    await expect(verifyFile('a.csv')).rejects.toThrow(/^logs\/a.csv: this is a named pipe\.\n/);
  });

  it('refuses a file that is not there', async () => {
    await expect(verifyFile('a.csv')).rejects.toThrow(
      new UserError(
        'logs/a.csv: the file cannot be opened (ENOENT).\n' +
          'Accepted: files that are there and that this user may read.\n' +
          'Check that the delivery is complete and its permissions, and run the command again.',
      ),
    );
  });
});

const changed = new UserError(
  'logs/a.csv: the file changed while it was being read.\n' +
    'Accepted: a complete file that stays as it is.\n' +
    'Run the command again when the delivery is complete.',
);

describe('verifyDelivery of a file that changes', () => {
  it.each([
    ['grows', (path: string) => appendFileSync(path, 'b\n')],
    ['is cut', (path: string) => writeFileSync(path, 'a\n')],
    ['vanishes', (path: string) => rmSync(path)],
  ])('refuses one that %s', async (_, change) => {
    const path = join(folder, 'a.csv');
    meanwhile = () => change(path);
    const verifying = verifyBytes('a.csv', 'a\n'.repeat(60), { chunkBytes: 7 });
    await expect(verifying).rejects.toThrow(changed);
  });

  it('says of a .gz still being written that it changed, not that it is damaged', async () => {
    const path = join(folder, 'a.csv.gz');
    const half = gzipSync(Buffer.from(Array.from({ length: 20_000 }, (_, i) => i * 7919).join()));
    meanwhile = () => appendFileSync(path, half.subarray(-9));
    const verifying = verifyBytes('a.csv.gz', half.subarray(0, -9), { chunkBytes: 7 });
    await expect(verifying).rejects.toThrow(/^logs\/a.csv.gz: the file changed while/);
  });
});

describe('assertUnchanged', () => {
  it('passes the file that was verified', async () => {
    await assertUnchanged(await verifyBytes('a.csv', 'a\n'));
  });

  it('refuses the file when it was replaced by one of the same content', async () => {
    const verified = await verifyBytes('a.csv', 'a\n');
    writeFileSync(join(folder, 'b.csv'), 'a\n');
    renameSync(join(folder, 'b.csv'), join(folder, 'a.csv'));
    await expect(assertUnchanged(verified)).rejects.toThrow(changed);
  });
});

describe('verifyDelivery of gzip', () => {
  const text = 'app_id,user_id\n7,alice\n7,bob\n';
  const members = [gzipSync(text), gzipSync('7,carol\n'), gzipSync('')];

  it.each([7, 1024])('takes several members, read by %i bytes', async (chunkBytes) => {
    const verified = await verifyBytes('a.csv.gz', Buffer.concat(members), { chunkBytes });
    expect(verified).toMatchObject({ lines: 4, sha256: sha256(`${text}7,carol\n`) });
  });

  it.each([7, 1024])('refuses one cut at any length, read by %i bytes', async (chunkBytes) => {
    const [first, second] = members as [Buffer, Buffer];
    const whole = Buffer.concat([first, second]);
    for (let length = 0; length < whole.length; length++) {
      if (length === first.length) continue;
      const damage = length === 0 ? 'the file is empty' : 'the end of the file is missing';
      await expect(
        verifyBytes('a.csv.gz', whole.subarray(0, length), { chunkBytes }),
      ).rejects.toThrow(damaged('a.csv.gz', 'gzip', damage));
    }
    expect(readdirSync(scratchDir)).toEqual([]);
  });

  it('refuses any single flipped bit, or reads the same content', async () => {
    const whole = members[0]!;
    const harmless = new Set<number>();
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const outcome = await verifyBytes('a.csv.gz', flipped).catch((error: unknown) => error);
      if (outcome instanceof UserError) continue;
      expect(outcome).toMatchObject({ sha256: sha256(text) });
      harmless.add(bit >> 3);
    }
    // Of the header: the text flag, the time, the level and the system. Of the rest only the bits
    // that fill up the last byte before CRC and length.
    const padding = whole.length - 9;
    expect([...harmless].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, padding]);
  });

  it.each([
    ['\0', 'bytes behind the last member (1)'],
    ['\0\0\0garbage', 'bytes behind the last member (10)'],
    ['garbage garbage', 'incorrect header check'],
    ['\x1f', 'the end of the file is missing'],
  ])('refuses %j behind the last member', async (garbage, damage) => {
    const bytes = Buffer.concat([...members, Buffer.from(garbage, 'latin1')]);
    for (const chunkBytes of [1, 7, 1024]) {
      await expect(verifyBytes('a.csv.gz', bytes, { chunkBytes })).rejects.toThrow(
        damaged('a.csv.gz', 'gzip', damage),
      );
    }
  });

  it('refuses a file that is called .gz and is none', async () => {
    await expect(verifyBytes('a.csv.gz', text)).rejects.toThrow(
      damaged('a.csv.gz', 'gzip', 'incorrect header check'),
    );
  });

  it('refuses a bomb and leaves nothing of it behind', async () => {
    const bytes = gzipSync(Buffer.alloc(4_000_000, 'a'));
    const limits = { maxExpandedBytes: 1_000_000, maxRatio: 500 };
    await expect(verifyBytes('a.csv.gz', bytes, limits)).rejects.toThrow(
      new UserError(
        `logs/a.csv.gz: its ${bytes.length} bytes expand to more than 1000000 bytes and more than 500 times their size.\n` +
          'Accepted: compressed files that expand to at most 1000000 bytes or 500 times their size.\n' +
          'If the content is real, allow it with max_expanded: in imbill.yaml, such as max_expanded: 20GB, or deliver it in several files.',
      ),
    );
    expect(readdirSync(scratchDir)).toEqual([]);
    const largeOnly = { maxExpandedBytes: 1_000_000, maxRatio: 1100 };
    expect((await verifyBytes('a.csv.gz', bytes, largeOnly)).bytes).toBe(4_000_000);
  });
});

describe('verifyDelivery of what is too large', () => {
  it.each([
    ['a.csv.gz', 1],
    ['a.ndjson.gz', 1],
    ['a.csv.gz', 2],
  ])('reads %s no further than its line %d shows to be too long', async (name, line) => {
    const bytes = gzipSync(Buffer.alloc(4_000_000, 0).fill('x\n', 0, 2 * (line - 1)));
    await expect(verifyBytes(name, bytes, { maxTextLineBytes: 2_000_000 })).rejects.toThrow(
      `logs/${name}, line ${line}: the line is longer than 2000000 bytes; reading stopped there.\n`,
    );
    expect(readdirSync(scratchDir)).toEqual([]);
  });

  it('lets a document be one line', async () => {
    const bytes = Buffer.alloc(3_000_000, ' ');
    const limits = { maxTextLineBytes: 2_000_000 };
    expect((await verifyBytes('a.json', bytes, limits)).bytes).toBe(3_000_000);
    await expect(
      verifyBytes('a.json', bytes, { ...limits, maxDocumentBytes: 2_900_000 }),
    ).rejects.toThrow('logs/a.json: the JSON document has more than 2900000 bytes.\n');
  });

  it('allows what the settings allow, whatever the ratio', async () => {
    const bytes = gzipSync(Buffer.alloc(4_000_000, 'a\n'));
    const allowing = (maxExpandedBytes: number) =>
      verifyBytes('a.csv.gz', bytes, { maxExpandedBytes, maxRatio: 0 });
    expect((await allowing(4_000_000)).bytes).toBe(4_000_000);
    await expect(allowing(3_999_999)).rejects.toThrow(
      `logs/a.csv.gz: its ${bytes.length} bytes expand to more than 3999999 bytes.\nAccepted: compressed files that expand to at most 3999999 bytes.\n`,
    );
  });
});

describe('verifyDelivery of zstd', () => {
  /** `a,b\n1,2\n3,4\n` from a pipe: no size in the header, with a checksum. */
  const piped = Buffer.from('KLUv/QRYYQAAYSxiCjEsMgozLDQK4bPLLg==', 'base64');
  const empty = Buffer.from('KLUv/SQAAQAAmenYUQ==', 'base64');
  const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

  it('takes several frames, empty ones and such to be skipped', async () => {
    const bytes = Buffer.concat([skippable, piped, empty, skippable, zstdSample]);
    for (const chunkBytes of [7, 1024]) {
      expect(await verifyBytes('a.csv.zst', bytes, { chunkBytes })).toMatchObject({
        sha256: sha256(`a,b\n1,2\n3,4\n${zstdSampleText}`),
      });
    }
  });

  it('takes an empty frame as a file without lines', async () => {
    expect(await verifyBytes('a.csv.zst', empty)).toMatchObject({ bytes: 0, lines: 0 });
  });

  it('expands many blocks, and several files at once', async () => {
    const zstd = await Zstd.load();
    const texts = [1, 2, 3].map((seed) =>
      Array.from({ length: 60_000 }, (_, i) => `${(i * 7919 * seed) % 100_003}\n`).join(''),
    );
    texts.forEach((text, i) => {
      writeFileSync(join(folder, `${i}.csv.zst`), zstd.compress(Buffer.from(text)));
    });
    const verified = await Promise.all(texts.map((_, i) => verifyFile(`${i}.csv.zst`)));
    expect(verified.map((file) => file.sha256)).toEqual(texts.map(sha256));
  });

  it('refuses one cut at any length', async () => {
    for (let length = 0; length < zstdSample.length; length++) {
      const damage = length === 0 ? 'the file is empty' : 'the end of the file is missing';
      await expect(
        verifyBytes('a.csv.zst', zstdSample.subarray(0, length), { chunkBytes: 7 }),
      ).rejects.toThrow(damaged('a.csv.zst', 'zstd', damage));
    }
    expect(readdirSync(scratchDir)).toEqual([]);
  });

  it.each([
    ['a frame of one block', zstdSample, zstdSampleText],
    ['a frame of a raw block', piped, 'a,b\n1,2\n3,4\n'],
  ])('refuses any single flipped bit of %s, or reads the same content', async (_, whole, text) => {
    let refused = 0;
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const outcome = await verifyBytes('a.csv.zst', flipped).catch((error: unknown) => error);
      if (outcome instanceof UserError) refused++;
      else expect(outcome).toMatchObject({ sha256: sha256(text) });
    }
    expect(refused).toBeGreaterThan(whole.length * 7);
  });

  it('refuses a wrong checksum', async () => {
    const flipped = Buffer.from(zstdSample);
    flipped[flipped.length - 1]! ^= 1;
    await expect(verifyBytes('a.csv.zst', flipped)).rejects.toThrow(
      damaged('a.csv.zst', 'zstd', 'a block or its checksum is wrong'),
    );
  });

  it('refuses bytes behind the last frame', async () => {
    const bytes = Buffer.concat([zstdSample, Buffer.from('garbage')]);
    await expect(verifyBytes('a.csv.zst', bytes)).rejects.toThrow(
      damaged('a.csv.zst', 'zstd', 'bytes that are no zstd frame'),
    );
  });

  it('refuses a window of which no memory should be made', async () => {
    const bytes = Buffer.from(piped);
    bytes[5] = 0xf8;
    await expect(verifyBytes('a.csv.zst', bytes)).rejects.toThrow(
      damaged('a.csv.zst', 'zstd', 'a window of more than 128 MiB is needed to expand it'),
    );
  });

  it('refuses a single segment of which no memory should be made, whatever it holds', async () => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(1n << 40n);
    const bytes = Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0]),
      size,
      Buffer.from([1, 0, 0]),
    ]);
    await expect(verifyBytes('a.csv.zst', bytes)).rejects.toThrow(
      damaged('a.csv.zst', 'zstd', 'a window of more than 128 MiB is needed to expand it'),
    );
  });

  it.each([
    ['less', 0],
    ['more', 200],
  ])('refuses a frame that says that it holds %s than it does', async (_, size) => {
    const content = Buffer.from('a,b\n1,2\n');
    const block = Buffer.from([(content.length << 3) | 1, 0, 0]);
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, size]);
    await expect(verifyBytes('a.csv.zst', Buffer.concat([head, block, content]))).rejects.toThrow(
      /^logs\/a\.csv\.zst: the zstd data is damaged: /,
    );
  });

  it('refuses a bomb', async () => {
    const zstd = await Zstd.load();
    const bytes = zstd.compress(Buffer.alloc(4_000_000, 'a'));
    await expect(verifyBytes('a.csv.zst', bytes, { maxExpandedBytes: 1_000_000 })).rejects.toThrow(
      / bytes expand to more than 1000000 bytes and more than 100 times their size\.\n/,
    );
  });

  it('expands the same through the public interface of the library alone', async () => {
    const zstd = await Zstd.load();
    zstd.reset();
    const decode = zstdDecode({
      decompressChunk: (data, size) => zstd.decompressChunk(data, size),
    });
    expect(decode(zstdSample, 1000).toString()).toBe(zstdSampleText);
  });
});

describe('verifyDelivery of Parquet', () => {
  const footer = Buffer.from([4, 0, 0, 0]);
  const parquet = Buffer.concat([Buffer.from('PAR1pages....'), footer, Buffer.from('PAR1')]);
  const refusedAs = (why: string) =>
    new UserError(
      `logs/a.parquet: this is not a complete Parquet file: ${why}.\n` +
        'Accepted: unencrypted Parquet files.\nHave the file delivered again.',
    );

  it('takes a file with the magic at both ends, and counts no lines', async () => {
    expect(await verifyBytes('a.parquet', parquet)).toMatchObject({
      lines: 0,
      sha256: sha256(parquet),
    });
  });

  it.each([
    ['it has only 0 bytes', Buffer.alloc(0)],
    ['it has only 8 bytes', Buffer.from('PAR1PAR1')],
    ['it does not begin with PAR1', Buffer.concat([Buffer.from('x'), parquet])],
    ['it does not end with PAR1', parquet.subarray(0, -1)],
    ['its footer is longer than the file', Buffer.from('PAR1\x01\0\0\0PAR1')],
  ])('refuses a file because %s', async (why, bytes) => {
    await expect(verifyBytes('a.parquet', bytes)).rejects.toThrow(refusedAs(why));
  });
});
