import { compareFrom } from '../calendar/billing-day.ts';
import type { ContractReference, InvoiceLine } from '../invoice/document.ts';
import { compareText } from './compare-text.ts';

/** Adds the contract that priced a line; without one the line is unchanged. */
export function lineByContract(
  line: InvoiceLine,
  contract: ContractReference | undefined,
): InvoiceLine {
  if (contract === undefined) return line;
  const { name, from, until } = contract;
  const { en, zh } = line.explanation;
  return {
    ...line,
    explanation: { en: `Contract ${name}: ${en}`, zh: `合同 ${name}：${zh}` },
    contract: { name, from, ...(until !== undefined && { until }) },
  };
}

/** Returns each contract once, by first day, name and content. */
export function distinctContracts(contracts: readonly ContractReference[]): ContractReference[] {
  const bySha256 = new Map(contracts.map((contract) => [contract.sha256, contract]));
  return [...bySha256.values()].toSorted(
    (a, b) => compareFrom(a, b) || compareText(a.name, b.name) || compareText(a.sha256, b.sha256),
  );
}
