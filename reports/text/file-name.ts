import { createHash } from 'node:crypto';

/** File systems take 255 bytes a name; the ending, and what is written aside, need some of them. */
const longest = 200;

/**
 * Name of a document's files, without their ending: another one for each number, also where the file system does
 * not tell capitals from small letters. A preview's number holds a customer's id, which can hold anything.
 */
export function reportFileName(number: string): string {
  const name = fileName(number);
  const [, customerId = ''] = /^PREVIEW-\d{4}-\d\d-(.*)$/s.exec(number) ?? [];
  // No id is written with a +.
  return /[A-Z]/.test(customerId) ? `${name}+${hashOf(number).slice(0, 12)}` : name;
}

/**
 * A name that every file system takes, another one for each text.
 *
 * @returns The text in percent-encoding; of a longer one the beginning and a hash of it.
 */
export function fileName(text: string): string {
  const wellFormed = text.replace(/\p{Cs}/gu, '\uFFFD');
  const encoded = encodeURIComponent(wellFormed).replaceAll('*', '%2A');
  if (encoded.length <= longest) return encoded;
  const hash = hashOf(wellFormed).slice(0, 32);
  return `${encoded.slice(0, longest - hash.length - 1)}-${hash}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
