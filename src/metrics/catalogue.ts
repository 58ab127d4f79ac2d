import { appSettings } from './app-settings.ts';
import { type Metric, storedCatalogue } from './stored-catalogue.ts';
import { type Unit, type Units, unitIn } from './unit.ts';

let catalogue: ReadonlyMap<string, Metric> | undefined;

/** Returns all metrics by name, in the order of their charts. They are read once a process. */
export function metricCatalogue(): ReadonlyMap<string, Metric> {
  catalogue ??= storedCatalogue();
  return catalogue;
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
  units ??= new Map([
    ...Object.entries(appSettings),
    ...[...metricCatalogue()].map(([name, { unit, title }]) => [name, { ...unit, title }] as const),
  ]);
  return units;
}

let units: Units | undefined;

/** Returns the unit of a metric or setting; an empty one for an unknown name. */
export function unitOf(name: string): Unit {
  return unitIn(allUnits(), name);
}
