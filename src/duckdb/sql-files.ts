import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';

/** Layers between an accepted line and a measured value. */
const ruleLayers = ['staging', 'intermediate', 'metrics', 'shortcuts'] as const;
/** Folders of sql/ in the order in which their relations build on each other. */
const layers = [...ruleLayers, 'marts', 'checks', 'exports', 'focus'] as const;
/** A folder of sql/. No relation reads those of `published`: they are of the snapshot alone. */
export type SqlLayer = (typeof layers)[number] | 'published';

/** Texts of SQL files by layer and name, such as `metrics/dau`. */
export type SqlTexts = Readonly<Record<string, string>>;

interface SqlFile {
  layer: string;
  text: string;
  /** Names of the relations of sql/ that it reads. */
  reads: readonly string[];
}

/** A relation whose rows are cached, so that the next measurement starts from them. */
export interface CachedRelation {
  name: string;
  /** Relation through which it reads the cached rows. */
  readsFrom: string;
}

/**
 * SQL files as a value: today's, or with the measuring rules of an issued document. docs/extend.md, "What SQL
 * files may read", lists what the program hands in to them.
 */
export class SqlFiles {
  readonly #texts: SqlTexts;
  readonly #relations: ReadonlyMap<string, SqlFile>;

  constructor(texts: SqlTexts) {
    this.#texts = texts;
    this.#relations = relationsOf(texts);
  }

  /** Statements that define the functions that staging and metrics call. */
  get macros(): string {
    return this.text('staging', 'macros');
  }

  /** Returns the text of `sql/<layer>/<name>.sql`. */
  text(layer: SqlLayer, name: string): string {
    const text = this.#texts[`${layer}/${name}`];
    if (text === undefined) throw new Error(`There is no file sql/${layer}/${name}.sql`);
    return text;
  }

