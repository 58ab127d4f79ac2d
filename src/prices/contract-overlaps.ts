import type { Contract } from './contract.ts';
import type { ContractFile } from './contract-file.ts';
import { sections } from './merge-changes.ts';

/**
 * Finds entries of a contract whose SKU an earlier file prices on one of the same days. Both
 * contracts belong to the same customer, or the same app.
 */
export function contractOverlaps(
  file: ContractFile,
  files: readonly ContractFile[],
): { path: PropertyKey[]; message: string }[] {
  const others = files
    .slice(0, files.indexOf(file))
    .filter(({ contract }) => hasSameOwner(contract, file.contract));
  return sections.flatMap((section) =>
    (file.contract[section] ?? []).flatMap(({ sku }, index) =>
      others
        .filter(({ contract }) => namesSku(contract, sku))
        .flatMap((other) => {
          const days = commonDays(other.contract, file.contract);
          if (days === undefined) return [];
          const message = `the contract ${other.contract.contract} (${other.name}) also prices "${sku}" ${days}; accepted: one contract a day`;
          return [{ path: [section, index, 'sku'], message }];
        }),
    ),
  );
}

function hasSameOwner(a: Contract, b: Contract): boolean {
  return a.customer === b.customer && a.app === b.app;
}

function namesSku(contract: Contract, sku: string): boolean {
  return sections.some((section) => contract[section]?.some((entry) => entry.sku === sku));
}

function commonDays(a: Contract, b: Contract): string | undefined {
  const from = [a.from, b.from].toSorted()[1]!;
  const [until] = [a.until, b.until].filter((day) => day !== undefined).toSorted();
  if (until === undefined) return `from ${from} on`;
  return until < from ? undefined : `from ${from} to ${until}`;
}
