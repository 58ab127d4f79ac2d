/**
 * Characters that can move the cursor, change the order of characters or end a line, and characters that are
 * not seen.
 */
const steering =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/gu;
/** Unusual spaces, joiners and fillers: texts with and without them look alike. */
const alike =
  /\u034f|[\u00a0\u00ad\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200d\u202f\u205f\u3000\u3164\uffa0]/gu;

/** Turns characters of a single line that steer a terminal into escapes. */
export function visibleCharacters(text: string): string {
  return text.replaceAll(steering, escapeOf);
}

/** Turns characters that steer a terminal into escapes, except line feeds. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visibleCharacters).join('\n');
}

/** Turns characters of JSON that steer a terminal into escapes of JSON. */
export function visibleJson(json: string): string {
  return json
    .split('\n')
    .map((line) => line.replaceAll(steering, jsonEscapeOf))
    .join('\n');
}

/**
 * Returns a value or name in quotes for a message. Characters that are not seen, or look like others, become
 * escapes.
 */
export function quotedText(text: string): string {
  return JSON.stringify(text).replaceAll(steering, jsonEscapeOf).replaceAll(alike, jsonEscapeOf);
}

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  return short[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : jsonEscapeOf(character));
}

function jsonEscapeOf(character: string): string {
  return `\\u${hex(character.codePointAt(0)!, 4)}`;
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, '0');
}
