const mostCharacters = 1000;

/**
 * The comment that a file begins with, on one line: what `.tables` shows of the view.
 *
 * @returns Empty where the file begins with something else.
 */
export function leadingComment(sql: string): string {
  const [block] = /^\s*\/\*[\s\S]*?\*\//.exec(sql) ?? [];
  const [lines = ''] = /^\s*(?:--[^\n]*(?:\n\s*|$))+/.exec(sql) ?? [];
  const text =
    block
      ?.trim()
      .slice(2, -2)
      .replaceAll(/^\s*\*+/gm, '') ?? marksOff(lines);
  const words = text.trim().split(/\s+/).join(' ');
  const characters = [...words];
  return characters.length <= mostCharacters
    ? words
    : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}

function marksOff(lines: string): string {
  return lines.replaceAll(/^\s*--+/gm, '');
}
