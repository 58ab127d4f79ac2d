import { createHash } from 'node:crypto';

/** File systems take 255 bytes a name; the ending, and what is written aside, need some of them. */
const longest = 200;

/**
 * Name of a document's files, without their ending: another one for each number, and one that every
 * file system takes. A preview's number holds a customer's id, which can hold anything.
 *
 * @returns The number in percent-encoding; of a longer one the beginning and a hash of it.
 */
export function reportFileName(number: string): string {
  const wellFormed = number.replace(/\p{Cs}/gu, '\uFFFD');
  const encoded = encodeURIComponent(wellFormed).replaceAll('*', '%2A');
  if (encoded.length <= longest) return encoded;
  const hash = createHash('sha256').update(wellFormed).digest('hex').slice(0, 32);
  return `${encoded.slice(0, longest - hash.length - 1)}-${hash}`;
}
