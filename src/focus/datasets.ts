import { columnFrom, columnsOf, type FocusColumn } from './columns.ts';
import { detailColumns } from './detail-columns.ts';
import { periodColumns } from './period-columns.ts';
import type { FocusVersion } from './versions.ts';

/** A dataset of FOCUS as imbill writes it. */
export interface FocusDataset {
  /** Id in the specification. */
  id: 'CostAndUsage' | 'InvoiceDetail' | 'BillingPeriod';
  /** Name of this instance of the dataset, in the metadata. */
  instanceName: string;
  /** Name of its file, without ending. */
  file: string;
  /** Name of its typed table; the table of its texts ends in `_texts`. */
  table: string;
  /** Name of the view of its columns under the names that the rules use. */
  view: string;
  columns: readonly FocusColumn[];
}

/** Returns the datasets that an export of a version has. */
export function datasetsOf(version: FocusVersion): FocusDataset[] {
  const all = allDatasets(version);
  return hasInvoices(version) ? all : all.slice(0, 1);
}

/** Tells whether a version has datasets of invoices: 1.4 added them. */
export function hasInvoices(version: FocusVersion): boolean {
  return version !== '1.2';
}

/** Returns all datasets, also those that the version does not have. Their tables are empty. */
export function allDatasets(version: FocusVersion): FocusDataset[] {
  return [
    {
      id: 'CostAndUsage',
      instanceName: 'Cost and Usage by invoice line and bandwidth day',
      file: 'cost-and-usage',
      table: 'focus',
      view: 'focus_charges',
      columns: columnsOf(version),
    },
    {
      id: 'InvoiceDetail',
      instanceName: 'Invoice Detail by invoice line and tax',
      file: 'invoice-detail',
      table: 'focus_detail',
      view: 'focus_details',
      columns: detailColumns.map(columnFrom),
    },
    {
      id: 'BillingPeriod',
      instanceName: 'Billing periods by issuer',
      file: 'billing-period',
      table: 'focus_period',
      view: 'focus_periods',
      columns: periodColumns.map(columnFrom),
    },
  ];
}

/**
 * Returns the name of a column among those of all datasets, as the specification writes it:
 * `BilledCost`, `InvoiceDetail.BilledCost`.
 */
export function qualifiedName({ id }: FocusDataset, column: string): string {
  return id === 'CostAndUsage' ? column : `${id}.${column}`;
}
