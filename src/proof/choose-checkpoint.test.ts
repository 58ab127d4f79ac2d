import { describe, expect, it } from 'vitest';
import { parseCheckpoint, signCheckpoint } from '../tlog/checkpoint.ts';
import { cosign } from '../tlog/cosignature.ts';
import { newSigningKey } from '../tlog/note-key.ts';
import { checkpointChooser, type KeptCheckpoint } from './choose-checkpoint.ts';

const key = newSigningKey('ledger', 1);
const witness = newSigningKey('witness', 4);
const root = new Uint8Array(32);

function signed(size: number, changes: Partial<KeptCheckpoint> = {}): KeptCheckpoint {
  return { size, note: signCheckpoint(size, root, key), ...changes };
}

function cosigned(size: number): KeptCheckpoint {
  const { note } = signed(size);
  return { size, note: note + cosign(parseCheckpoint(note).note.text, witness, 1_790_000_000) };
}

describe('checkpointChooser', () => {
  it('chooses the first that has the entry', () => {
    const choose = checkpointChooser([signed(3), signed(5), signed(8)]);
    expect([0, 2, 3, 7, 8].map((index) => choose(index)?.size)).toEqual([3, 3, 5, 8, undefined]);
    expect(choose(0)?.isDated).toBe(false);
  });

  it.each([
    ['cosigned', cosigned(5)],
    ['time-stamped', signed(5, { timestampReply: 'MAA=' })],
  ])('prefers the first that was %s', (_, dated) => {
    const choose = checkpointChooser([signed(3), dated, signed(8)]);
    expect([0, 4, 5].map((index) => choose(index)?.size)).toEqual([5, 5, 8]);
    expect(choose(0)?.isDated).toBe(true);
  });
});
