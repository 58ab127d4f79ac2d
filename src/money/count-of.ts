import { groupDigits } from './format-decimal.ts';

/** Returns a number with its noun: `1 file`, `1,200 files`. */
export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${groupDigits(String(number))} ${number === 1 ? one : many}`;
}
