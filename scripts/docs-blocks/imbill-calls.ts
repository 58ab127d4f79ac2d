const blank = /[ \t]/;
/** Characters that mean something to a shell, also at the beginning of a word. */
const special = /[|&;<>()$`*?[\]{}~!]/;

/**
 * Returns the arguments of each call, if a block only calls imbill: `npx imbill …` or `imbill …`, one a
 * line. Such a block needs no shell.
 *
 * @returns Undefined for a block with anything else, such as a pipe, a variable or another program.
 */
export function imbillCalls(commands: string): string[][] | undefined {
  const lines = logicalLines(commands);
  const calls = lines.map(wordsOf).filter((words) => words?.length !== 0);
  const called = calls.map((words) => {
    const [first, second, ...others] = words ?? [];
    if (first === 'imbill') return [second, ...others].filter((word) => word !== undefined);
    return first === 'npx' && second === 'imbill' ? others : undefined;
  });
  return called.every((words) => words !== undefined) ? called : undefined;
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
