import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { readYaml } from '../yaml/read-yaml.ts';
import type { Contract } from './contract.ts';
import { contractSchema } from './contract-schema.ts';

/** The file of a contract, its form checked. */
export interface ContractFile {
  kind: 'contract';
  /** As it is to stand in messages. */
  name: string;
  text: string;
  contract: Contract;
}

/**
 * Reads the file of a contract.
 *
 * @param name As it is to stand in messages.
 * @throws {UserError} (exit 3) With every problem of the file, each as `file:line:column: …`.
 */
export function parseContractText(
  text: string,
  name: string,
  yaml = readYaml(text, name),
): ContractFile {
  const said = yaml.parse(contractSchema) as Omit<Contract, 'sha256'>;
  const canonical = canonicalize(said)!;
  const sha256 = createHash('sha256').update(canonical, 'utf8').digest('hex');
  return { kind: 'contract', name, text, contract: { ...said, sha256 } };
}
