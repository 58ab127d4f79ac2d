import type { Chunk, ResultColumn } from '../sandbox/sql-sandbox.ts';

/** Columns of money that add up, and the column with their currency. */
export interface Totals {
  columns: readonly string[];
  currency: string;
}

/** Adds up columns of money by currency while rows are written. */
export class XlsxTotals {
  readonly #currency: number;
  readonly #columns: readonly number[];
  readonly #sums = new Map<string, bigint[]>();

  constructor(columns: readonly ResultColumn[], totals: Totals) {
    const index = (name: string) => columns.findIndex((column) => column.name === name);
    this.#currency = index(totals.currency);
    this.#columns = totals.columns.map(index);
  }

  add({ rows, columns }: Chunk): void {
    for (let row = 0; row < rows; row++) {
      const currency = String(columns[this.#currency]?.[row] ?? '');
      const sums = this.#sums.get(currency) ?? this.#columns.map(() => 0n);
      this.#columns.forEach((column, place) => {
        // A decimal is its unscaled value.
        sums[place]! += (columns[column]?.[row] as bigint | null) ?? 0n;
      });
      this.#sums.set(currency, sums);
    }
  }

  /** Returns a row for each currency, by code: index of a column → unscaled sum. */
  rows(): { currency: string; currencyColumn: number; sums: ReadonlyMap<number, bigint> }[] {
    const sorted = [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([currency, sums]) => ({
      currency,
      currencyColumn: this.#currency,
      sums: new Map(this.#columns.map((column, place) => [column, sums[place]!])),
    }));
  }
}
