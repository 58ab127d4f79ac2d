/**
 * Lists that came with an earlier imbill under another name: the books that they had are those of the
 * new name.
 */
const renamedLists: Readonly<Record<string, string>> = {
  'tencent-im-legacy': 'tencent-im',
};

/** Returns the new name of a renamed list; `undefined` for any other list. */
export function newNameOf(list: string): string | undefined {
  return Object.hasOwn(renamedLists, list) ? renamedLists[list] : undefined;
}

/** List whose later books became a list of their own, `toList`, from the day `since` on. */
export const splitList = {
  list: 'tencent-im',
  since: '2019-03-01',
  until: '2019-12-27',
  toList: 'tencent-im-2019',
} as const;
