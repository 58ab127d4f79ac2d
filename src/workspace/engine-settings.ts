import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { isFixedSetting, paritySettings } from '../spark/fixed-settings.ts';
import { holdsSecret, parseRemote, remoteOf } from '../spark/remote.ts';
import type { SparkSettings } from '../spark/spark-settings.ts';

const remote = z.string().superRefine((text, context) => {
  const refuse = (message: string, isSecret: boolean) =>
    context.addIssue({ code: 'custom', input: text, message, params: { isSecret } });
  if (holdsSecret(text))
    refuse('holds a token; remove it, and set the environment variable IMBILL_SPARK_TOKEN', true);
  else if (remoteOf(text) === undefined)
    refuse(
      'accepted: the address of a Spark Connect server, such as sc://spark.internal:15002 or https://spark.internal',
      false,
    );
});

const sessionSettings = z.record(z.string(), z.string()).superRefine((settings, context) => {
  for (const key of Object.keys(settings)) {
    const refuse = (message: string) =>
      context.addIssue({ code: 'custom', path: [key], input: settings[key], message });
    const fixed = paritySettings[key];
    if (fixed !== undefined)
      refuse(`imbill sets it to ${fixed}, as the counted numbers depend on it; remove it`);
    else if (isFixedSetting(key)) refuse('the counted numbers depend on it; remove it');
    else if (!key.startsWith('spark.')) refuse('accepted: names that begin with spark.');
  }
});

/** Schema of `engine` in imbill.yaml. */
export const engineSchema = z.strictObject({
  spark: z.strictObject({
    remote,
    shared: z.string().refine(isAbsolute, {
      error: 'accepted: an absolute path that all executors see too, such as /mnt/billing',
    }),
    read_as: z
      .string()
      .regex(/^[a-z][a-z0-9+.-]*:\/\S+$/i, {
        error: 'accepted: an address that Spark reads, such as s3a://billing',
      })
      .optional(),
    load: z.boolean().default(true),
    worker: z
      .string()
      .refine((text) => text === 'ship' || isAbsolute(text), {
        error: 'accepted: ship, or the absolute path of the unpacked worker on every node',
      })
      .default('ship'),
    tasks: z.int().min(1).max(10_000).default(64),
    settings: sessionSettings.default({}),
  }),
});

/** Memory of a worker on an executor where `memory:` is not given; containers are seldom larger for a task. */
const defaultWorkerMegabytes = 600;

/**
 * Converts checked settings of an engine.
 *
 * @param megabytes Value of `memory:`; undefined if it is not given.
 */
export function sparkSettingsOf(
  { spark }: z.infer<typeof engineSchema>,
  megabytes: number | undefined,
): SparkSettings {
  const { remote, shared, read_as, load, worker, tasks, settings } = spark;
  const readAs = read_as?.replace(/\/+$/, '');
  return {
    ...{ remote: parseRemote(remote), shared, load, worker, tasks, settings },
    ...(readAs === undefined ? {} : { readAs }),
    workerMegabytes: megabytes ?? defaultWorkerMegabytes,
  };
}
