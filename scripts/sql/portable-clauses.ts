import {
  type Complaint,
  castType,
  type Group,
  type Item,
  nestedGroups,
  placesOf,
  splitAtCommas,
  wordAt,
  wordOf,
} from './clauses.ts';

const integers = new Set(['bigint', 'int', 'integer', 'smallint']);
const sharedTypes = new Set([...integers, 'boolean', 'date', 'string', 'timestamp']);
const floats = /^(double|float|float4|float8|real)/;

/** Finds casts to types that differ, and casts that DuckDB and Spark round differently. */
export function unsharedCasts(group: Group): Complaint[] {
  const type = castType(group);
  if (group.name !== 'cast' || floats.test(type)) return [];
  const complain = (message: string) => [{ line: group.line, message }];
  if (['varchar', 'text', 'char'].includes(type)) return complain(`cast as ${type}: write string`);
  if (!sharedTypes.has(type) && !/^decimal\(\d+, \d+\)$/.test(type)) {
    return complain(`cast as ${type}: not among the types that DuckDB and Spark share`);
  }
  if (integers.has(type) && holdsDecimal(group)) {
    return complain(`cast as ${type}: the engines round decimals differently`);
  }
  return [];
}

function holdsDecimal(cast: Group): boolean {
  for (const [{ items }] of nestedGroups(cast)) {
    if (items.some((item) => wordOf(item) === 'decimal')) return true;
    if (items.some((item) => item.kind === 'number' && item.text.includes('.'))) return true;
  }
  return false;
}

/** Finds sums and truncated days that have the same type in DuckDB and Spark only with a cast. */
export function missingCasts(group: Group, around: Group[]): Complaint[] {
  const types = around.slice(0, indexOfQuery(around)).map(castType);
  if (group.name === 'sum' && !types.some((type) => /^(bigint$|decimal\(38, )/.test(type))) {
    const message = 'sum(): write cast(sum(…) as bigint) or as decimal(38, s)';
    return [{ line: group.line, message }];
  }
  const nearest = around.find(({ name }) => name !== '');
  if (
    group.name === 'date_trunc' &&
    !['date', 'timestamp'].includes(nearest ? castType(nearest) : '')
  ) {
    return [{ line: group.line, message: 'date_trunc(): write cast(date_trunc(…) as date)' }];
  }
  return [];
}

/** Counts the surrounding groups that belong to the same query. */
function indexOfQuery(around: Group[]): number {
  const index = around.findIndex((group) => placesOf(group, 'select').length > 0);
  return index === -1 ? around.length : index;
}

/** Finds distinct counts of several columns, and queries with more than one distinct count. */
export function distinctCounts(group: Group): Complaint[] {
  const starts = placesOf(group, 'select');
  return starts.flatMap((start, place) => {
    const query = { ...group, items: group.items.slice(start, starts[place + 1]) };
    const counts = [...groupsOfQuery(query)].filter(isDistinctCount);
    const several = counts
      .filter(({ items }) => splitAtCommas(items).length > 1)
      .map(({ line }) => ({
        line,
        message: 'count(distinct a, b): write count(*) over a group by of them',
      }));
    const second = counts.slice(1).map(({ line }) => ({
      line,
      message: 'count(distinct): only one in a query',
    }));
    return [...several, ...second];
  });
}

function* groupsOfQuery(query: Group): Generator<Group> {
  for (const item of query.items) {
    if (item.kind !== 'group' || placesOf(item, 'select').length > 0) continue;
    yield item;
    yield* groupsOfQuery(item);
  }
}

function isDistinctCount(group: Group): boolean {
  return group.name === 'count' && wordAt(group, 0) === 'distinct';
}

const endsOfOrder = new Set([
  'except',
  'fetch',
  'groups',
  'intersect',
  'limit',
  'offset',
  'range',
  'rows',
  'union',
]);

/** Finds orders that do not place nulls. */
export function openOrders(group: Group): Complaint[] {
  return placesOf(group, 'order', 'by').flatMap((place) => {
    const rest = group.items.slice(place + 2);
    const end = rest.findIndex((item) => endsOfOrder.has(wordOf(item)));
    return splitAtCommas(end === -1 ? rest : rest.slice(0, end))
      .filter((item) => wordOf(item.at(-2)) !== 'nulls' || wordOf(item.at(-1)) !== 'last')
      .map((item) => ({
        line: item[0]?.line ?? group.line,
        message: 'order by: say nulls last; the defaults differ',
      }));
  });
}

const rankings = new Set(['dense_rank', 'lag', 'lead', 'rank', 'row_number']);

/** Finds windows without a frame, or with a frame that is not in rows. */
export function openFrames(group: Group): Complaint[] {
  return placesOf(group, 'over').flatMap((place) => {
    const window = group.items[place + 1];
    const line = group.items[place]?.line ?? group.line;
    if (window?.kind !== 'group') {
      return [{ line, message: 'over: write the window where it is used' }];
    }
    const ordered = placesOf(window, 'order', 'by').length > 0;
    const byRows = placesOf(window, 'rows').length > 0;
    if (!ordered || byRows || rankings.has(windowFunction(group.items, place))) return [];
    const message =
      'over (… order by …): write rows between unbounded preceding and current row; default frames differ';
    return [{ line: window.line, message }];
  });
}

/** Returns the name of the function before `over`, with or without a `filter (…)` between. */
function windowFunction(items: Item[], over: number): string {
  const before = items[over - 1];
  const called = before?.kind === 'group' && before.name === 'filter' ? items[over - 3] : before;
  return called?.kind === 'group' ? called.name : '';
}
