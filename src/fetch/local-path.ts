/** Reason why an object gets no file. */
export type UnfitName = 'unsafe' | 'hidden' | 'folder';

/**
 * Converts what follows the prefix of a key to a path below a folder.
 *
 * @returns The path with `/`, or the reason why there is none: names that could lead elsewhere or that no file can
 *   have, hidden files that `load` leaves out, and marks of folders.
 */
export function localPathOf(rest: string): { path: string } | { unfit: UnfitName } {
  if (rest === '' || rest.endsWith('/')) return { unfit: 'folder' };
  const parts = rest.split('/');
  if (!parts.every(isSafe)) return { unfit: 'unsafe' };
  return parts.some((part) => part.startsWith('.')) ? { unfit: 'hidden' } : { path: rest };
}

function isSafe(part: string): boolean {
  if (part === '' || part === '.' || part === '..') return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  return !/[\\\u0000-\u001f\u007f]/.test(part) && Buffer.byteLength(part) <= longestName;
}

/** Most bytes of a name, so that its unfinished file fits too. */
const longestName = 200;

/** Names that are the same for a file system that does not tell upper from lower case. */
export function sameName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
