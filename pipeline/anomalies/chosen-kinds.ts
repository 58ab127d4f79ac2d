import { readViews } from '../../src/analyst/views/read-views.ts';
import { problemOf, type ViewProblem } from '../../src/analyst/views/view.ts';
import { builtInKinds } from '../../src/anomalies/built-in-kinds.ts';
import { type AnomalyKind, readKind } from '../../src/anomalies/kind.ts';
import type { AnomalySettings } from '../../src/workspace/anomaly-settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/** Folder of the workspace with kinds of the analysts' own. */
const ownKinds = 'anomalies/*.sql';

/** Kinds that are looked for, with their thresholds. */
export interface ChosenKinds {
  builtIn: AnomalyKind[];
  /** Kinds of the workspace; they run in the sandbox. */
  own: AnomalyKind[];
  /** Files of the workspace that are no kind. */
  problems: ViewProblem[];
}

/** Chooses the kinds that the settings do not switch off, with the thresholds of the settings. */
export async function chooseKinds(
  settings: AnomalySettings = {},
  workspace: Workspace,
): Promise<ChosenKinds> {
  if (settings === 'off') return { builtIn: [], own: [], problems: [] };
  const all = builtInKinds();
  const builtIn = all.filter(({ code }) => settings[code] !== 'off').map(withSettings);
  const { views, problems } = await readViews(workspace.root, [ownKinds]);
  const own = views.map(readKind);
  const taken = new Set(all.map(({ code }) => code));
  return {
    builtIn,
    own: own.filter(({ code }) => !taken.has(code)),
    problems: [...problems, ...own.filter(({ code }) => taken.has(code)).map(nameIsTaken)],
  };

  function withSettings(kind: AnomalyKind): AnomalyKind {
    const given = settings === 'off' ? {} : (settings[kind.code] ?? {});
    if (given === 'off') return kind;
    const parameters = kind.parameters.map((parameter) => ({
      ...parameter,
      value: String(given[parameter.name] ?? parameter.value),
    }));
    return { ...kind, parameters };
  }
}

function nameIsTaken({ code, path }: AnomalyKind): ViewProblem {
  return problemOf(
    path,
    `The name ${code} is that of a kind that comes with imbill.\nRename the file. To change a threshold, set it under anomalies: in imbill.yaml.`,
  );
}
