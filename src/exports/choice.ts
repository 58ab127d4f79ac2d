import type { Month } from '../calendar/month.ts';

export const exportFormats = ['csv', 'parquet', 'arrow', 'arrows', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const datasetNames = ['usage', 'charges', 'invoices'] as const;
export type DatasetName = (typeof datasetNames)[number];

/** Rows to export; an absent key does not limit them. Months are inclusive. */
export interface Choice {
  month?: Month | undefined;
  from?: Month | undefined;
  to?: Month | undefined;
  customer?: string | undefined;
  /** Months that documents are about, the default, or those in which they are invoiced. */
  by?: (typeof monthKinds)[number] | undefined;
}

export const monthKinds = ['month', 'billing-period'] as const;

/** Returns the first and the last chosen month; bounds beyond all months where none is named. */
export function monthRange({ month, from, to }: Choice): { from: Month; to: Month } {
  return { from: month ?? from ?? '0000-00', to: month ?? to ?? '9999-99' };
}

/** True if a choice leaves rows out. */
export function isNarrowed({ month, from, to, customer }: Choice): boolean {
  return (month ?? from ?? to ?? customer) !== undefined;
}
