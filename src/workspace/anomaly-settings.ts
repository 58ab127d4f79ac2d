import { z } from 'zod';
import { builtInKinds } from '../anomalies/built-in-kinds.ts';
import type { AnomalyKind } from '../anomalies/kind.ts';
import { nearestName } from '../base/nearest-name.ts';

/** Thresholds by kind and name; a kind that is switched off is `off`. */
export type AnomalySettings = 'off' | Readonly<Record<string, 'off' | Record<string, number>>>;

const threshold = z.int().min(0).max(1_000_000_000);
const thresholds = z.record(z.string(), z.unknown());

/** Schema of `anomalies` in imbill.yaml. Names are those of sql/anomalies and of their thresholds. */
export const anomaliesSchema = z
  .union([z.literal('off'), z.record(z.string(), z.unknown())], {
    error: 'accepted: off, or kinds such as dau-drop: { percent: 60 }',
  })
  .superRefine((value, context) => {
    if (value === 'off') return;
    const kinds = builtInKinds();
    for (const [code, own] of Object.entries(value)) {
      const kind = kinds.find((candidate) => candidate.code === code);
      if (kind !== undefined) refuseThresholds(kind, own, context);
      else
        refuse(
          context,
          [code],
          own,
          namesText(
            code,
            kinds.map((candidate) => candidate.code),
          ),
        );
    }
  });

function refuseThresholds(kind: AnomalyKind, own: unknown, context: z.RefinementCtx): void {
  if (own === 'off') return;
  const read = thresholds.safeParse(own);
  if (!read.success) {
    refuse(context, [kind.code], own, 'off, or thresholds such as { percent: 60 }');
    return;
  }
  const names = kind.parameters.map(({ name }) => name);
  for (const [name, value] of Object.entries(read.data)) {
    const path = [kind.code, name];
    if (!names.includes(name)) refuse(context, path, value, namesText(name, names));
    else if (!threshold.safeParse(value).success)
      refuse(context, path, value, 'a whole number from 0 to 1,000,000,000');
  }
}

function refuse(context: z.RefinementCtx, path: string[], input: unknown, accepted: string): void {
  context.addIssue({ code: 'custom', path, input, message: `accepted: ${accepted}` });
}

function namesText(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return `${names.join(', ')}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}

/** Converts checked settings. */
export function anomalySettingsOf(read: z.infer<typeof anomaliesSchema>): AnomalySettings {
  return read as AnomalySettings;
}
