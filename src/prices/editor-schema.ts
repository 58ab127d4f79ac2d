import { z } from 'zod';
import { contractSchema } from './contract-schema.ts';
import { bookChangesSchema, priceBookSchema } from './price-book-schema.ts';

/** Name of the schema's file, in a folder of prices. */
export const editorSchemaName = 'price-book.schema.json';

/**
 * Returns the JSON Schema (draft 7) for files in a folder of prices, with which editors complete
 * and check them. It covers a price book, a book of changes and a contract. It cannot check
 * references between entries; `imbill prices check` does.
 *
 * @returns Two spaces deep, with a newline at the end.
 */
export function editorSchemaText(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Prices of imbill',
    description: 'A price book, a book that states only what changed, or a contract.',
    anyOf: [
      formOf(priceBookSchema, 'Price book', 'Prices from a day on.'),
      formOf(
        bookChangesSchema,
        'Book of changes',
        'A price book that states only the differences from its base.',
      ),
      {
        ...formOf(
          contractSchema,
          'Contract',
          'Prices of one customer or one app that differ from its list.',
        ),
        allOf: [
          { oneOf: [{ required: ['customer'] }, { required: ['app'] }] },
          { anyOf: ['plans', 'packs', 'charges'].map((section) => ({ required: [section] })) },
        ],
      },
    ],
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function formOf(schema: z.ZodType, title: string, description: string): object {
  const { $schema: _, ...form } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  return { title, description, ...form };
}
