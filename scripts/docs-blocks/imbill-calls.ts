const blank = /[ \t]/;
/** Characters that mean something to a shell, also at the beginning of a word. */
const special = /[|&;<>()$`*?[\]{}~!]/;

/** Commands of a block: first those that need a shell, then calls of imbill. */
export interface SplitBlock {
  /** Text for a shell; empty if the block only calls imbill. */
  shell: string;
  /** Arguments of each call. */
  calls: string[][];
}

/**
 * Splits the calls of imbill at the end of a block from what is before them: `npx imbill …` or `imbill …`, one a
 * line. They need no shell. A call with more than words, such as a pipe or a variable, does.
 */
export function splitBlock(commands: string): SplitBlock {
  const lines = logicalLines(commands);
  const calls = lines.map(callOf);
  const first = calls.lastIndexOf(undefined) + 1;
  return {
    shell: lines.slice(0, first).join('\n'),
    calls: calls.slice(first).filter((call) => call !== undefined && call.length > 0) as string[][],
  };
}

/** Returns the arguments of a call; none for a line without words, undefined for any other line. */
function callOf(line: string): string[] | undefined {
  const words = wordsOf(line);
  if (words?.length === 0) return [];
  const [first, second, ...others] = words ?? [];
  if (first === 'imbill') return [second, ...others].filter((word) => word !== undefined);
  return first === 'npx' && second === 'imbill' ? others : undefined;
}

/** Splits at line ends outside quotes; a backslash at the end continues a line. */
function logicalLines(commands: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const line of commands.split('\n')) {
    open += line;
    if (line.endsWith('\\')) open = open.slice(0, -1);
    else if (isQuoteOpen(open)) open += '\n';
    else {
      lines.push(open);
      open = '';
    }
  }
  return open === '' ? lines : [...lines, open];
}

function isQuoteOpen(text: string): boolean {
  let quote = '';
  for (const character of text) {
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return quote !== '';
}

/** Splits a line as a shell does; undefined if it holds more than words and quotes. */
function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const character of line) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && /[$`\\]/.test(character)) return undefined;
      else word = `${word ?? ''}${character}`;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (blank.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '#' && word === undefined) break;
    else if (special.test(character) || character === '\\') return undefined;
    else word = `${word ?? ''}${character}`;
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}
