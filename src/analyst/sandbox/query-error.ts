import { exitCodes, UserError } from '../../base/errors.ts';
import { megabytesText } from '../../base/memory-size.ts';
import type { Ending } from './child-handle.ts';
import type { Limits } from './limits.ts';
import type { Failure } from './protocol.ts';

/** Builds the error of a query that is wrong or does more than read. */
export function wrongQuery(message: string): UserError {
  return new UserError(message, exitCodes.wrongUsage);
}

export function tooMuchMemory({ memoryMegabytes }: Limits): UserError {
  return limitMet(
    `The query needs more memory than its limit of ${megabytesText(memoryMegabytes)}.\nRead fewer rows or columns, aggregate earlier, or allow more: --memory 4GB`,
  );
}

export function tooLong({ timeoutSeconds }: Limits): UserError {
  return limitMet(
    `The query took too long and was stopped: the limit is ${timeoutSeconds} s.\nRead fewer days, or allow more: --timeout ${timeoutSeconds * 6}`,
  );
}

export function stopped(): UserError {
  return limitMet('The query was stopped.');
}

export function failedQuery(failure: Failure, limits: Limits): Error {
  if (failure.reason === 'memory') return tooMuchMemory(limits);
  if (failure.reason === 'query') return wrongQuery(failure.message);
  return new UserError(`The query failed: ${failure.message}`, exitCodes.failed);
}

/** Builds the error of a process that ended by itself: nearly always for lack of memory. */
export function endedProcess(ending: Ending, limits: Limits): UserError {
  const how = ending.signal ?? `exit code ${ending.code}`;
  if (ending.metMemoryLimit || /out of memory|bad_alloc|allocation failed/i.test(ending.stderr))
    return tooMuchMemory(limits);
  const last = ending.stderr.trim().split('\n').at(-1) ?? '';
  return limitMet(
    `The query ended the process that answered it (${how}${last === '' ? '' : `: ${last}`}).\nNearly always memory is the reason: the limit is ${megabytesText(limits.memoryMegabytes)}. Allow more with --memory 4GB, or read less at once.`,
  );
}

function limitMet(message: string): UserError {
  return new UserError(message, exitCodes.failed);
}
