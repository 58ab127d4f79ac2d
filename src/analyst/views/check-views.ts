import { type Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import { holdsStatement, withoutLastSemicolon } from '../../duckdb/sql-text.ts';
import type { TableName } from '../../duckdb/table-names.ts';
import { duckdbProblem } from './duckdb-problem.ts';
import { orderViews } from './order-views.ts';
import { readStatement } from './read-statement.ts';
import { problemAt, problemOf, type View, type ViewProblem } from './view.ts';
import { nameKey } from './view-name.ts';

/** A verdict on a view. They come one by one, because the process may end at any view. */
export type Verdict =
  /** The check of this view begins: whatever happens now is because of it. */
  | { kind: 'begun'; path: string }
  /** The view can be created after those before it. */
  | { kind: 'fit'; path: string }
  | { kind: 'unfit'; problem: ViewProblem };

/** A parsed view and the relations that it reads. */
interface ParsedView extends View {
  tables: TableName[];
  reads: string[];
}

/**
 * Checks which views the snapshot can have: creates each as a temporary view, which binds it and does not run it.
 *
 * @param database Locked, with the snapshot and `errors_as_json`.
 * @param views Each name once.
 * @param lost Paths of views that are skipped.
 */
export async function* checkViews(
  database: Database,
  views: readonly View[],
  lost: ReadonlySet<string> = new Set(),
): AsyncGenerator<Verdict, void, undefined> {
  const parsed: ParsedView[] = [];
  const taken = await takenNames(database);
  const named = views.filter(({ name }) => !taken.has(nameKey(name)));
  for (const view of views.filter(({ path }) => !lost.has(path))) {
    yield { kind: 'begun', path: view.path };
    const outcome = await parseView(database, view, taken);
    if ('problem' in outcome) yield { kind: 'unfit', problem: outcome.problem };
    else parsed.push(outcome);
  }
  const { ordered, cycles } = orderViews(parsed);
  const circular = new Map(cycles.flatMap((way) => way.map((view) => [view, way] as const)));
  for (const [view, way] of circular) yield { kind: 'unfit', problem: inACircle(view, way) };
  yield* createAll(database, named, ordered);
}

/**
 * Creates the views in order.
 *
 * @param all All views whose names are free, even if they cannot be created.
 */
async function* createAll(
  database: Database,
  all: readonly View[],
  ordered: readonly ParsedView[],
): AsyncGenerator<Verdict, void, undefined> {
  const pathOf = new Map(all.map(({ name, path }) => [nameKey(name), path]));
  const created = new Set<string>();
  for (const view of ordered) {
    const missing = view.tables.find(
      ({ name }) => pathOf.has(nameKey(name)) && !created.has(nameKey(name)),
    );
    if (missing) {
      const problem = readsWhatIsNot(view, missing, pathOf.get(nameKey(missing.name)) ?? '');
      yield { kind: 'unfit', problem };
      continue;
    }
    yield { kind: 'begun', path: view.path };
    const problem = await create(database, view);
    if (problem === undefined) created.add(nameKey(view.name));
    yield problem ? { kind: 'unfit', problem } : { kind: 'fit', path: view.path };
  }
}

/** Writes the statement that creates a view. Its text ends on its own line, because it may end with a comment. */
export function viewStatement({ name, text }: View, kind: 'view' | 'temp view' = 'view'): string {
  return `create ${kind} ${identifier(name)} as\n${withoutLastSemicolon(text)}`;
}

async function create(database: Database, view: View): Promise<ViewProblem | undefined> {
  try {
    // The text alone first: its errors have their place in the file.
    await database.prepared(withoutLastSemicolon(view.text));
  } catch (error) {
    return duckdbProblem(view, error);
  }
  try {
    await database.run(viewStatement(view, 'temp view'));
  } catch (error) {
    return { ...duckdbProblem(view, error), line: null, column: null };
  }
  return createFromStored(database, view).catch(() => problemOf(view.path, notStorable));
}

/**
 * Creates a view from the text that DuckDB stores, which is not the given one. A text that DuckDB cannot read again
 * would spoil the file.
 */
async function createFromStored(database: Database, { name }: View): Promise<undefined> {
  const { sql } = await database.one<{ sql: string }>(
    `select sql from duckdb_views() where temporary and not internal and view_name = ${quoted(name)}`,
  );
  await database.run(`drop view temp.${identifier(name)}`);
  await database.run(sql);
}

const notStorable = 'DuckDB cannot store this query as a view.\nWrite it in another way.';

async function parseView(
  database: Database,
  view: View,
  taken: ReadonlyMap<string, string>,
): Promise<ParsedView | { problem: ViewProblem }> {
  const why = taken.get(nameKey(view.name));
  if (why !== undefined) return { problem: nameIsTaken(view, why) };
  try {
    const tables = await readStatement(database, view.text);
    return { ...view, tables, reads: tables.map(({ name }) => name) };
  } catch (error) {
    const problem = duckdbProblem(view, error);
    const statements = await countStatements(database, view.text);
    return { problem: statements > 1 ? manyStatements(view, statements) : problem };
  }
}

async function countStatements(database: Database, sql: string): Promise<number> {
  if (!holdsStatement(sql)) return 0;
  return database.countStatements(sql).catch(() => 1);
}

/** Returns the names that a view may not have, in lower case, with their owners. */
async function takenNames(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ name: string; why: string }>(
    `select keyword_name as name, 'is a word of SQL' as why
     from duckdb_keywords() where keyword_category in ('reserved', 'type_function')
     union all select view_name, 'is a relation of DuckDB''s own' from duckdb_views() where internal
     union all select table_name, 'is a published relation'
     from duckdb_tables() where database_name = 'published'
     union all select view_name, 'is a published relation'
     from duckdb_views() where database_name = 'published' and not internal`,
  );
  return new Map(rows.map(({ name, why }) => [nameKey(name), why]));
}

function nameIsTaken({ name, path }: View, why: string): ViewProblem {
  return problemOf(path, `The name ${name} ${why}.\nRename the file.`);
}

function manyStatements({ path }: View, count: number): ViewProblem {
  return problemOf(path, `The file holds ${count} statements.\nAccepted: one select a file.`);
}

function inACircle(view: View, way: readonly View[]): ViewProblem {
  const names = way.map(({ name }) => name).join(' → ');
  return problemOf(
    view.path,
    `These views read each other in a circle: ${names}.\nAccepted: views of which each reads only views before it.`,
  );
}

function readsWhatIsNot(view: View, table: TableName, path: string): ViewProblem {
  return problemAt(
    view,
    table.position,
    `It reads ${table.name}, which is left out, too.\nCorrect ${path} first.`,
  );
}
