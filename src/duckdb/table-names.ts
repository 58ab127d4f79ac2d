/** Relation as a query names it. */
export interface TableName {
  name: string;
  /** Empty if the query states none. */
  schema: string;
  catalog: string;
  /** Place in the query, in bytes from 0. */
  position: number;
}

type Node = Record<string, unknown>;
/** Part of a parsed query, and the `with` clauses that it sees, in lower case. */
type Visible = [part: unknown, ctes: ReadonlySet<string>];

/**
 * Lists the relations that a query reads from the catalog (or would take for a file). Its own `with` clauses are none.
 *
 * @param statement As DuckDB's parser gives it.
 */
export function tableNames(statement: unknown): TableName[] {
  const found: TableName[] = [];
  const rest: Visible[] = [[statement, new Set()]];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [part, outer] = next;
    if (typeof part !== 'object' || part === null) continue;
    const { cte_map, ...children } = part as Node;
    const ctes = commonTables(cte_map, outer, rest);
    const table = tableOf(children);
    if (table && !(table.schema === '' && ctes.has(table.name.toLowerCase()))) found.push(table);
    for (const child of Object.values(children)) rest.push([child, ctes]);
  }
  return found;
}

/** Collects the `with` clauses. Each sees those before it, and itself if it is recursive. */
function commonTables(
  map: unknown,
  outer: ReadonlySet<string>,
  rest: Visible[],
): ReadonlySet<string> {
  const clauses = (map as { map?: { key: string; value: Node }[] } | undefined)?.map ?? [];
  let seen = outer;
  for (const { key, value } of clauses) {
    const withIt = new Set([...seen, key.toLowerCase()]);
    rest.push([value, isRecursive(value) ? withIt : seen]);
    seen = withIt;
  }
  return seen;
}

function isRecursive({ query }: Node): boolean {
  const { node } = (query ?? {}) as { node?: Node };
  return node?.['type'] === 'RECURSIVE_CTE_NODE';
}

function tableOf(node: Node): TableName | undefined {
  if (node['type'] !== 'BASE_TABLE') return undefined;
  return {
    name: String(node['table_name']),
    schema: String(node['schema_name']),
    catalog: String(node['catalog_name']),
    position: Number(node['query_location']),
  };
}
