import type { FocusVersion } from './versions.ts';

/** Type of a column, as the metadata and the data know it. */
export type FocusType = 'text' | 'json' | 'decimal' | 'integer' | 'moment';

/** A column as the specification, or imbill for its own columns, describes it. */
export interface FocusColumn {
  /** Column ID, such as `BilledCost`; `x_…` for a column of imbill's own. */
  name: string;
  type: FocusType;
  level: 'mandatory' | 'conditional' | 'recommended' | 'own';
  /** True if it may be null. */
  isNullable: boolean;
}

/**
 * The columns of Cost and Usage that imbill writes, in the order of the alphabet, its own last.
 *
 * Conditional columns are there where what they are about is there: usage, unit prices, negotiated
 * prices, sub accounts, resources, tags. Commitments, capacity reservations, regions and other
 * currencies are not, so their columns are not either.
 *
 * Source: FOCUS_Spec, tags v1.2 and v1.4, Cost and Usage, "Column presence".
 */
const specified = [
  ['BilledCost', 'decimal', 'mandatory', 'value'],
  ['BillingAccountId', 'text', 'mandatory', 'value'],
  ['BillingAccountName', 'text', 'mandatory', 'value'],
  ['BillingCurrency', 'text', 'mandatory', 'value'],
  ['BillingPeriodEnd', 'moment', 'mandatory', 'value'],
  ['BillingPeriodStart', 'moment', 'mandatory', 'value'],
  ['ChargeCategory', 'text', 'mandatory', 'value'],
  ['ChargeClass', 'text', 'mandatory', 'null'],
  ['ChargeDescription', 'text', 'mandatory', 'value'],
  ['ChargeFrequency', 'text', 'recommended', 'value'],
  ['ChargePeriodEnd', 'moment', 'mandatory', 'value'],
  ['ChargePeriodStart', 'moment', 'mandatory', 'value'],
  ['ConsumedQuantity', 'decimal', 'conditional', 'null'],
  ['ConsumedUnit', 'text', 'conditional', 'null'],
  ['ContractedCost', 'decimal', 'mandatory', 'value'],
  ['ContractedUnitPrice', 'decimal', 'conditional', 'null'],
  ['EffectiveCost', 'decimal', 'mandatory', 'value'],
  ['HostProviderName', 'text', 'mandatory', 'value', '1.4'],
  ['InvoiceDetailId', 'text', 'mandatory', 'value', '1.4'],
  ['InvoiceId', 'text', 'recommended', 'value'],
  ['InvoiceIssuerName', 'text', 'mandatory', 'value'],
  ['ListCost', 'decimal', 'mandatory', 'value'],
  ['ListUnitPrice', 'decimal', 'conditional', 'null'],
  ['PricingCategory', 'text', 'conditional', 'null'],
  ['PricingQuantity', 'decimal', 'mandatory', 'null'],
  ['PricingUnit', 'text', 'mandatory', 'null'],
  ['ProviderName', 'text', 'mandatory', 'value', '1.2'],
  ['PublisherName', 'text', 'mandatory', 'value', '1.2'],
  ['ResourceId', 'text', 'conditional', 'value'],
  ['ResourceName', 'text', 'conditional', 'null'],
  ['ResourceType', 'text', 'conditional', 'value'],
  ['ServiceCategory', 'text', 'mandatory', 'value'],
  ['ServiceName', 'text', 'mandatory', 'value'],
  ['ServiceProviderName', 'text', 'mandatory', 'value', '1.4'],
  ['ServiceSubcategory', 'text', 'recommended', 'value'],
  ['SkuId', 'text', 'conditional', 'null'],
  ['SkuMeter', 'text', 'conditional', 'null'],
  ['SkuPriceDetails', 'json', 'conditional', 'null'],
  ['SkuPriceId', 'text', 'conditional', 'null'],
  ['SubAccountId', 'text', 'conditional', 'value'],
  ['SubAccountName', 'text', 'conditional', 'value'],
  ['Tags', 'json', 'conditional', 'null'],
  ['x_Adjustment', 'text', 'own', 'null'],
  ['x_BillingMonth', 'text', 'own', 'value'],
  ['x_Contract', 'text', 'own', 'null'],
  ['x_Discount', 'decimal', 'own', 'null'],
  ['x_DocumentKind', 'text', 'own', 'value'],
  ['x_Explanation', 'text', 'own', 'value'],
  ['x_ExplanationZh', 'text', 'own', 'value'],
  ['x_Included', 'decimal', 'own', 'null'],
  ['x_LineAmount', 'decimal', 'own', 'value'],
  ['x_LineNumber', 'integer', 'own', 'value'],
  ['x_OrderId', 'text', 'own', 'null'],
  ['x_PeakDate', 'text', 'own', 'null'],
  ['x_PriceBook', 'text', 'own', 'null'],
  ['x_PriceSource', 'text', 'own', 'null'],
  ['x_RefersTo', 'text', 'own', 'null'],
  ['x_UsageIssued', 'decimal', 'own', 'null'],
  ['x_UsageNow', 'decimal', 'own', 'null'],
] as const satisfies readonly SpecifiedColumn[];

/** A column in short: name, type, level, whether it may be null, and the only version that has it. */
export type SpecifiedColumn = readonly [
  string,
  FocusType,
  FocusColumn['level'],
  'value' | 'null',
  FocusVersion?,
];

export type FocusColumnName = (typeof specified)[number][0];

/** Returns the columns of Cost and Usage in a version, in their order. */
export function columnsOf(version: FocusVersion): FocusColumn[] {
  return specified
    .filter(([, , , , only]) => only === undefined || only === version)
    .map(columnFrom);
}

/** Converts the short form of a column. */
export function columnFrom([name, type, level, nulls]: SpecifiedColumn): FocusColumn {
  return { name, type, level, isNullable: nulls === 'null' };
}

/** All columns, of whichever version. */
export const allColumnNames: readonly FocusColumnName[] = specified.map(([name]) => name);

/**
 * Converts a name as the rules in sql/focus/ write it: `BilledCost` → `billed_cost`,
 * `x_PeakDate` → `x_peak_date`.
 */
export function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}

/** A row: every column of every version, as plain text, or null. */
export type FocusRow = Record<FocusColumnName, string | null>;
