import { z } from 'zod';
import { builtInKinds } from '../anomalies/built-in-kinds.ts';
import { nearestName } from '../base/nearest-name.ts';

/** Thresholds by kind and name; a kind that is switched off is `off`. */
export type AnomalySettings = 'off' | Readonly<Record<string, 'off' | Record<string, number>>>;

const accepted = 'accepted: off, or thresholds such as { percent: 60 }';
const threshold = z
  .int({ error: 'accepted: a whole number from 0 to 1,000,000,000' })
  .min(0, { error: 'accepted: a whole number from 0 to 1,000,000,000' })
  .max(1_000_000_000, { error: 'accepted: a whole number from 0 to 1,000,000,000' });

const thresholds = z
  .union([z.literal('off'), z.record(z.string(), z.unknown())], { error: accepted })
  .superRefine((value, context) => {
    if (value === 'off') return;
    for (const [name, number] of Object.entries(value)) {
      const [issue] = threshold.safeParse(number).error?.issues ?? [];
      if (issue === undefined) continue;
      context.addIssue({ code: 'custom', path: [name], input: number, message: issue.message });
    }
  });

/** Schema of `anomalies` in imbill.yaml. Names are those of sql/anomalies and of their thresholds. */
export const anomaliesSchema = z
  .union([z.literal('off'), z.record(z.string(), thresholds)], {
    error: 'accepted: off, or kinds such as dau-drop: { percent: 60 }',
  })
  .superRefine((value, context) => {
    if (value === 'off') return;
    const refuse = (path: string[], names: readonly string[]) => {
      const name = path.at(-1)!;
      const nearest = nearestName(name, names);
      const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
      const message = `accepted: ${names.length === 0 ? 'off' : names.join(', ')}${hint}`;
      context.addIssue({ code: 'custom', path, input: name, message });
    };
    const kinds = builtInKinds();
    for (const [code, own] of Object.entries(value)) {
      const kind = kinds.find((candidate) => candidate.code === code);
      if (kind === undefined) {
        const codes = kinds.map((candidate) => candidate.code);
        refuse([code], codes);
        continue;
      }
      const names = kind.parameters.map(({ name }) => name);
      for (const name of own === 'off' ? [] : Object.keys(own))
        if (!names.includes(name)) refuse([code, name], names);
    }
  });

/** Converts checked settings. */
export function anomalySettingsOf(read: z.infer<typeof anomaliesSchema>): AnomalySettings {
  return read as AnomalySettings;
}
