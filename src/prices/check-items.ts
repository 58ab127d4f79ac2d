import type { Issue } from './issues-of.ts';

type Path = (string | number)[];

/** An unchecked item and its path. */
interface PlacedItem {
  entry: object;
  path: Path;
}

/** Checks that members of a family have ranks of their own, and that other items have none. */
export function checkFamilies(items: readonly PlacedItem[], issue: Issue): void {
  const seen = new Set<string>();
  for (const { entry, path } of items) {
    const { family, rank } = entry as { family?: unknown; rank?: unknown };
    if (family !== undefined && rank === undefined)
      issue([...path, 'family'], 'a member of a family has a rank; add it');
    if (rank !== undefined && family === undefined)
      issue([...path, 'rank'], 'only a member of a family has a rank; name the family');
    if (family === undefined || rank === undefined) continue;
    const place = JSON.stringify([family, rank]);
    if (seen.has(place))
      issue(
        [...path, 'rank'],
        `another member of the family ${String(family)} has this rank already`,
      );
    seen.add(place);
  }
}

/** Checks that each number of months has one discount. */
export function checkDiscounts(discounts: unknown, path: Path, issue: Issue): void {
  if (!Array.isArray(discounts)) return;
  const seen = new Set<unknown>();
  for (const [index, discount] of discounts.entries()) {
    const months = (discount as { from_months?: unknown } | null)?.from_months;
    if (seen.has(months))
      issue([...path, index, 'from_months'], 'another discount begins there already');
    seen.add(months);
  }
}
