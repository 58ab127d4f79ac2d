import type { ContractReference, InvoiceLine } from '../invoice/document.ts';
import { compareText } from './compare-text.ts';

/** A line that names the contract whose price it has; the same line where there is none. */
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

/** Each contract once, by first day, name and content. */
export function distinctContracts(contracts: readonly ContractReference[]): ContractReference[] {
  const bySha256 = new Map(contracts.map((contract) => [contract.sha256, contract]));
  return [...bySha256.values()].toSorted(
    (a, b) =>
      compareText(a.from, b.from) || compareText(a.name, b.name) || compareText(a.sha256, b.sha256),
  );
}
