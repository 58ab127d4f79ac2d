import { visibleCharacters } from '../../base/visible-characters.ts';

/** The text of null for people; a text that looks like it is quoted. */
export const nullMark = 'NULL';

/**
 * Escapes a text for people: signs that could move the cursor, change the order of characters or end a line. The text
 * NULL gets quotes, because null is written so.
 */
export function visibleText(text: string): string {
  const shown = visibleCharacters(text);
  return /^"*NULL"*$/.test(shown) ? `"${shown}"` : shown;
}
