import { z } from 'zod';
import { allows, title } from './item-schema.ts';
import type { name } from './scalar-schemas.ts';

/**
 * Builds the schema of an entry that states only changes: the SKU must be given; null removes a
 * key.
 */
export function changeSchema(keys: { sku: typeof name } & z.ZodRawShape) {
  const changes = 'Changes of it.';
  const optional = makeNullable({
    ...keys,
    title: title.partial().describe(changes),
    ...('allows' in keys && {
      allows: z.strictObject(makeNullable(allows.shape)).describe(changes),
    }),
  });
  return z.strictObject({ ...optional, sku: keys.sku });
}

/** Makes all keys of a schema optional and nullable. */
export function makeNullable(keys: z.ZodRawShape): z.ZodRawShape {
  const parts = Object.entries(keys).map(([key, part]) => {
    const { description } = part as z.ZodType;
    const optional = (part as z.ZodType).nullable().optional();
    return [key, description === undefined ? optional : optional.describe(description)];
  });
  return Object.fromEntries(parts) as z.ZodRawShape;
}
