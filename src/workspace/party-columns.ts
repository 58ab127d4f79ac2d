import type { CustomerDetails } from '../invoice/document.ts';
import type { Party } from './customer.ts';
import {
  addressLines,
  isAddress,
  isLine,
  longestPartyText,
  mostAddressLines,
} from './party-text.ts';
import type { TableRow } from './read-table.ts';
import { type RowReader, rowReader } from './row-reader.ts';

/** Columns of one line of text that documents show. */
const lineColumns = ['tax_id', 'contact', 'purchase_order'] as const;

/** Columns of customers.csv that say something of the customer, beside id, name and price list. */
export const partyColumns = ['address', ...lineColumns, 'email', 'language', 'tax_exempt'] as const;

/** Beginning of the names of a user's own columns. */
export const tagPrefix = 'tag:';

/**
 * Reads what a row of customers.csv says of its customer.
 *
 * @param problems Gets each problem.
 */
export function parseParty(
  row: TableRow,
  name: string,
  defaultList: string,
  problems: string[],
): Party {
  const reader = rowReader(row, name, problems);
  const { text } = reader;
  const language = choiceOf(reader, 'language', ['zh', 'en', 'both'] as const);
  const details = parseDetails(row, reader);
  return {
    name: text('name'),
    priceList: text('price_list') || defaultList,
    ...(Object.keys(details).length > 0 && { details }),
    ...(language !== undefined && { language }),
    ...(choiceOf(reader, 'tax_exempt', ['yes', 'no'] as const) === 'yes' && { taxExempt: true }),
  };
}

function parseDetails(row: TableRow, reader: RowReader): CustomerDetails {
  const { text, refuse } = reader;
  const address = addressLines(text('address'));
  if (text('address') !== '' && !isAddress(address))
    refuse(
      'address',
      'too long',
      `1 to ${mostAddressLines} lines of at most ${longestPartyText} characters`,
    );
  if (text('email') !== '' && !isEmail(text('email')))
    refuse('email', 'not an e-mail address', 'an address such as billing@acme.example');
  const lines = lineColumns.flatMap((column) => lineOf(reader, column));
  const tags = Object.keys(row.values)
    .filter((column) => column.startsWith(tagPrefix))
    .flatMap((column) => lineOf(reader, column))
    .map(([column, value]) => [column.slice(tagPrefix.length), value]);
  return {
    ...(address.length > 0 && { address }),
    ...Object.fromEntries(lines),
    ...(text('email') !== '' && { email: text('email') }),
    ...(tags.length > 0 && { tags: Object.fromEntries(tags) }),
  };
}

/** Returns column and text of a cell; nothing for an empty one. */
function lineOf({ text, refuse }: RowReader, column: string): [string, string][] {
  if (text(column) === '') return [];
  if (!isLine(text(column)))
    refuse(column, 'not fit for a document', `one line of at most ${longestPartyText} characters`);
  return [[column, text(column)]];
}

function choiceOf<T extends string>(
  { text, refuse }: RowReader,
  column: string,
  choices: readonly T[],
): T | undefined {
  const seen = text(column);
  const choice = choices.find((one) => one === seen);
  if (seen !== '' && choice === undefined)
    refuse(column, 'not known', `${choices.join(', ')}, or nothing`);
  return choice;
}

function isEmail(text: string): boolean {
  return (
    isLine(text) && text.length <= 254 && /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]+$/u.test(text)
  );
}
