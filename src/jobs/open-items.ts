import type { OpenItem } from '../snapshot/read/open-items.ts';

export type { OpenItem };

/** List of what is outstanding, part of the result of several jobs. */
export interface OpenItems {
  open_items: OpenItem[];
}
