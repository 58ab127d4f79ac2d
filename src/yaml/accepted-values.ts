import { z } from 'zod';

/** The parts of a JSON Schema that the wording of problems is made from. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  minItems?: number;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** Converts a zod schema to the JSON Schema of the file's text. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/**
 * Returns the schemas that a value at `path` may follow; several if the schema has alternatives.
 */
export function schemasAt(root: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  let current = alternativesOf(root, root);
  for (const step of path) {
    const next = current.flatMap((schema) => {
      const child = typeof step === 'number' ? schema.items : memberOf(schema, String(step));
      return child === undefined ? [] : alternativesOf(child, root);
    });
    current = next;
  }
  return current;
}

/** Returns the keys that a mapping of one of these schemas may have. */
export function keysOf(schemas: readonly JsonSchema[]): string[] {
  const names = schemas.flatMap((schema) => [
    ...Object.keys(schema.properties ?? {}),
    ...(schema.propertyNames?.enum ?? []).map(String),
  ]);
  return [...new Set(names)];
}

/**
 * Returns the single values accepted, such as those of an enumeration; empty if any of a type
 * is.
 */
export function choicesOf(schemas: readonly JsonSchema[]): string[] {
  return schemas.flatMap((schema) => {
    if (schema.enum) return schema.enum.map(String);
    return schema.const === undefined ? [] : [String(schema.const)];
  });
}

/** Describes accepted values: `a whole number from 1 to 31`, `highest, sum or last`. */
export function acceptedText(schemas: readonly JsonSchema[]): string {
  const choices = choicesOf(schemas);
  const kinds = schemas.filter((schema) => choicesOf([schema]).length === 0).map(kindText);
  const all = [...new Set([...choices, ...kinds])];
  if (all.length < 2) return all[0] ?? 'something else';
  return `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}

function kindText(schema: JsonSchema): string {
  if (schema.type === 'string') return (schema.minLength ?? 0) > 0 ? 'text, not empty' : 'text';
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'null') return 'nothing';
  if (schema.type === 'array')
    return (schema.minItems ?? 0) > 0 ? `a list of at least ${schema.minItems}` : 'a list';
  if (schema.type === 'object') return mappingText(schema);
  if (schema.type === 'integer') return `a whole number${rangeText(schema)}`;
  return schema.type === 'number' ? `a number${rangeText(schema)}` : 'something else';
}

function mappingText(schema: JsonSchema): string {
  const keys = keysOf([schema]);
  return keys.length > 0 ? `a mapping with ${keys.join(', ')}` : 'a mapping';
}

function rangeText(schema: JsonSchema): string {
  const bound = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
  const [least, most] = [bound(schema.minimum), bound(schema.maximum)];
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  const parts = [
    least === undefined ? '' : ` of at least ${least}`,
    most === undefined ? '' : ` of at most ${most}`,
    bound(schema.exclusiveMinimum) === undefined ? '' : ` above ${schema.exclusiveMinimum}`,
    bound(schema.exclusiveMaximum) === undefined ? '' : ` below ${schema.exclusiveMaximum}`,
  ];
  return parts.filter(Boolean).join(' and');
}

function memberOf(schema: JsonSchema, name: string): JsonSchema | undefined {
  const properties = schema.properties;
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

function alternativesOf(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(/^#(\/\$defs\/)?/, '');
    return alternativesOf((name === '' ? root : root.$defs?.[name]) ?? {}, root);
  }
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  return choices ? choices.flatMap((choice) => alternativesOf(choice, root)) : [schema];
}
