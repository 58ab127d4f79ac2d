import { sha256Of } from '../../src/base/sha256.ts';

/** Longest name. File systems take 255 bytes, and endings need some of them. */
const longest = 200;

/**
 * Names a document's files, without their ending. Two numbers never share a name, even if the file system ignores
 * capitals. A preview's number holds a customer's id, which can hold anything.
 */
export function reportFileName(number: string): string {
  const name = fileName(number);
  const [, customerId = ''] = /^PREVIEW-\d{4}-\d\d-(.*)$/s.exec(number) ?? [];
  // No id is written with a +.
  return /[A-Z]/.test(customerId) ? `${name}+${sha256Of(number).slice(0, 12)}` : name;
}

/**
 * Turns a text into a name that every file system takes; two texts never share a name.
 *
 * @returns The text in percent-encoding; if it is too long, its beginning and a hash.
 */
export function fileName(text: string): string {
  const wellFormed = text.replace(/\p{Cs}/gu, '\uFFFD');
  const encoded = encodeURIComponent(wellFormed).replaceAll('*', '%2A');
  if (encoded.length <= longest) return encoded;
  const hash = sha256Of(wellFormed).slice(0, 32);
  return `${encoded.slice(0, longest - hash.length - 1)}-${hash}`;
}
