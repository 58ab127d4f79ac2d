import { rm } from 'node:fs/promises';
import { clusterPlaces } from '../../src/spark/shared-lake.ts';
import { cachesOf } from '../../src/warehouse/finish-erasure.ts';
import { readMachineSettings } from '../../src/workspace/settings.ts';
import type { Effects } from '../effects/effects.ts';

/** Removes the cached users of counted months, here and on a cluster. The next measurement makes them again. */
export async function forgetCaches({ workspace }: Pick<Effects, 'workspace'>): Promise<void> {
  const { spark } = await readMachineSettings(workspace.settings);
  const shared = spark === undefined ? [] : [await clusterPlaces(workspace, spark.shared)];
  for (const folder of [...cachesOf(workspace), ...shared.map(({ counted }) => counted)])
    await rm(folder, { recursive: true, force: true });
}