  /** Lists the relations of a layer by name. */
  names(layer: SqlLayer): string[] {
    const names = Object.keys(this.#texts).filter((key) => key.startsWith(`${layer}/`));
    return names.map((key) => key.slice(layer.length + 1)).filter((name) => name !== 'macros');
  }

  has(layer: SqlLayer, name: string): boolean {
    return this.#texts[`${layer}/${name}`] !== undefined;
  }

  /** Returns the measuring rules: all texts that lie between an accepted line and a measured value. */
  rules(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.#texts).filter(([key]) => isRule(key)));
  }

  /** Returns these files with other measuring rules in place of their own. */
  withRules(rules: SqlTexts): SqlFiles {
    const others = Object.entries(this.#texts).filter(([key]) => !isRule(key));
    return new SqlFiles({ ...Object.fromEntries(others), ...rules });
  }

  /**
   * Returns statements that create views, each after those it reads.
   *
   * @param wanted Names of relations of sql/.
   * @param given Relations that exist already.
   */
  viewStatements(wanted: readonly string[], given: readonly string[] = []): string[] {
    const existing = new Set(given);
    const needed = this.#closure(wanted, existing);
    return needed.map(
      (name) => `create or replace temp view ${name} as\n${this.#relation(name).text}`,
    );
  }

  /** Lists the rules that decide a metric's values, as `<layer>/<name>`; how they are calculated is no rule. */
  rulesOf(metric: string): string[] {
    if (!this.has('metrics', metric)) return [];
    return this.#closure([metric], new Set()).map(
      (name) => `${this.#relation(name).layer}/${name}`,
    );
  }

  /** Returns the relation to read a metric from: its shortcut, if it has one, gives the same rows faster. */
  relationOf(metric: string): string {
    const shortcut = `${metric}_shortcut`;
    return this.has('shortcuts', shortcut) ? shortcut : metric;
  }

  /**
   * Returns the column that a metric adds up over, if its header names one. Measured over parts of the rows that
   * share no value of this column, the metric is the sum over the parts.
   */
  addsUpOver(metric: string): string | undefined {
    return /^-- adds up over: ([a-z_]+)$/m.exec(this.text('metrics', metric))?.[1];
  }

  /** Returns the kind of source that a metric is measured from. */
  sourceOf(metric: string): string | undefined {
    const read = this.rulesOf(metric).map((rule) => /^staging\/stg_(.*)$/.exec(rule)?.[1]);
    return read.find((source) => source !== undefined);
  }

  /**
   * Lists the metrics that are measured from one kind of source.
   *
   * @param grain `day` for daily series, `month` for what is counted over a whole month.
   */
  metricsOf(source: string, grain?: 'day' | 'month'): string[] {
    const own = this.names('metrics').filter((metric) => this.sourceOf(metric) === source);
    return own.filter((metric) => grain === undefined || this.#grainOf(metric) === grain);
  }

  /** Returns the cached relation that a metric is measured from, if it reads no delivered rows beside it. */
  cachedRelationOf(metric: string): CachedRelation | undefined {
    const [first, ...others] = this.#firstCached(this.relationOf(metric));
    return others.every((other) => other?.name === first?.name) ? first : undefined;
  }

  /** Finds the cached relation that is read first on each way down; undefined for a staging relation. */
  #firstCached(name: string): (CachedRelation | undefined)[] {
    const { layer, text, reads } = this.#relation(name);
    if (layer === 'staging') return [undefined];
    const [, readsFrom] = /^-- cached as: ([a-z_]+)$/m.exec(text) ?? [];
    return readsFrom === undefined
      ? reads.flatMap((other) => this.#firstCached(other))
      : [{ name, readsFrom }];
  }

  #grainOf(metric: string): 'day' | 'month' | undefined {
    const [, unit] =
      /^-- grain: app_id, usage_(date|month)\b/m.exec(this.text('metrics', metric)) ?? [];
    return unit === 'date' ? 'day' : unit === 'month' ? 'month' : undefined;
  }

  /** Lists relations with all that they read, each after those it reads. */
  #closure(wanted: readonly string[], done: Set<string>): string[] {
    return wanted.flatMap((name) => {
      if (done.has(name)) return [];
      done.add(name);
      return [...this.#closure(this.#relation(name).reads, done), name];
    });
  }

  #relation(name: string): SqlFile {
    const relation = this.#relations.get(name);
    if (relation === undefined) throw new Error(`There is no relation ${name} in sql/`);
    return relation;
  }
}

function isRule(key: string): boolean {
  return ruleLayers.some((layer) => key.startsWith(`${layer}/`));
}

function relationsOf(texts: SqlTexts): Map<string, SqlFile> {
  const files = Object.entries(texts).map(([key, text]) => {
    const [layer = '', name = ''] = key.split('/');
    return { layer, name, text };
  });
  const relations = files.filter(({ layer, name }) => layer !== 'published' && name !== 'macros');
  const known = new Set(relations.map(({ name }) => name));
  const byName = new Map<string, SqlFile>();
  for (const { layer, name, text } of relations) {
    if (byName.has(name)) throw new Error(`Two files of sql/ are named ${name}`);
    const reads = namesRead(text).filter((other) => known.has(other) && other !== name);
    byName.set(name, { layer, text, reads });
  }
  return byName;
}

/** Finds the names that follow `from` and `join`, comments left out. */
function namesRead(text: string): string[] {
  const code = text.replaceAll(/--.*/g, '');
  return [...code.matchAll(/\b(?:from|join)\s+([a-z_]\w*)/g)].map(([, name]) => name!);
}

let current: SqlFiles | undefined;

/** Returns the files of the package's own folder sql/. They are read once a process. */
export function currentSql(): SqlFiles {
  current ??= new SqlFiles(Object.fromEntries([...layers, 'published' as const].flatMap(textsIn)));
  return current;
}

function textsIn(layer: SqlLayer): [string, string][] {
  const folder = join(packageRoot(), 'sql', layer);
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return files
    .sort()
    .map((file) => [
      `${layer}/${file.slice(0, -'.sql'.length)}`,
      readFileSync(join(folder, file), 'utf8').trimEnd(),
    ]);
}
