import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { EraseOptions } from '../../src/jobs/erase.ts';

/**
 * Returns the reason of an erasure. It is stored for good, so it must not name the user.
 *
 * @throws {UserError} (exit 2) If the app, the user or the reason is empty, or the reason holds the id.
 */
export function reasonWithout({ appId, userId, reason }: EraseOptions): string {
  const why = reason?.trim() ?? '';
  for (const [option, value] of [
    ['--app', appId],
    ['--user', userId],
    ['--reason', why],
  ] as const)
    if (value === '')
      throw new UserError(
        `${option} is empty.\nAccepted: --app ID --user ID --reason TEXT, such as --reason "request 2026-17 of the user".`,
        exitCodes.wrongUsage,
      );
  if (!why.includes(userId)) return why;
  throw new UserError(
    'The reason holds the id of the user, and the audit keeps reasons for good.\nAccepted: a reason that does not name the user, such as the number of the request. Nothing was changed.',
    exitCodes.wrongUsage,
  );
}
