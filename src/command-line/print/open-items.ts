import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { OpenItem } from '../../jobs/open-items.ts';
import { countOf } from '../../money/count-of.ts';
import { type Output, printJson, printText } from './output.ts';

const mostShown = 5;

/** Describes what is outstanding: how much, and the first few; empty if nothing is. */
export function describeOpenItems(items: readonly OpenItem[]): string[] {
  const lines = openItemLines(items);
  if (lines.length === 0) return [];
  const more = lines.length > mostShown ? '; imbill status lists all' : '';
  return [
    `${countOf(lines.length, 'open item')}${more}:`,
    ...lines.slice(0, mostShown).map((line) => `  ${line}`),
  ];
}

/** Describes each outstanding item in one line. A month that is not billed has no second line for its orders. */
export function openItemLines(items: readonly OpenItem[]): string[] {
  const notBilled = new Set(
    items.filter(({ code }) => code === 'month-not-billed').map(({ month }) => month),
  );
  return items
    .filter(({ code, month }) => code !== 'purchase-in-unbilled-month' || !notBilled.has(month))
    .map(({ message, code }) => visibleCharacters(`${message} (${code})`));
}

/**
 * Prints what is outstanding, a line each.
 *
 * @throws {UserError} (exit 1) If anything is.
 */
export function printOpenItems(
  open_items: readonly OpenItem[],
  { json }: { json?: true },
  output: Output,
): void {
  if (open_items.length === 0) {
    if (json) printJson(output, { open_items });
    else printText(output, 'Nothing is open.\n');
    return;
  }
  const lines = openItemLines(open_items);
  if (!json) printText(output, `${lines.join('\n')}\n`);
  const count = json ? open_items.length : lines.length;
  throw new UserError(
    `${countOf(count, 'item is', 'items are')} open.\nEach line says what to do next. docs/operate.md says what each code means.`,
    exitCodes.failed,
    { details: { open_items } },
  );
}
