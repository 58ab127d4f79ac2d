// Makes the fonts of PDFs: reports/pdf/fonts/. They are committed; this script tells where they come from. The packages
// that it needs are large, and needed by nothing else:
//   npm install --no-save subset-font@2.9.0 @expo-google-fonts/{noto-sans-sc@0.4.3,source-sans-3@0.4.1}
//   node scripts/make-fonts.mjs
// The families have names of their own, so that no font of the machine can take their place.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
/** Named as a text, as it is no dependency of this package. */
const subsetter = 'subset-font';
const subsetFont = require(subsetter);
const folder = join(import.meta.dirname, '../reports/pdf/fonts');

/** Letters, marks and signs: all planes below the Chinese ones. */
const signs = characters([0x20, 0x33ff], [0xa700, 0xa7ff], [0xfe10, 0xffef]);
/** Every Chinese character of the font: GBK, its traditional ones included, and rare ones that are in names. */
const chinese = characters([0x3400, 0x9fff], [0xf900, 0xfaff], [0x20000, 0x3134f]);

const fonts = [
  // What others chose, such as names, is set in it.
  { source: notoSansSc('Regular', 400), family: 'Imbill Sans', set: [...signs, ...chinese] },
  // Only our own words and numbers are bold.
  { source: notoSansSc('Bold', 700), family: 'Imbill Sans', set: [...signs, ...gb2312()] },
  // The letters of names that Noto Sans SC does not have. Its own Latin letters have the same design.
  { source: sourceSans(), family: 'Imbill Sans Latin', set: signs },
];
for (const { source, family, set } of fonts) {
  const subset = await subsetFont(readFileSync(source.path), set.join(''), {
    targetFormat: 'truetype',
    noLayoutClosure: true,
  });
  const name = `${family} ${source.style}`.toLowerCase().replaceAll(' ', '-');
  writeFileSync(join(folder, `${name}.ttf`), renamed(subset, { ...source, family }));
}
const texts = [notoSansSc('Regular', 400), sourceSans()].map(({ licence }) =>
  readFileSync(licence, 'utf8').replaceAll('\r\n', '\n').trim(),
);
const [[first], [second]] = texts.map((text) => text.split('\n'));
writeFileSync(join(folder, 'OFL.txt'), `${texts[0].replace(first, `${first}\n${second}`)}\n`);

function notoSansSc(style, weight) {
  const name = `${weight}${style}`;
  return fontIn('Noto Sans SC', `${name}/NotoSansSC_${name}.ttf`, style);
}

function sourceSans() {
  return fontIn('Source Sans 3', '400Regular/SourceSans3_400Regular.ttf', 'Regular');
}

function fontIn(original, file, style) {
  const name = original.toLowerCase().replaceAll(' ', '-');
  const at = dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
  return { path: join(at, file), licence: join(at, 'LICENSE_FONT'), original, style };
}

function characters(...ranges) {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
  );
}

/** Lists the characters of the standard set of simplified Chinese. */
function gb2312() {
  const decoder = new TextDecoder('gbk');
  const rows = Array.from({ length: 87 }, (_, row) => row + 0xa1);
  const cells = Array.from({ length: 94 }, (_, cell) => cell + 0xa1);
  return rows.flatMap((row) => cells.map((cell) => decoder.decode(Uint8Array.of(row, cell))));
}

/** Gives a font the name of a family of ours, and leaves out its tables for vertical text. */
function renamed(font, names) {
  const tables = new Map();
  for (let entry = 12; entry < 12 + 16 * font.readUInt16BE(4); entry += 16) {
    const start = font.readUInt32BE(entry + 8);
    const tag = font.toString('latin1', entry, entry + 4);
    tables.set(tag, Buffer.from(font.subarray(start, start + font.readUInt32BE(entry + 12))));
  }
  for (const tag of ['BASE', 'STAT', 'VORG', 'vhea', 'vmtx']) tables.delete(tag);
  tables.set('name', nameTable(names));
  return fontOf(tables);
}

function nameTable({ family, style, original, licence }) {
  const name = `${family.replaceAll(' ', '')}-${style}`;
  const names = [
    [0, readFileSync(licence, 'utf8').split('\n')[0].replaceAll("'", '')],
    [1, family],
    [2, style],
    [3, name],
    [4, `${family} ${style}`],
    [5, `Version 1.0, a subset of ${original}`],
    [6, name],
    [13, 'SIL Open Font License, Version 1.1'],
    [14, 'https://scripts.sil.org/OFL'],
  ].map(([id, text]) => ({ id, bytes: Buffer.from(text, 'utf16le').swap16() }));
  const head = Buffer.alloc(6 + 12 * names.length);
  [0, names.length, head.length].forEach((value, index) => {
    head.writeUInt16BE(value, 2 * index);
  });
  let at = 0;
  for (const [index, { id, bytes }] of names.entries()) {
    [3, 1, 0x409, id, bytes.length, at].forEach((value, place) => {
      head.writeUInt16BE(value, 6 + 12 * index + 2 * place);
    });
    at += bytes.length;
  }
  return Buffer.concat([head, ...names.map(({ bytes }) => bytes)]);
}

/** Writes the tables as a font file, with the checksums that OpenType asks for. */
function fontOf(tables) {
  tables.get('head').writeUInt32BE(0, 8);
  const tags = [...tables.keys()].sort();
  const power = 2 ** Math.floor(Math.log2(tags.length));
  const head = Buffer.alloc(12 + 16 * tags.length);
  head.writeUInt32BE(0x00010000, 0);
  [tags.length, power * 16, Math.log2(power), (tags.length - power) * 16].forEach(
    (value, index) => {
      head.writeUInt16BE(value, 4 + 2 * index);
    },
  );
  const parts = [head];
  let at = head.length;
  for (const [index, tag] of tags.entries()) {
    const table = tables.get(tag);
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    head.write(tag, 12 + 16 * index, 'latin1');
    [checksum(padded), at, table.length].forEach((value, place) => {
      head.writeUInt32BE(value, 16 + 16 * index + 4 * place);
    });
    parts.push(padded);
    at += padded.length;
  }
  const font = Buffer.concat(parts);
  const start = head.readUInt32BE(12 + 16 * tags.indexOf('head') + 8);
  font.writeUInt32BE((0xb1b0afba - checksum(font)) >>> 0, start + 8);
  return font;
}

function checksum(bytes) {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
