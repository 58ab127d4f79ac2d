import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';
import type { Unit } from './unit.ts';

/** A metric, as `metrics` of sql/models.yml describes it to people. */
export interface Metric {
  title: { en: string; zh: string };
  unit: Unit;
  /** Period of one value: a billing day, or a billing month. */
  period: 'day' | 'month';
  /** True if files of the source `daily` may state its values. */
  isDelivered: boolean;
  /** SQL condition on the rows of its source that it counts; all rows of the app if absent. */
  rows?: string;
}

interface MetricEntry {
  title: { en: string; zh: string };
  unit: { one: string; many: string; zh: string; zh_label?: string };
  delivered?: boolean;
  grain?: string;
  rows?: string;
}

/** Reads the metrics of the package's sql/models.yml. */
export function storedCatalogue(): ReadonlyMap<string, Metric> {
  return readCatalogue(readFileSync(join(packageRoot(), 'sql', 'models.yml'), 'utf8'));
}

/**
 * Reads the metrics of sql/models.yml.
 *
 * @throws {Error} If a metric has no title or unit.
 */
export function readCatalogue(yaml: string): ReadonlyMap<string, Metric> {
  // The rest of the file is long, and every command needs the metrics.
  const [section = ''] = /^metrics:\n(?:[ #].*\n|\n)*/m.exec(yaml) ?? [];
  const { metrics } = parse(section) as { metrics: Record<string, MetricEntry> };
  return new Map(Object.entries(metrics).map(([name, entry]) => [name, metricOf(name, entry)]));
}

function metricOf(name: string, { title, unit, delivered, grain = '', rows }: MetricEntry): Metric {
  for (const text of [title?.en, title?.zh, unit?.one, unit?.many, unit?.zh])
    if (typeof text !== 'string')
      throw new Error(
        `sql/models.yml: the metric ${name} lacks a text of its title (en, zh) or unit (one, many, zh).`,
      );
  return {
    title,
    unit: { unit: unit.many, one: unit.one, zh: unit.zh, zhLabel: unit.zh_label },
    period: grain.includes('usage_month') ? 'month' : 'day',
    isDelivered: delivered === true,
    ...(rows !== undefined && { rows }),
  };
}
