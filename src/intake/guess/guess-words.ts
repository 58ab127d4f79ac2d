import { successWords } from '../records/known-words.ts';

/** Words that say a login succeeded in most systems that write them, but not in all. */
const likelySuccess = ['200', '1', 'y', 'yes', '是', '通过', '正常', 'ok'];

/** Words of an event of a group, by the canonical one. */
const eventWords: Readonly<Record<string, readonly string[]>> = {
  created: [
    'create',
    'created',
    'creategroup',
    'group_created',
    '创建',
    '建群',
    '新建',
    '创建群',
    '创建群组',
  ],
  dismissed: [
    ...['dismiss', 'dismissed', 'destroy', 'destroyed', 'delete', 'deleted', 'disband'],
    ...['disbanded', '解散', '解散群', '解散群组', '删除', '删除群组'],
  ],
  full: ['full', '满员', '群满', '群已满'],
};

const regionWords: Readonly<Record<string, readonly string[]>> = {
  domestic: ['domestic', 'cn', 'china', 'mainland', '国内', '境内', '中国', '中国大陆'],
  international: ['international', 'global', 'overseas', '国际', '海外', '境外', '国外'],
};

/** Words of a column that must be translated: delivered word → canonical word. */
export type WordMap = Record<string, string>;

/** Guesses the words of `success`; undefined if the usual ones are right, or no word looks like success. */
export function guessSuccess(values: readonly string[]): string[] | undefined {
  const words = distinct(values);
  if (words.length === 0 || words.some((word) => successWords.includes(word.toLowerCase())))
    return undefined;
  const likely = words.filter((word) => likelySuccess.includes(word.toLowerCase()));
  return likely.length === 0 ? undefined : likely;
}

/** Guesses what the words of events mean; words of something else are ignored. Undefined if nothing is to be translated. */
export function guessEvents(values: readonly string[]): WordMap | undefined {
  return translated(distinct(values), eventWords, 'ignore');
}

/** Guesses what the words of regions mean. Undefined if nothing is to be translated. */
export function guessRegions(values: readonly string[]): WordMap | undefined {
  return translated(distinct(values), regionWords, undefined);
}

function translated(
  words: readonly string[],
  known: Readonly<Record<string, readonly string[]>>,
  otherwise: string | undefined,
): WordMap | undefined {
  const pairs = words.flatMap((word): [string, string][] => {
    const found = Object.entries(known).find(([, all]) => all.includes(word.toLowerCase()));
    const own = found?.[0] ?? otherwise;
    return own === undefined || own === word ? [] : [[word, own]];
  });
  const isKnown = pairs.some(([, own]) => own !== otherwise);
  return isKnown ? Object.fromEntries(pairs) : undefined;
}

/** Lists the words of a column, in the order in which they come. */
function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))].slice(0, 50);
}
