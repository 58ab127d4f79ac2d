/**
 * Waits until all of some jobs have ended, even if one fails.
 *
 * @returns Their results, in their order.
 * @throws The error of the first in their order that failed.
 */
export async function awaitAll<const Jobs extends readonly Promise<unknown>[]>(
  jobs: Jobs,
): Promise<{ -readonly [Key in keyof Jobs]: Awaited<Jobs[Key]> }> {
  await Promise.allSettled(jobs);
  const results: unknown[] = [];
  for (const job of jobs) results.push(await job);
  return results as { -readonly [Key in keyof Jobs]: Awaited<Jobs[Key]> };
}
