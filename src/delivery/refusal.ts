import { exitCodes, UserError } from '../errors.ts';

/**
 * The error that refuses one delivered file as a whole.
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
  const message = `${name}: ${seen}.\nAccepted: ${accepted}.\n${nextStep}.`;
  return new UserError(message, exitCodes.badInput, cause === undefined ? undefined : { cause });
}
