import { readYaml } from '../yaml/read-yaml.ts';
import { type BookText, parseBookText } from './complete-books.ts';
import { type ContractFile, parseContractText } from './contract-file.ts';

/**
 * Reads one file of a folder of prices: with the key `contract` it is a contract, else a book.
 *
 * @param name File name for messages.
 * @throws {UserError} (exit 3) With every problem of the file, each as `file:line:column: …`.
 */
export function parsePriceText(text: string, name: string): BookText | ContractFile {
  const yaml = readYaml(text, name);
  const parse = yaml.hasKey('contract') ? parseContractText : parseBookText;
  return parse(text, name, yaml);
}
