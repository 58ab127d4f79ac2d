import type { ModelProblem } from '../../src/analyst/views/view.ts';
import { publishModels } from '../../src/analyst/views/publish-views.ts';
import { readModels } from '../../src/analyst/views/read-views.ts';
import { publishSnapshot } from '../../src/snapshot/publish/publish-snapshot.ts';
import { readKnownTerms } from '../../src/workspace/known-terms.ts';
import type { Effects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/making.ts';

/** Does `work`, and publishes the snapshot also where it fails; its own error comes first. */
export async function publishing<T>(effects: Effects, work: () => Promise<T>): Promise<T> {
  const { result } = await publishingAfter(effects, work);
  return result;
}

/** Does `work` and publishes the snapshot; also returns the analysts' own views that were left out. */
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
