import { exitCodes, UserError } from '../../base/errors.ts';
import type { OpenItem } from '../../jobs/open-items.ts';
import { countOf } from './count.ts';
import { type Output, printJson, printText } from './output.ts';
import { printable } from './text-table.ts';

const shownItems = 5;

/** Describes what is outstanding: how much, and the first few; empty if nothing is. */
export function describeOpenItems(items: readonly OpenItem[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > shownItems ? '; imbill status lists all' : '';
  return [
    `${countOf(items.length, 'open item')}${more}:`,
    ...items.slice(0, shownItems).map((item) => `  ${describeOpenItem(item)}`),
  ];
}

/** Describes an outstanding item in one line. */
export function describeOpenItem({ message, code }: OpenItem): string {
  return printable(`${message} (${code})`);
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
  if (!json) printText(output, `${open_items.map(describeOpenItem).join('\n')}\n`);
  throw new UserError(
    `${open_items.length === 1 ? '1 item is' : `${open_items.length} items are`} open.\nEach line says what to do next. docs/operate.md says what each code means.`,
    exitCodes.failed,
    { details: { open_items } },
  );
}
