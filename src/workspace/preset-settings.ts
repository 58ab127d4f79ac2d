import { z } from 'zod';
import { nearestName } from '../base/nearest-name.ts';
import {
  addressKeys,
  type Only,
  type Preset,
  presetName,
  presets,
  type Words,
} from '../intake/records/presets.ts';
import { deliveredMetrics } from '../metrics/catalogue.ts';
import { kindTable, type SourceKind, sourceKinds } from '../metrics/source-kinds.ts';

/** Canonical word that means: ignore the record. */
const ignoreWord = 'ignore';

const path = z.string().min(1);
const paths = z.union([path, z.array(path).min(1)]);
const words = z.record(z.string().min(1), z.string().min(1));

const ownPreset = z
  .strictObject({
    kind: z.enum(sourceKinds, { error: `accepted: ${sourceKinds.join(', ')}` }),
    root: path.optional(),
    lists: paths.optional(),
    columns: z.record(z.string(), paths).default({}),
    words: z.record(z.string(), words).optional(),
    only: z.record(z.string().min(1), paths).optional(),
    metrics: z.record(z.string(), path).optional(),
    parameters: z.record(z.string(), path).optional(),
  })
  .superRefine((preset, context) => {
    const { kind } = preset;
    const names = kindTable[kind].delivered.map(({ name }) => name);
    const refuse = (at: string[], input: unknown, message: string) =>
      context.addIssue({ code: 'custom', path: at, input, message });
    for (const key of ['columns', 'words', 'parameters'] as const)
      for (const name of Object.keys(preset[key] ?? {}))
        if (!names.includes(name))
          refuse(
            [key, name],
            name,
            `accepted: columns of ${kind}: ${names.join(', ')}${hint(name, names)}`,
          );
    for (const [column, map] of Object.entries(preset.words ?? {})) {
      const seen = new Set<string>();
      for (const word of Object.keys(map)) {
        if (seen.has(word.toLowerCase()))
          refuse(['words', column, word], word, 'accepted: each word once, in upper or lower case');
        seen.add(word.toLowerCase());
      }
    }
    if (preset.metrics === undefined) return;
    if (kind !== 'daily') refuse(['metrics'], 'set', 'accepted: only in presets of daily');
    const metrics = deliveredMetrics();
    for (const name of Object.keys(preset.metrics))
      if (!metrics.includes(name))
        refuse(['metrics', name], name, `accepted: ${metrics.join(', ')}${hint(name, metrics)}`);
  });

function hint(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

/** Schema of `presets` in imbill.yaml. */
export const presetsSchema = z.record(
  z.string().refine((name) => presetName(name) === undefined, {
    error: `accepted: a name that no built-in preset has; built in are ${Object.keys(presets).join(', ')}`,
  }),
  ownPreset,
);
type OwnPresets = z.infer<typeof presetsSchema>;

/** Converts a preset of imbill.yaml to the form of the built-in ones. */
export function presetFrom(read: OwnPresets[string]): Preset {
  const { kind, root, lists, columns, words, only, metrics, parameters } = read;
  return {
    kind,
    columns: mapValues(columns, listOf),
    ...(root !== undefined && { root }),
    ...(lists !== undefined && { lists: listOf(lists) }),
    ...(words !== undefined && { words: mapValues(words, wordsFrom) }),
    ...(only !== undefined && { only: Object.entries(only).map(onlyFrom) }),
    ...(metrics !== undefined && { metrics }),
    ...(parameters !== undefined && {
      request: { bodies: [], addresses: addressKeys, parameters },
    }),
  };
}

function wordsFrom(read: Readonly<Record<string, string>>): Words {
  const entries = Object.entries(read);
  const ignored = entries.filter(([, own]) => own === ignoreWord).map(([word]) => word);
  const map = Object.fromEntries(entries.filter(([, own]) => own !== ignoreWord));
  return ignored.length === 0 ? { map } : { map, ignored };
}

function onlyFrom([name, values]: [string, string | string[]]): Only {
  return { path: name, values: listOf(values) };
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  convert: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}

function listOf(words: string | string[]): string[] {
  return typeof words === 'string' ? [words] : words;
}

/** An entry of `sources:`, as far as it concerns presets. */
interface PresetEntry {
  preset?: string | undefined;
  success?: unknown;
}

type Context = Pick<z.core.$RefinementCtx<unknown>, 'addIssue'>;

/** Refuses a preset of an entry that does not exist, is of another kind, or contradicts `success`. */
export function refuseUnfitPreset(
  kind: SourceKind,
  { entry, own, path }: { entry: PresetEntry; own: OwnPresets; path: (string | number)[] },
  context: Context,
): void {
  const name = entry.preset;
  if (name === undefined) return;
  const refuse = (key: keyof PresetEntry, message: string) =>
    context.addIssue({ code: 'custom', path: [...path, key], input: entry[key], message });
  const found = Object.hasOwn(own, name) ? presetFrom(own[name]!) : presets[presetName(name) ?? ''];
  if (found === undefined) {
    const names = [...Object.keys(presets), ...Object.keys(own)];
    const nearest = nearestName(name, names);
    const meant = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
    refuse('preset', `accepted: ${names.join(', ')}${meant}`);
    return;
  }
  if (found.kind !== kind)
    refuse('preset', `accepted: a preset of ${kind}; this one is of ${found.kind}`);
  if (entry.success !== undefined && found.words?.['result'] !== undefined)
    refuse('success', 'accepted: only without a preset, which has its own words');
}
