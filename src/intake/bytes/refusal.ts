import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';

/**
 * The error that refuses one delivered file as a whole. Names and values cannot end its lines or steer
 * a terminal: what could is an escape.
 *
 * @param name Workspace-relative path, with `, line N` where the line is known.
 * @param seen What is wrong, a sentence without its final stop.
 * @param accepted What would be taken instead, the same.
 * @param nextStep What the operator can do, the same.
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
