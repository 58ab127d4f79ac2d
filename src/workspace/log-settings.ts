import { z } from 'zod';
import { parseVerifierKey } from '../tlog/note-key.ts';

/** `log` in imbill.yaml: who signs the ledger's log, and who looks on. No document depends on it. */
export interface LogSettings {
  /** Path of the file with the signing key, as it is written; absent = the log is not signed. */
  key?: string;
  /** Keys (vkeys) of the witnesses, by name. */
  witnesses: Readonly<Record<string, string>>;
  /** How many witnesses must have cosigned a checkpoint. */
  quorum: 'none' | 'any' | 'all' | number;
}

export const noLogSettings: LogSettings = { witnesses: {}, quorum: 'none' };

const witnessKey = z.string().refine(isWitnessKey, {
  error: 'accepted: the key of a witness, name+8 hex digits+base64, as imbill key show prints it',
});

/** Schema of `log` in imbill.yaml. */
export const logSchema = z
  .strictObject({
    key: z.string().min(1).optional(),
    witnesses: z
      .record(
        z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'accepted: letters, digits and _.-'),
        witnessKey,
      )
      .default({}),
    quorum: z
      .union([z.enum(['none', 'any', 'all']), z.int().min(1)], {
        error: 'accepted: none, any, all, or how many witnesses',
      })
      .default('none'),
  })
  .superRefine(({ witnesses, quorum }, context) => {
    const count = Object.keys(witnesses).length;
    const most = quorum === 'none' ? 0 : quorum === 'any' || quorum === 'all' ? 1 : quorum;
    if (most <= count) return;
    context.addIssue({
      code: 'custom',
      path: ['quorum'],
      input: quorum,
      message: `accepted: none, or at most as many as there are witnesses (${count})`,
    });
  });

/** Returns the settings of `log`, with defaults. */
export function logSettingsOf(read: z.infer<typeof logSchema> | undefined): LogSettings {
  if (read === undefined) return noLogSettings;
  const { key, witnesses, quorum } = read;
  return { witnesses, quorum, ...(key === undefined ? {} : { key }) };
}

function isWitnessKey(text: string): boolean {
  try {
    return parseVerifierKey(text).type === 4;
  } catch {
    return false;
  }
}
