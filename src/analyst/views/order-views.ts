import { nameKey } from './view-name.ts';

/** A model and which of the others it reads. */
export interface Reading {
  name: string;
  reads: readonly string[];
}

export interface ModelOrder<T extends Reading> {
  /** Each after all that it reads; otherwise as given. */
  ordered: T[];
  /** Circles of models that read each other, each as the way around: `a, b, a`. None is ordered. */
  cycles: T[][];
}

/** Puts models into an order in which each can be created. */
export function orderModels<T extends Reading>(models: readonly T[]): ModelOrder<T> {
  const byKey = new Map(models.map((model) => [nameKey(model.name), model]));
  const done = new Set<T>();
  const cycles: T[][] = [];
  const visit = (model: T, way: readonly T[]): void => {
    if (done.has(model)) return;
    if (way.includes(model)) {
      cycles.push([...way.slice(way.indexOf(model)), model]);
      return;
    }
    for (const name of model.reads) {
      const other = byKey.get(nameKey(name));
      if (other) visit(other, [...way, model]);
    }
    done.add(model);
  };
  for (const model of models) visit(model, []);
  const circular = new Set(cycles.flat());
  return { ordered: [...done].filter((model) => !circular.has(model)), cycles };
}
