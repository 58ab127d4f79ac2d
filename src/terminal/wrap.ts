import stringWidth from 'string-width';

/** How a line is cut into several. */
export interface Wrapping {
  /** Columns of the terminal; wide characters count two. */
  width: number;
  /** Spaces before every line but the first. */
  hang: number;
  /** True if a word that is longer than a line is broken. A hash or a path in a message is not. */
  breaksWords?: boolean;
  /** True if names such as `days_with_data` wrap after an underscore. */
  atUnderscores?: boolean;
}

/** A piece of text that stays on one line, and the spaces before it. */
interface Piece {
  space: string;
  text: string;
}

/**
 * Wraps a line at words. Chinese and Japanese text wraps between characters: never before a closing sign, never after
 * an opening one.
 */
export function wrapLine(
  line: string,
  { width, hang, breaksWords = false, atUnderscores = false }: Wrapping,
): string[] {
  if (stringWidth(line) <= width) return [line];
  const lines: string[] = [];
  const indent = ' '.repeat(hang);
  let begun = '';
  let used = 0;
  for (const { space, text } of piecesOf(line, atUnderscores)) {
    const fits = used + space.length + stringWidth(text) <= width;
    if (fits || begun.trim() === '') begun += space + text;
    else {
      lines.push(begun.trimEnd());
      begun = indent + text;
    }
    while (breaksWords && stringWidth(begun) > width) {
      const start = startOf(begun, width);
      lines.push(start);
      begun = indent + begun.slice(start.length);
    }
    used = stringWidth(begun);
  }
  return [...lines, begun];
}

/** Returns the width of the widest piece of a title that stays on one line. It may wrap after an underscore. */
export function widestPiece(title: string): number {
  return Math.max(0, ...piecesOf(title, true).map((piece) => stringWidth(piece.text)));
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u;
const closing = /^[、。，．：；！？）」』】》〉”’…—·/%),.;:!?\]}]/u;
const opening = /[（「『【《〈“‘/([{]$/u;

function piecesOf(line: string, atUnderscores: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (const [, space = '', word = ''] of line.matchAll(/(\s*)(\S*)/g)) {
    const parts = partsOf(word).flatMap((part) => (atUnderscores ? part.split(/(?<=_)/) : [part]));
    for (const [index, text] of parts.entries())
      pieces.push({ space: index === 0 ? space : '', text });
  }
  return pieces;
}

/** Splits a word where it may be wrapped: around wide characters. */
function partsOf(word: string): string[] {
  if (!wide.test(word)) return word === '' ? [] : [word];
  const parts: string[] = [];
  for (const character of word) {
    const last = parts.at(-1);
    const isApart = last === undefined || wide.test(character) || wide.test(last.slice(-1));
    const isGlued = last !== undefined && (closing.test(character) || opening.test(last));
    if (isApart && !isGlued) parts.push(character);
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Returns the longest start of a text that is at most `width` wide; at least one character. */
export function startOf(text: string, width: number): string {
  let start = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width && start !== '') break;
    start += segment;
  }
  return start;
}

/** Cuts a text that is too wide, with `…` at its end. */
export function cutText(text: string, width: number): string {
  return stringWidth(text) <= width ? text : `${startOf(text, width - 1).trimEnd()}…`;
}

/** Adds spaces to a text until it has a width. */
export function padText(text: string, width: number, toTheRight = false): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return toTheRight ? space + text : text + space;
}
