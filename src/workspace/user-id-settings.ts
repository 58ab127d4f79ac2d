import { z } from 'zod';

/** Schema of the key of a source that tells how user ids are stored. */
export const userIdsKey = z.enum(['plain', 'hmac'], { error: 'accepted: plain, hmac' }).optional();

/** Refuses sources of logins that store user ids in different ways: the same user would be two in a month. */
export function refuseMixedUserIds(
  entries: readonly { user_ids?: 'plain' | 'hmac' | undefined }[],
  context: Pick<z.core.$RefinementCtx<unknown>, 'addIssue'>,
): void {
  const ways = new Set(entries.map(({ user_ids }) => user_ids ?? 'plain'));
  if (ways.size < 2) return;
  context.addIssue({
    code: 'custom',
    path: [],
    input: [...ways].join(' and '),
    message: 'accepted: the same user_ids in all sources of logins',
  });
}
