import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { parseCount } from './count.ts';
import { FormatError } from './format-error.ts';
import { formatHashes, parseHashes } from './hash-lines.ts';
import type { Hash } from './merkle.ts';

/** Proof that a checkpoint follows an earlier state. Source: C2SP tlog-witness, body of add-checkpoint. */
export interface WitnessRequest {
  /** Size of the earlier state. */
  from: number;
  path: readonly Hash[];
  /** The signed note of the later state. */
  checkpoint: string;
}

/** Writes the proof. */
export function formatWitnessRequest({ from, path, checkpoint }: WitnessRequest): string {
  return `old ${from}\n${formatHashes(path)}\n${checkpoint}`;
}

/**
 * Reads the proof in its one form. Nothing is checked but the form.
 *
 * @throws {FormatError} If it is none.
 */
export function parseWitnessRequest(text: string): WitnessRequest & { parsed: Checkpoint } {
  const end = text.indexOf('\n\n');
  const [first = '', ...hashes] = text.slice(0, Math.max(end, 0)).split('\n');
  if (!first.startsWith('old '))
    throw new FormatError('A proof of consistency begins with "old N"');
  const checkpoint = text.slice(end + 2);
  return {
    from: parseCount(first.slice(4), 'old size'),
    path: parseHashes(hashes),
    checkpoint,
    parsed: parseCheckpoint(checkpoint),
  };
}
