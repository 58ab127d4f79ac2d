/**
 * Characters of the bytes 80 to 9F of Windows-1252, `\0` for the five bytes that it leaves out. All other bytes are
 * those of ISO 8859-1. Some versions of Node's own decoder read these bytes as control characters.
 *
 * Source: Microsoft's code page 1252.
 */
const middle = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** Decodes Windows-1252, in which Excel of Western Europe saves CSV; undefined if it has a byte that is no text. */
export function decodeWindows1252(bytes: Buffer): string | undefined {
  let isText = true;
  const text = bytes.toString('latin1').replaceAll(/[\x80-\x9f]/g, (byte) => {
    const character = middle[byte.charCodeAt(0) - 0x80]!;
    isText &&= character !== '\0';
    return character;
  });
  return isText ? text : undefined;
}
