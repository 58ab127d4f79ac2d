import { FormatError } from './format-error.ts';

/**
 * Reads a number of leaves, or an index: decimal digits without a leading zero.
 *
 * @param what Named in the message, such as `tree size`.
 * @throws {FormatError} If it is none, or is above 2⁵³ − 1.
 */
export function parseCount(text: string, what: string): number {
  const count = Number(text);
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(count))
    throw new FormatError(
      `The ${what} is a number from 0 to ${Number.MAX_SAFE_INTEGER} without leading zeros, not "${text.slice(0, 40)}"`,
    );
  return count;
}
