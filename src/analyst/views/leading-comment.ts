const mostCharacters = 1000;

/**
 * Returns the comment at a file's beginning on one line: `.tables` shows it for the view.
 *
 * @returns Empty if there is none.
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
