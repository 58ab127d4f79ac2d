import { describe, expect, it } from 'vitest';
import { allColumnNames, columnsOf, snakeCase } from './columns.ts';

/** Source: FOCUS_Spec, tag v1.2, columns of the feature level Mandatory. */
const mandatory = [
  'BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd',
  'BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart',
  'ContractedCost EffectiveCost InvoiceIssuerName ListCost PricingQuantity PricingUnit',
  'ServiceCategory ServiceName',
]
  .join(' ')
  .split(' ');

const levelOf = (version: '1.2' | '1.4', level: string) =>
  columnsOf(version)
    .filter((column) => column.level === level)
    .map(({ name }) => name);

describe('columnsOf', () => {
  it('has the mandatory columns of 1.2 and of 1.4', () => {
    expect(levelOf('1.2', 'mandatory')).toEqual(
      [...mandatory, 'ProviderName', 'PublisherName'].sort(),
    );
    expect(levelOf('1.4', 'mandatory')).toEqual(
      [...mandatory, 'HostProviderName', 'InvoiceDetailId', 'ServiceProviderName'].sort(),
    );
  });

  it('is in the order of the alphabet, imbill’s own columns last and prefixed', () => {
    const names = columnsOf('1.4').map(({ name }) => name);
    const own = levelOf('1.4', 'own');
    expect(names).toEqual([...names.filter((name) => !own.includes(name)).sort(), ...own]);
    expect(own).toEqual(own.filter((name) => /^x_[A-Z]/.test(name)).sort());
    expect(names.filter((name) => name.startsWith('x_'))).toEqual(own);
  });
});

describe('snakeCase', () => {
  it('gives each column a name of its own', () => {
    expect(['BilledCost', 'x_PeakDate', 'SkuId'].map((name) => snakeCase(name as 'SkuId'))).toEqual(
      ['billed_cost', 'x_peak_date', 'sku_id'],
    );
    expect(new Set(allColumnNames.map(snakeCase)).size).toBe(allColumnNames.length);
  });
});
