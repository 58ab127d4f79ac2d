import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
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
  const sha256 = sha256Of(canonicalJson(said));
  return { kind: 'contract', name, text, contract: { ...said, sha256 } };
}
