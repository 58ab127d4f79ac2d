/**
 * What comes of jobs that go on at the same time, in their order. All of them have ended by then, also
 * where one fails.
 *
 * @throws What the first in their order throws, whichever fails first.
 */
export async function together<const Jobs extends readonly Promise<unknown>[]>(
  jobs: Jobs,
): Promise<{ -readonly [Key in keyof Jobs]: Awaited<Jobs[Key]> }> {
  await Promise.allSettled(jobs);
  const results: unknown[] = [];
  for (const job of jobs) results.push(await job);
  return results as { -readonly [Key in keyof Jobs]: Awaited<Jobs[Key]> };
}
