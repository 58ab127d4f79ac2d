import type { ModelProblem } from '../../src/analyst/views/model.ts';
import { publishModels } from '../../src/analyst/views/publish-models.ts';
import { readModels } from '../../src/analyst/views/read-models.ts';
import { publishSnapshot } from '../../src/snapshot/publish/publish-snapshot.ts';
import { readKnownTerms } from '../../src/workspace/known-terms.ts';
import type { Effects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';

/** Runs `work` and publishes the snapshot, even if it fails. The error of `work` comes first. */
export async function publishing<T>(effects: Effects, work: () => Promise<T>): Promise<T> {
  const { result } = await publishingAfter(effects, work);
  return result;
}

/**
 * Runs `work` and publishes the snapshot. Also returns which views of the analysts were left out.
 */
export async function publishingAfter<T>(
  effects: Effects,
  work: () => Promise<T>,
): Promise<{ result: T; modelProblems: ModelProblem[] }> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await publish(effects).catch(() => undefined);
    throw error;
  }
  return { result, modelProblems: await publish(effects) };
}

async function publish({ warehouse, workspace, settings }: Effects): Promise<ModelProblem[]> {
  const terms = await readKnownTerms(workspace, settings);
  const models = await readModels(workspace.root, settings.models).catch(() => undefined);
  return publishSnapshot(warehouse, workspace, terms, {
    madeFrom: models && { models, imbill: imbillVersion() },
    add: (file) => publishModels(file, workspace, settings.models),
  });
}
