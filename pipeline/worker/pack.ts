import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { PackedWorker, WorkerPackOptions } from '../../src/jobs/worker.ts';
import { packWorker, workerContents } from '../../src/spark/worker/pack-worker.ts';
import { imbillVersion } from '../effects/provenance.ts';

/**
 * Packs all that an executor needs to load files, for the system that this process runs on.
 *
 * @throws {UserError} (exit 1) If this Node.js does not run alone.
 */
export async function pack({ out }: WorkerPackOptions): Promise<PackedWorker> {
  const { files, sha256: _, ...packed } = await workerContents();
  const imbill = imbillVersion();
  const file = resolve(out ?? `imbill-worker-${imbill}-${packed.platform}.tgz`);
  await mkdir(dirname(file), { recursive: true });
  return { file, ...(await packWorker({ files }, file)), ...packed, imbill };
}
