import { describe, expect, it } from 'vitest';
import { checkpointText, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, cosignatureTime } from './cosignature.ts';
import { leafHash } from './merkle.ts';
import { newSigningKey, parseSigningKey, parseVerifierKey } from './note-key.ts';
import { formatNote, isSignedBy, parseNote } from './signed-note.ts';
import { tilePath, tilesOf } from './tiles.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';

describe('a signed note', () => {
  it('is checked as in the example of the specification', () => {
    const key = parseVerifierKey(
      'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    );
    const note =
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    expect(isSignedBy(parseNote(note), key)).toBe(true);
    expect(() => isSignedBy(parseNote(note.replace('This', 'That')), key)).toThrow(
      'not that of the note',
    );
  });

  it('of a checkpoint keeps its key, its cosignature and its proof', () => {
    const key = newSigningKey('example.com/log', 1);
    const witness = newSigningKey('example.com/witness', 4);
    const root = leafHash(new Uint8Array());
    const signed = signCheckpoint(1, root, parseSigningKey(key.text));
    const { note } = parseCheckpoint(signed);
    expect(note.text).toBe(checkpointText({ origin: 'example.com/log', size: 1, root }));
    const line = cosign(note.text, witness, 1_700_000_000);
    const both = parseNote(
      formatNote(note.text, [...note.signatures.map((one) => one.line), line]),
    );
    expect(isSignedBy(both, key.verifier)).toBe(true);
    expect(cosignatureTime(both, witness.verifier)).toBe(1_700_000_000);
    expect(cosignatureTime(note, witness.verifier)).toBeUndefined();
    const proof = formatTlogProof({ index: 0, path: [], checkpoint: signed });
    expect(formatTlogProof(parseTlogProof(proof))).toBe(proof);
  });
});

describe('a cosignature', () => {
  it('is refused if its time is after the year 9999', () => {
    const witness = newSigningKey('example.com/witness', 4);
    const text = checkpointText({ origin: 'example.com/log', size: 0, root: new Uint8Array(32) });
    const at = (time: number) =>
      cosignatureTime(parseNote(formatNote(text, [cosign(text, witness, time)])), witness.verifier);
    expect(at(253_402_300_799)).toBe(253_402_300_799);
    expect(() => at(253_402_300_800)).toThrow('is not that of the checkpoint');
  });
});

describe('tiles', () => {
  it('are those of the example of the specification', () => {
    const tiles = tilesOf(70_000).filter(({ level }) => level !== 'entries');
    const partial = tiles.filter(({ width }) => width < 256).map(tilePath);
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273);
    expect(tiles.filter(({ level, width }) => level === 1 && width === 256)).toHaveLength(1);
    expect(partial).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilesOf(256).map(tilePath)).toEqual([
      'tile/entries/000',
      'tile/0/000',
      'tile/1/000.p/1',
    ]);
    expect(tilesOf(257, 256).map(tilePath)).toEqual(['tile/entries/001.p/1', 'tile/0/001.p/1']);
  });
});
