import { readRegularFont } from './typst.ts';

let known: Set<number> | undefined;

/** Returns the code points that the font of names has. */
export function knownCharacters(): ReadonlySet<number> {
  known ??= codePointsOf(readRegularFont());
  return known;
}

/**
 * Reads the code points of a font with characters beyond the first plane.
 *
 * Source: OpenType, table `cmap`, format 12.
 */
function codePointsOf(font: Buffer): Set<number> {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + 16 * index);
  const entry = tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap')!;
  const cmap = font.readUInt32BE(entry + 8);
  const encodings = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) =>
    font.readUInt32BE(cmap + 4 + 8 * index + 4),
  );
  const format12 = cmap + encodings.find((at) => font.readUInt16BE(cmap + at) === 12)!;
  const points = new Set<number>();
  for (let group = 0; group < font.readUInt32BE(format12 + 12); group++) {
    const at = format12 + 16 + 12 * group;
    for (let point = font.readUInt32BE(at); point <= font.readUInt32BE(at + 4); point++)
      points.add(point);
  }
  return points;
}
