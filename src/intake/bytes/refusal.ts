import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';

/**
 * Builds the error that refuses a delivered file. Characters that end a line or steer a terminal become
 * escapes.
 *
 * @param name Workspace-relative path, with `, line N` where the line is known.
 * @param seen The fault, a sentence without its full stop.
 * @param accepted The accepted values, without a full stop.
 * @param nextStep The next step of the operator, without a full stop.
 */
export function refusal(
  name: string,
  seen: string,
  accepted: string,
  nextStep: string,
  cause?: unknown,
): UserError {
  const message = [`${name}: ${seen}.`, `Accepted: ${accepted}.`, `${nextStep}.`]
    .map(visibleCharacters)
    .join('\n');
  return new UserError(message, exitCodes.badInput, cause === undefined ? undefined : { cause });
}
