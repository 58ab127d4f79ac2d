import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { knownCharacters } from './known-characters.ts';
import type { PdfPage } from './page.ts';

/**
 * Refuses a page with a character that the font does not have: it would be an empty box.
 *
 * @throws {UserError} (exit 3) Naming each character and where the document has it.
 */
export function refuseUnknown(page: PdfPage, invoice: InvoiceDocument): void {
  const unknown = new Set(textsOf(page).flatMap(([, text]) => unknownIn(text)));
  if (unknown.size === 0) return;
  const places = textsOf(invoice).flatMap(([path, text]) =>
    unknownIn(text)
      .filter((character) => unknown.has(character))
      .map(
        (character) =>
          `${describe(character)} in ${placeOf(path)} ${JSON.stringify(text.slice(0, 60))}`,
      ),
  );
  throw new UserError(
    `A PDF for customer ${invoice.customer_id}, ${invoice.month}, cannot be made. Its font does not have:\n${[...new Set(places)].map((place) => `  ${place}`).join('\n')}\nAccepted: Chinese, Latin, Greek, Cyrillic and Japanese letters, and common signs. Write it in another way, or set documents: { pdf: false } in imbill.yaml. Nothing was issued.`,
    exitCodes.badInput,
  );
}

/** Replaces characters that the font does not have by their numbers, such as `U+1F600`. */
export function escapeUnknown(page: PdfPage): PdfPage {
  const text = JSON.stringify(page, (key, value) =>
    typeof value === 'string' && key !== 'svg'
      ? value.replaceAll(/./gsu, (one) => (isKnown(one) ? one : codePoint(one)))
      : value,
  );
  return JSON.parse(text);
}

const placeNames: Record<string, string> = {
  customer_name: 'the customer’s name',
  issuer: 'the issuer’s name',
  app_name: 'the name of an app',
  order_id: 'an order id',
  app_id: 'an app id',
};

/** Names a key of the document, as people call it. */
function placeOf(path: readonly string[]): string {
  const name = path.findLast((key) => !/^\d+$/.test(key)) ?? '';
  return placeNames[name] ?? path.filter((key) => !/^\d+$/.test(key)).join('.');
}

function describe(character: string): string {
  return `"${character}" (${codePoint(character)})`;
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

function unknownIn(text: string): string[] {
  return [...text].filter((character) => !isKnown(character));
}

function isKnown(character: string): boolean {
  return knownCharacters().has(character.codePointAt(0)!);
}

/** Lists all texts of a record, with their paths. Pictures are not read: they have digits only. */
function textsOf(value: unknown, path: readonly string[] = []): [readonly string[], string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => key !== 'svg')
    .flatMap(([key, one]) => textsOf(one, [...path, key]));
}
