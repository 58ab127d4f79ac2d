import { visibleCharacters } from '../../base/visible-characters.ts';

/** A null where text is read by people; text that looks like it is quoted. */
export const nullMark = 'NULL';

/**
 * Text of logs where people read it: what could move the cursor, change the order of characters
 * or end a line is written as an escape; the text NULL is told from null by quotes.
 */
export function visibleText(text: string): string {
  const shown = visibleCharacters(text);
  return /^"*NULL"*$/.test(shown) ? `"${shown}"` : shown;
}
