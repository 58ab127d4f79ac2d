import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.ts';
import { explainTrouble, isWorthAnotherInstance } from './file-trouble.ts';

const limits = { memoryMegabytes: 420, minutes: 10 };
const outOfMemory = new Error(
  'Out of Memory Error: failed to allocate data of size 64.0 MiB\n\nPossible',
);

describe('isWorthAnotherInstance', () => {
  it.each([
    [outOfMemory.message, true],
    ['INTERNAL Error: Attempted to access index 3', true],
    ['FATAL Error: Failed: database has been invalidated', true],
    ['Conversion Error: Could not convert string', false],
    ['IO Error: Could not write file: No space left on device', false],
    ['x is not a function', false],
  ])('judges %j', (message, isWorth) => {
    expect(isWorthAnotherInstance(new Error(message))).toBe(isWorth);
  });
});

describe('explainTrouble', () => {
  const named = (message: string) =>
    explainTrouble('logs/a.csv', new Error(message), limits) as Error;

  it('names the file that takes too much memory, and what to do', () => {
    const error = explainTrouble('logs/a.json', outOfMemory, limits) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.exitCode).toBe(3);
    expect(error.message).toBe(
      'logs/a.json: reading it needs more than the 420 MB of memory for one file.\n' +
        'Accepted: files whose rows fit into memory, some thousand at a time; a .json document as a whole.\n' +
        'Give imbill more, with memory: in imbill.yaml, such as memory: 2GB, or deliver the file with shorter values, a .json document as .ndjson.',
    );
  });

  it('names the file that takes too long', () => {
    expect(named('INTERRUPT Error: Interrupted!').message).toMatch(
      /^logs\/a\.csv: the file was not read within 10 minutes\.$/m,
    );
  });

  it('names the file that stops the reader', () => {
    expect(named('INTERNAL Error: index 3\nstack').message).toMatch(
      /^logs\/a\.csv: the file stops the reader: index 3\.$/m,
    );
  });

  it.each(['IO Error: Could not write file', 'x is not a function', 'ENOSPC: no space left'])(
    'gives back %j, which is not of the file',
    (message) => {
      const error = new Error(message);
      expect(explainTrouble('logs/a.csv', error, limits)).toBe(error);
    },
  );
});
