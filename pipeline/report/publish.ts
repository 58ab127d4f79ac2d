import { publishViews } from '../../src/analyst/views/publish-views.ts';
import { readViews } from '../../src/analyst/views/read-views.ts';
import type { ViewProblem } from '../../src/analyst/views/view.ts';
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
): Promise<{ result: T; viewProblems: ViewProblem[] }> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await publish(effects).catch(() => undefined);
    throw error;
  }
  return { result, viewProblems: await publish(effects) };
}

async function publish({ warehouse, workspace, settings }: Effects): Promise<ViewProblem[]> {
  const terms = await readKnownTerms(workspace, settings);
  const models = await readViews(workspace.root, settings.models).catch(() => undefined);
  return publishSnapshot(warehouse, workspace, terms, {
    madeFrom: models && { models, imbill: imbillVersion() },
    add: (file) => publishViews(file, workspace, settings.models),
  });
}
