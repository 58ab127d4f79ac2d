// A link holds the query and its parameters behind the #, which no server ever sees.

const prefix = 'p.';

/**
 * Reads the query of a link.
 *
 * @returns {{ sql: string, parameters: Record<string, string> } | undefined} Undefined if the link holds none.
 */
export function queryOf(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const sql = fields.get('sql');
  if (sql === null) return undefined;
  const parameters = {};
  for (const [name, value] of fields) {
    if (name.startsWith(prefix)) parameters[name.slice(prefix.length)] = value;
  }
  return { sql, parameters };
}

export function hashOf({ sql, parameters }) {
  const fields = new URLSearchParams({ sql });
  for (const [name, value] of Object.entries(parameters)) fields.append(prefix + name, value);
  return `#${fields}`;
}
