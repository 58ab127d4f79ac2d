import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';
import { appSettings } from './app-settings.ts';
import { type Unit, type Units, unitIn } from './unit.ts';

/** A metric, as `metrics` of sql/models.yml describes it to people. */
export interface Metric {
  title: { en: string; zh: string };
  unit: Unit;
  /** True if files of the source `daily` may state its values. */
  isDelivered: boolean;
  /** SQL condition on the rows of its source that it counts; all rows of the app if absent. */
  rows?: string;
}

interface MetricEntry {
  title: { en: string; zh: string };
  unit: { one: string; many: string; zh: string; zh_label?: string };
  delivered?: boolean;
  rows?: string;
}

let catalogue: ReadonlyMap<string, Metric> | undefined;

/** Returns all metrics by name, in the order of their charts. They are read once a process. */
export function metricCatalogue(): ReadonlyMap<string, Metric> {
  catalogue ??= readCatalogue(readFileSync(join(packageRoot(), 'sql', 'models.yml'), 'utf8'));
  return catalogue;
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

function metricOf(name: string, { title, unit, delivered, rows }: MetricEntry): Metric {
  for (const text of [title?.en, title?.zh, unit?.one, unit?.many, unit?.zh])
    if (typeof text !== 'string')
      throw new Error(
        `sql/models.yml: the metric ${name} lacks a text of its title (en, zh) or unit (one, many, zh).`,
      );
  return {
    title,
    unit: { unit: unit.many, one: unit.one, zh: unit.zh, zhLabel: unit.zh_label },
    isDelivered: delivered === true,
    ...(rows !== undefined && { rows }),
  };
}

/** Lists the names of all metrics, in the order of their charts. */
export function metricNames(): [string, ...string[]] {
  return [...metricCatalogue().keys()] as [string, ...string[]];
}

/** Lists the metrics whose values files of the source `daily` may state. */
export function deliveredMetrics(): string[] {
  return [...metricCatalogue()].filter(([, { isDelivered }]) => isDelivered).map(([name]) => name);
}

/** Returns the units of all metrics and settings. */
export function allUnits(): Units {
  units ??= unitsWith(metricCatalogue());
  return units;
}

let units: Units | undefined;

/** Returns the units of some metrics and of all settings. */
export function unitsWith(metrics: ReadonlyMap<string, Metric>): Units {
  return new Map([
    ...Object.entries(appSettings),
    ...[...metrics].map(([name, { unit, title }]) => [name, { ...unit, title }] as const),
  ]);
}

/** Returns the unit of a metric or setting; an empty one for an unknown name. */
export function unitOf(name: string): Unit {
  return unitIn(allUnits(), name);
}
