import { readRegularFonts } from './typst.ts';

let known: Set<number> | undefined;

/** Returns the code points that the fonts of names have. */
export function knownCharacters(): ReadonlySet<number> {
  known ??= new Set(readRegularFonts().flatMap(codePointsOf));
  return known;
}

/**
 * Reads the code points of a font.
 *
 * Source: OpenType, table `cmap`, formats 4 and 12. A font with characters beyond the first plane has both.
 */
function codePointsOf(font: Buffer): number[] {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + 16 * index);
  const entry = tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap')!;
  const cmap = font.readUInt32BE(entry + 8);
  const starts = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, index) => cmap + font.readUInt32BE(cmap + 4 + 8 * index + 4),
  );
  const whole = starts.find((at) => font.readUInt16BE(at) === 12);
  const ranges = whole === undefined ? rangesOf4(font, starts[0]!) : rangesOf12(font, whole);
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

function rangesOf12(font: Buffer, at: number): [first: number, last: number][] {
  return Array.from({ length: font.readUInt32BE(at + 12) }, (_, index) => {
    const group = at + 16 + 12 * index;
    return [font.readUInt32BE(group), font.readUInt32BE(group + 4)];
  });
}

/** The last range, of U+FFFF alone, ends the table. */
function rangesOf4(font: Buffer, at: number): [first: number, last: number][] {
  const doubled = font.readUInt16BE(at + 6);
  return Array.from({ length: doubled / 2 - 1 }, (_, index) => {
    const end = at + 14 + 2 * index;
    return [font.readUInt16BE(end + doubled + 2), font.readUInt16BE(end)];
  });
}
