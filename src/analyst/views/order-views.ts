import { nameKey } from './view-name.ts';

/** A view and the names that it reads. */
export interface Reading {
  name: string;
  reads: readonly string[];
}

export interface ViewOrder<T extends Reading> {
  /** Views in their order: each after all that it reads. */
  ordered: T[];
  /** Circles of views that read each other, each as the way around: `a, b, a`. They are not in `ordered`. */
  cycles: T[][];
}

/** Sorts views so that each can be created after those that it reads. */
export function orderViews<T extends Reading>(views: readonly T[]): ViewOrder<T> {
  const byKey = new Map(views.map((view) => [nameKey(view.name), view]));
  const done = new Set<T>();
  const cycles: T[][] = [];
  const visit = (view: T, way: readonly T[]): void => {
    if (done.has(view)) return;
    if (way.includes(view)) {
      cycles.push([...way.slice(way.indexOf(view)), view]);
      return;
    }
    for (const name of view.reads) {
      const other = byKey.get(nameKey(name));
      if (other) visit(other, [...way, view]);
    }
    done.add(view);
  };
  for (const view of views) visit(view, []);
  const circular = new Set(cycles.flat());
  return { ordered: [...done].filter((view) => !circular.has(view)), cycles };
}
