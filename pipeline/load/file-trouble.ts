import { isSystemError } from '../../src/base/system-error.ts';
import { isOutOfMemory } from '../../src/duckdb/duckdb.ts';
import { refusal } from '../../src/intake/bytes/refusal.ts';

/** Tells whether another instance may be able to read a file: this one had too little memory, or a file stopped it. */
export function isWorthAnotherInstance(error: unknown): boolean {
  if (isSystemError(error)) return false;
  return isOutOfMemory(error) || /^(INTERNAL|FATAL) Error: /.test(messageOf(error));
}

/**
 * Explains to the operator why DuckDB could not read a file. Errors of the disk and our own are returned as
 * they are.
 *
 * @param memoryMegabytes Memory of the instance that read it.
 * @param minutes Time that it may take.
 */
export function explainTrouble(
  name: string,
  error: unknown,
  { memoryMegabytes, minutes }: { memoryMegabytes: number; minutes: number },
): unknown {
  if (isSystemError(error)) return error;
  if (isOutOfMemory(error)) return tooLargeToRead(name, error, memoryMegabytes);
  const message = messageOf(error);
  if (/^INTERRUPT Error: /.test(message)) return tooSlow(name, error, minutes);
  const reason = /^(?!IO )[A-Z][\w ]* Error: (.*)/.exec(message)?.[1];
  if (reason === undefined) return error;
  return refusal(
    name,
    `the file stops the reader: ${reason}`,
    'files as described in docs/logs.md',
    'Have the file delivered again; nothing of it was used',
    error,
  );
}

function tooLargeToRead(name: string, error: unknown, megabytes: number): Error {
  return refusal(
    name,
    `reading it needs more than the ${megabytes} MB of memory for one file`,
    'files whose rows fit into memory, some thousand at a time; a .json document as a whole',
    'Give imbill more, with memory: in imbill.yaml, such as memory: 2GB, or deliver the file with shorter values, a .json document as .ndjson',
    error,
  );
}

function tooSlow(name: string, error: unknown, minutes: number): Error {
  return refusal(
    name,
    `the file was not read within ${minutes} minutes`,
    'files that a slow disk can deliver in that time',
    'Deliver it as several files, or run again when the machine is less busy',
    error,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
