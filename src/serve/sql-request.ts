import { z } from 'zod';

/** A query that a page sends. */
export interface SqlRequest {
  sql: string;
  /** Values of `$name`, as text. */
  parameters: Record<string, string>;
}

const schema = z.strictObject({
  sql: z.string().refine((text) => text.trim() !== '', 'no query'),
  parameters: z.record(z.string(), z.string()).default({}),
});

/**
 * Reads a query from a body; undefined if it holds none.
 *
 * @returns Undefined where the body is no query.
 */
export function parseSqlRequest(body: string): SqlRequest | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

export const wrongRequest =
  'The request holds no query.\nAccepted: {"sql": "…", "parameters": {"month": "2026-09"}}, without parameters if the query has none.';
