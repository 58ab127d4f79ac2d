import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../testing/temp-folder.ts';
import { copyRange, findRanges, profileRange } from './file-range.ts';
import { joinProfiles } from './join-profiles.ts';
import { TextProfiler } from './text-profile.ts';

async function fileOf(content: Uint8Array): Promise<string> {
  const path = join(await tempFolder(), 'a.csv');
  await writeFile(path, content);
  return path;
}

const options = { delimiter: ',', maxLineBytes: 300, maxTextLineBytes: 2000 };

describe('findRanges', () => {
  it('cuts behind the first line end from each multiple of the size on', async () => {
    // Lines of 100 bytes; the first cut is behind 512 bytes, which tell the encoding.
    const path = await fileOf(Buffer.from(`${'x'.repeat(99)}\n`.repeat(12)));
    const cuts = { rangeBytes: 250, maxLineBytes: 1000 };
    expect(await findRanges(path, 1200, cuts)).toEqual([
      { from: 0, to: 800 },
      { from: 800, to: 1000 },
      { from: 1000, to: 1200 },
    ]);
  });

  it('cuts at a line that begins exactly there, and leaves no empty range behind', async () => {
    const path = await fileOf(Buffer.from(`${'x'.repeat(599)}\n`.repeat(2)));
    const cuts = { rangeBytes: 600, maxLineBytes: 1000 };
    expect(await findRanges(path, 1200, cuts)).toEqual([
      { from: 0, to: 600 },
      { from: 600, to: 1200 },
    ]);
  });

  it('lets a line longer than a range be one range, and looks no further than the longest line', async () => {
    const lines = ['a'.repeat(599), 'b'.repeat(2999), 'c'.repeat(99), 'd'.repeat(99)];
    const content = lines.map((line) => `${line}\n`).join('');
    const path = await fileOf(Buffer.from(content));
    const cuts = { rangeBytes: 600, maxLineBytes: 4000 };
    expect(await findRanges(path, content.length, cuts)).toEqual([
      { from: 0, to: 600 },
      { from: 600, to: 3600 },
      { from: 3600, to: 3800 },
    ]);
    expect(await findRanges(path, content.length, { ...cuts, maxLineBytes: 500 })).toEqual([
      { from: 0, to: 600 },
      { from: 600, to: 3800 },
    ]);
  });
});

describe('the ranges of any bytes', () => {
  it('are the file when put together, and their profiles are that of the file', async () => {
    const piece = fc.oneof(
      fc.constantFrom('\n', '\n', '\r\n', '\n\n', '"', ',', '\0', '\u0001', '\ufeff', '用', ' '),
      fc.string({ minLength: 20, maxLength: 60 }),
      fc.constant('long'.repeat(100)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 20, maxLength: 80 }),
        fc.option(fc.nat(2000), { nil: -1 }),
        fc.integer({ min: 1, max: 900 }),
        async (pieces, badAt, rangeBytes) => {
          const content = Buffer.from(pieces.join(''));
          if (badAt >= 0 && badAt < content.length) content[badAt] = 0xe7;
          const path = await fileOf(content);
          const cuts = { rangeBytes, maxLineBytes: 100_000 };
          const ranges = await findRanges(path, content.length, cuts);
          const copies: Buffer[] = [];
          const profiles = [];
          for (const [index, range] of ranges.entries()) {
            const target = `${path}.${index}`;
            await copyRange(path, range, { target, header: '' });
            copies.push(await readFile(target));
            const { profile, bytes } = await profileRange(path, range, options);
            expect(bytes).toBe(range.to - range.from);
            profiles.push(profile);
          }
          expect(Buffer.concat(copies)).toEqual(content);
          for (const copy of copies.slice(0, -1)) expect(copy.at(-1)).toBe(0x0a);
          const whole = new TextProfiler(options);
          whole.add(content);
          expect(joinProfiles(profiles)).toEqual(whole.profile());
        },
      ),
      { numRuns: 25 },
    );
  });

  it('stop at a line that no log has', async () => {
    const path = await fileOf(Buffer.from(`a\nb\n${'c'.repeat(3_000_000)}\n`));
    const seen = await profileRange(path, { from: 2, to: 3_000_005 }, options);
    expect([seen.isStopped, seen.profile.lines]).toEqual([true, 2]);
  });
});
