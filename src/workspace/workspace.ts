import { join, resolve } from 'node:path';

/** Where things are in a workspace; all paths absolute. Source: DESIGN, "A workspace". */
export interface Workspace {
  root: string;
  settings: string;
  accounts: string;
  prices: string;
  /** One writer at a time. */
  warehouse: string;
  /** Who has the warehouse open, for the message to whoever comes second. */
  lockNote: string;
  /** Accepted raw rows: `<source>/<billing day>/<batch>.parquet`. */
  lake: string;
  /** Sets of a counted month, from which a later counting goes on; to be had again from the lake. */
  counted: string;
  /** Half-written things; emptied whenever the warehouse is opened. */
  scratch: string;
  /** What analysts open. */
  analytics: string;
  /** What the snapshot was made from. */
  publishedNote: string;
  out: string;
}

export function workspaceAt(folder: string): Workspace {
  const root = resolve(folder);
  const own = join(root, '.imbill');
  return {
    root,
    settings: join(root, 'imbill.yaml'),
    accounts: join(root, 'accounts'),
    prices: join(root, 'prices'),
    warehouse: join(own, 'warehouse.duckdb'),
    lockNote: join(own, 'lock.json'),
    lake: join(own, 'lake'),
    counted: join(own, 'counted'),
    scratch: join(own, 'scratch'),
    analytics: join(own, 'analytics.duckdb'),
    publishedNote: join(own, 'published.json'),
    out: join(root, 'out'),
  };
}
