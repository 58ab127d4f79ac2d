/** Most characters of a cell, as Excel counts them. */
export const mostCellCharacters = 32_767;

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Writes text within the XML of a workbook. Characters that XML changes or cannot hold become `_x000D_`. A text that
 * looks like that becomes `_x005F_x000D_`. Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
 */
export function xlsxText(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(notInXml, codeOf)
    .replaceAll(/[&<>"]/g, (mark) => marks[mark]!);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notInXml = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

function codeOf(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}
