/**
 * Address of a Spark Connect server of this host for tests, from `$IMBILL_TEST_SPARK`; undefined if there is none.
 * Tests that need one are skipped then.
 */
export const testSpark: string | undefined = process.env['IMBILL_TEST_SPARK'] || undefined;

if (testSpark === undefined)
  console.warn(
    'not run: no Spark. The tests that count on a cluster need IMBILL_TEST_SPARK=sc://host:15002.',
  );

/** Settings of the cluster for the end of imbill.yaml. */
export function sparkSettingsText(shared: string, more = ''): string {
  return `engine:\n  spark:\n    remote: ${testSpark ?? 'sc://127.0.0.1'}\n    shared: ${JSON.stringify(shared)}\n    load: false\n${more}`;
}
