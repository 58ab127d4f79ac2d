import { type Document, visit } from 'yaml';
import type { Problem } from './describe-issue.ts';

/**
 * Finds texts that no key or value may have. Control characters and halves of surrogate pairs do
 * not pass files and terminals unchanged. The key `__proto__` would get lost in a mapping of
 * free keys. Numbers must be plain digits, not `1e3` or `0x4`.
 */
export function textProblems(document: Document.Parsed): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar(position, { value, range, source }) {
      if (!range) return;
      const offset = range[0];
      if (typeof value === 'number' && !isPlainNumber(source ?? '') && Number.isFinite(value))
        problems.push({ offset, message: `the number is ${source}; accepted: plain digits` });
      if (typeof value !== 'string') return;
      if (position === 'key' && value === '__proto__')
        problems.push({ offset, message: '"__proto__" is not a setting' });
      const unfit = value.match(/(?![\t\n\r])[\p{Cc}\p{Cs}]/u)?.[0];
      if (unfit !== undefined)
        problems.push({ offset, message: `the text holds ${codePoint(unfit)}; leave it out` });
    },
  });
  return problems;
}

/**
 * Tells whether a number is written as people write it: `300`, `-2`, `0.05`; not `1e3`, `0x4`,
 * `007`.
 */
export function isPlainNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(text);
}

/** Writes `U+0007`. */
function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
