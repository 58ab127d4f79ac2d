import { exitCodes, UserError } from './errors.ts';

/** Faults of the machine by the code of the operating system: the words in messages of DuckDB, and the next step. */
const known: Readonly<Record<string, readonly [words: string, nextStep: string]>> = {
  ENOSPC: ['No space left on device', 'Make room on the disk'],
  EDQUOT: ['Disk quota exceeded', "Make room within this user's quota"],
  EFBIG: ['File too large', 'Let files grow larger (ulimit -f), or use another file system'],
  EIO: ['Input/output error', 'Mend the disk or its connection'],
  EROFS: ['Read-only file system', 'Mount the file system so that it can be written'],
  EACCES: ['Permission denied', 'Let this user read and write there'],
  EPERM: ['Operation not permitted', 'Let this user read and write there'],
  EMFILE: ['Too many open files', 'Let more files be open at a time (ulimit -n 4096)'],
  ENFILE: ['Too many open files in system', 'Let more files be open at a time on this machine'],
  ENAMETOOLONG: ['File name too long', 'Move it to a shorter path'],
  ENOTDIR: ['Not a directory', 'Remove the file that is where a folder should be'],
  EISDIR: ['Is a directory', 'Remove the folder that is where a file should be'],
  ELOOP: ['Too many levels of symbolic links', 'Remove the link that leads to itself'],
  ESTALE: ['Stale file handle', 'Mount the file system again'],
  EBUSY: ['Device or resource busy', 'Wait until nobody else uses it'],
  // Node says this of a folder for which there is no room.
  ENOENT: ['No such file or directory', 'Make room on the disk, and let this user write there'],
  ETXTBSY: ['Text file busy', 'Wait until nobody else uses it'],
};

/**
 * Returns the error for the user if the fault is the machine's: a full disk, a missing right. Undefined for all
 * other errors, which are bugs.
 */
export function systemError(error: unknown): UserError | undefined {
  let fault: UserError | undefined;
  // The first cause says most.
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = codeOf(at);
    if (code !== undefined) fault = describeFault(code, at, error);
  }
  return fault;
}

/** Tells whether an error is a fault of the machine, which the next file would meet as well. */
export function isSystemError(error: unknown): boolean {
  return systemError(error) !== undefined;
}

function codeOf(error: Error): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return syscall === 'mkdir' ? code : undefined;
  if (typeof code === 'string' && Object.hasOwn(known, code)) return code;
  if (!isOfDuckdb(error)) return undefined;
  // DuckDB passes on no reason here.
  if (error.message.includes('fsync failed')) return 'EIO';
  const found = Object.entries(known).filter(
    ([code, [words]]) => code !== 'ENOENT' && error.message.includes(words),
  );
  // "Too many open files in system" holds the words of another.
  return found.sort(([, [a]], [, [b]]) => b.length - a.length)[0]?.[0];
}

/**
 * Tells whether an error is one of these kinds of DuckDB. The text of a query may hold any words, but its
 * errors are of other kinds.
 */
function isOfDuckdb({ message }: Error): boolean {
  return /^(IO|FATAL|TransactionContext|Permission|INTERNAL|Serialization) Error: /.test(message);
}

function describeFault(code: string, fault: Error, cause: unknown): UserError {
  const [words, nextStep] = known[code]!;
  const what = (fault.message.split('\n')[0] ?? '')
    .replace(/^\w+: [^,]+, /, '')
    .replaceAll(/(FATAL|IO|TransactionContext|INTERNAL) Error: /g, '');
  const seen = what.includes(words) ? what : `${what}: ${words}`;
  return new UserError(
    `imbill cannot go on: ${seen} (${code}).\n${nextStep}, and run again: finished work is stored, and nothing is left half done.`,
    exitCodes.failed,
    { cause },
  );
}
