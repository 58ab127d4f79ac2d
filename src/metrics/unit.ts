/** Unit of a metric or of a setting. */
export interface Unit {
  /** Name of the metric or setting, for people; absent for one that only has a code. */
  title?: { en: string; zh: string };
  /** Text on documents, such as `users`. */
  unit: string;
  /** Text for exactly one. */
  one: string;
  /** Chinese text after a number. */
  zh: string;
  /** Chinese text on charts and tables; the English text is shown if absent. */
  zhLabel?: string | undefined;
}

/** Units of metrics and settings by name. */
export type Units = ReadonlyMap<string, Unit>;

/** Returns the name of a metric or setting for people; its code if it has none. */
export function titleIn(units: Units, name: string): { en: string; zh: string } {
  return units.get(name)?.title ?? { en: name, zh: name };
}

/** Returns the unit of a metric or setting; an empty one for an unknown name. */
export function unitIn(units: Units, name: string): Unit {
  return units.get(name) ?? { unit: '', one: '', zh: '' };
}
