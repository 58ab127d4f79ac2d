import { base64Of, parseBase64 } from '../base/base64.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { parseCount } from './count.ts';
import { FormatError } from './format-error.ts';
import { formatHashes, parseHashes } from './hash-lines.ts';
import type { Hash } from './merkle.ts';

/** Proof that an entry is in a log. Source: C2SP tlog-proof. */
export interface TlogProof {
  /** Place of the entry, from 0. */
  index: number;
  /** From the entry's sibling up. */
  path: readonly Hash[];
  /** The signed note of the checkpoint. */
  checkpoint: string;
  /** Bytes that nobody signed; absent in our own proofs. */
  extra?: Uint8Array;
}

const firstLine = 'c2sp.org/tlog-proof@v1';

/** Writes a proof. */
export function formatTlogProof({ index, path, checkpoint, extra }: TlogProof): string {
  const extraLine = extra === undefined ? '' : `extra ${base64Of(extra)}\n`;
  return `${firstLine}\n${extraLine}index ${index}\n${formatHashes(path)}\n${checkpoint}`;
}

/**
 * Reads a proof in its one form. Nothing is checked but the form.
 *
 * @throws {FormatError} If it is none.
 */
export function parseTlogProof(text: string): TlogProof & { parsed: Checkpoint } {
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (first !== firstLine) throw new FormatError(`A proof begins with ${firstLine}`);
  const extraText = lines[0]?.startsWith('extra ') ? lines.shift()!.slice(6) : undefined;
  const extra = extraText === undefined ? undefined : parseBase64(extraText);
  if (extraText !== undefined && extra === undefined)
    throw new FormatError('The extra data of a proof is base64');
  const [indexLine = '', ...hashes] = lines;
  if (!indexLine.startsWith('index ')) throw new FormatError('A proof has a line "index N"');
  const checkpoint = text.slice(end + 2);
  return {
    index: parseCount(indexLine.slice(6), 'index'),
    path: parseHashes(hashes),
    checkpoint,
    ...(extra !== undefined && { extra }),
    parsed: parseCheckpoint(checkpoint),
  };
}
