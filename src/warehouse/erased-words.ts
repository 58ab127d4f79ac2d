/** Patterns that find a user's id in texts that hold more than the id. */
export interface ErasedWords {
  /** Finds the id with one character on each side, in DuckDB's (RE2's) words. */
  pattern: string;
  /** Finds the beginning of the id at the end of a text that was cut; finds nothing for a short id. */
  cutPattern: string;
  /** Texts that stand for a long id, which needs no pattern; absent for others. */
  longForms?: string[];
  token: string;
  /** True if the id is so short that it may be any value. */
  isShort: boolean;
}

/** An id of fewer characters is found only as a whole value: as a part of a text it may mean anything. */
const shortestPart = 4;

/** An id of more characters is no part of a longer one by chance. */
const longestPattern = 200;

/** A pattern that finds nothing. */
const nothing = '[^\\x00-\\x{10FFFF}]';

/**
 * Returns the patterns of an id: as it is, and as JSON, CSV and addresses write it. A part of a text is the id only if
 * no further letter or digit is beside it.
 *
 * @param token Text that takes the place of the id.
 */
export function wordsOf(userId: string, token: string): ErasedWords {
  const forms = [...new Set(formsOf(userId))];
  const anyForm = `(?:${forms.map(escaped).join('|')})`;
  const letters = [...userId].length;
  if (letters < shortestPart)
    return { pattern: `(?s)(^|")${anyForm}("|$)`, cutPattern: nothing, token, isShort: true };
  const before = isWordAt(userId, 0) ? '(^|[^A-Za-z0-9])' : '()';
  const after = isWordAt(userId, userId.length - 1) ? '([^A-Za-z0-9]|$)' : '()';
  const cutPattern = `(?s)${before}(?:${beginningsOf(userId).join('|')})$`;
  const common = { cutPattern, token, isShort: false };
  if (letters > longestPattern) return { pattern: nothing, longForms: forms, ...common };
  return { pattern: `(?s)${before}${anyForm}${after}`, ...common };
}

function isWordAt(text: string, index: number): boolean {
  return /[A-Za-z0-9]/.test(text.charAt(index));
}

function formsOf(userId: string): string[] {
  const json = JSON.stringify(userId).slice(1, -1);
  return [
    userId,
    json,
    json.replaceAll('/', '\\/'),
    inAscii(json, (code) => code.toLowerCase()),
    inAscii(json, (code) => code.toUpperCase()),
    userId.replaceAll('"', '""'),
    encoded(userId),
  ];
}

function inAscii(text: string, write: (code: string) => string): string {
  return text.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${write(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`,
  );
}

/** Half a pair of surrogates has no address form. */
function encoded(userId: string): string {
  try {
    return encodeURIComponent(userId);
  } catch {
    return userId;
  }
}

/** Lists the beginnings of an id, the longest first. A shorter one is too little to tell. */
function beginningsOf(userId: string): string[] {
  const letters = [...userId].slice(0, longestPattern);
  return letters
    .map((_, index) => escaped(letters.slice(0, letters.length - index).join('')))
    .slice(0, letters.length - shortestPart + 1);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
