import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';

/** Folders of sql/ in the order in which their relations build on each other. */
const layers = [
  'staging',
  'intermediate',
  'metrics',
  'marts',
  'checks',
  'exports',
  'focus',
] as const;
/** Relations of `published` are only for the snapshot: no other one reads them. */
export type SqlLayer = (typeof layers)[number] | 'published';

const texts = new Map<string, string>();
const names = new Map<SqlLayer, readonly string[]>();
/** Texts that stand for those of sql/ while `withSqlTexts` runs. */
let kept: Readonly<Record<string, string>> | undefined;

/**
 * Runs `work` with the texts that counted once, as `countingTexts` gave them, in the place of
 * today's; layers that they do not have stay today's. One at a time.
 */
export async function withSqlTexts<T>(
  given: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  kept = given;
  try {
    return await work();
  } finally {
    kept = undefined;
  }
}

/** Text of `sql/<layer>/<name>.sql`. Read once a process. */
export function sqlText(layer: SqlLayer, name: string): string {
  const given = kept?.[`${layer}/${name}`];
  if (given !== undefined) return given;
  const path = join(packageRoot(), 'sql', layer, `${name}.sql`);
  const text = texts.get(path) ?? readFileSync(path, 'utf8').trimEnd();
  texts.set(path, text);
  return text;
}

/** Names of all relations of a layer, in the order of the alphabet. Read once a process. */
export function relationNames(layer: SqlLayer): readonly string[] {
  const given = Object.keys(kept ?? {}).filter((name) => name.startsWith(`${layer}/`));
  if (given.length > 0)
    return given.map((name) => name.slice(layer.length + 1)).filter((name) => name !== 'macros');
  const known = names.get(layer) ?? namesIn(layer);
  names.set(layer, known);
  return known;
}

function namesIn(layer: SqlLayer): string[] {
  return readdirSync(join(packageRoot(), 'sql', layer))
    .filter((file) => file.endsWith('.sql') && file !== 'macros.sql')
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/** `<layer>/<name>` → text, of all that lies between an accepted line and a counted number. */
export function countingTexts(): Record<string, string> {
  const counting = ['staging', 'intermediate', 'metrics'] as const;
  const texts = counting.flatMap((layer) =>
    relationNames(layer).map((name) => [`${layer}/${name}`, sqlText(layer, name)] as const),
  );
  return Object.fromEntries([...texts, ['staging/macros', macrosText()]]);
}

/**
 * Statements that create the views a query needs, each after those it reads from.
 *
 * @param wanted Names of relations of sql/.
 * @param given Relations that are there already and not to be created.
 */
export function viewStatements(wanted: readonly string[], given: readonly string[]): string[] {
  const statements: string[] = [];
  const done = new Set(given);
  const add = (name: string) => {
    if (done.has(name)) return;
    done.add(name);
    const text = sqlText(layerOf(name), name);
    for (const other of relationsIn(text)) if (other !== name) add(other);
    statements.push(`create or replace temp view ${name} as\n${text}`);
  };
  for (const name of wanted) add(name);
  return statements;
}

/** Statements of sql/staging/macros.sql. */
export function macrosText(): string {
  return sqlText('staging', 'macros');
}

function relationsIn(text: string): string[] {
  const code = text.replaceAll(/--.*/g, '');
  const known = new Set(layers.flatMap(relationNames));
  return [...code.matchAll(/\b(?:from|join)\s+([a-z_]\w*)/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => known.has(name));
}

function layerOf(name: string): SqlLayer {
  const layer = layers.find((candidate) => relationNames(candidate).includes(name));
  if (layer === undefined) throw new Error(`There is no relation ${name} in sql/`);
  return layer;
}

/**
 * The column that a metric adds up over, as its header says: counted over parts of the rows that
 * have no value of it in common, it comes to the sum of these parts. Undefined where it says nothing.
 */
export function addsUpOver(metric: string): string | undefined {
  return /^-- adds up over: ([a-z_]+)$/m.exec(sqlText('metrics', metric))?.[1];
}

/** A relation whose rows are kept, so that a later counting goes on from them. */
export interface KeptRelation {
  name: string;
  /** Name under which rows of an earlier counting are handed in. */
  keptAs: string;
}

/** The kept relation that a metric is counted from, if it reads no delivered rows beside it. */
export function keptRelationOf(metric: string): KeptRelation | undefined {
  const [first, ...others] = countedFrom(metric);
  return others.every((other) => other?.name === first?.name) ? first : undefined;
}

/** The kept relations that a relation reads first on each way down; undefined for a staging relation. */
function countedFrom(name: string): (KeptRelation | undefined)[] {
  const layer = layerOf(name);
  if (layer === 'staging') return [undefined];
  const text = sqlText(layer, name);
  const [, keptAs] = /^-- kept as: ([a-z_]+)$/m.exec(text) ?? [];
  return keptAs === undefined ? relationsIn(text).flatMap(countedFrom) : [{ name, keptAs }];
}

/**
 * Metrics that are counted from one kind of source: those of sql/metrics that read its staging
 * relation, directly or through others.
 *
 * @param grain `day` for daily series, `month` for what is counted over a whole month.
 */
export function metricsOf(source: string, grain: 'day' | 'month'): string[] {
  const reads = (name: string): boolean =>
    name === `stg_${source}` || relationsIn(sqlText(layerOf(name), name)).some(reads);
  const column = grain === 'day' ? 'usage_date' : 'usage_month';
  return relationNames('metrics').filter(
    (name) =>
      new RegExp(`^-- grain: app_id, ${column}\\b`, 'm').test(sqlText('metrics', name)) &&
      reads(name),
  );
}
