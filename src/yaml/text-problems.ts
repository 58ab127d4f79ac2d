import { type Document, visit } from 'yaml';
import type { Problem } from './describe-issue.ts';

/**
 * Texts that no key or value may be, wherever they stand: control characters and halves of surrogate
 * pairs, which files and terminals do not carry unchanged, and the key `__proto__`, which a mapping
 * of free keys would lose without a word.
 */
export function textProblems(document: Document.Parsed): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar(position, { value, range }) {
      if (typeof value !== 'string' || !range) return;
      const offset = range[0];
      if (position === 'key' && value === '__proto__')
        problems.push({ offset, message: '"__proto__" is not a setting' });
      const unfit = value.match(/(?![\t\n\r])[\p{Cc}\p{Cs}]/u)?.[0];
      if (unfit !== undefined)
        problems.push({ offset, message: `the text holds ${codePoint(unfit)}; leave it out` });
    },
  });
  return problems;
}

/** `U+0007`. */
function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
