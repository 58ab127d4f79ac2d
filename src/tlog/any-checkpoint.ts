import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { parseTlogProof } from './tlog-proof.ts';
import { parseWitnessRequest } from './witness-request.ts';

/**
 * Reads the checkpoint that a file holds: a checkpoint, a proof, a proof of consistency, or the state of a witness.
 *
 * @throws {FormatError} If it holds none.
 */
export function parseAnyCheckpoint(text: string): Checkpoint {
  if (text.startsWith('c2sp.org/tlog-proof@')) return parseTlogProof(text).parsed;
  if (text.startsWith('old ')) return parseWitnessRequest(text).parsed;
  if (text.startsWith('log ')) return parseCheckpoint(text.slice(text.indexOf('\n\n') + 2));
  return parseCheckpoint(text);
}
