/** A null where text is read by people; text that looks like it is quoted. */
export const nullMark = 'NULL';

/**
 * Text of logs where people read it: what could move the cursor, change the order of characters
 * or end a line is written as an escape; the text NULL is told from null by quotes.
 */
export function visibleText(text: string): string {
  const shown = text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu,
    escapeOf,
  );
  return /^"*NULL"*$/.test(shown) ? `"${shown}"` : shown;
}

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  const long = code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  return short[character] ?? long;
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, '0');
}
