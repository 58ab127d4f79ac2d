import { z } from 'zod';

/** How documents look that are sent. */
export interface DocumentSettings {
  /** True if each document, and a month's summary, is also a PDF. */
  pdf?: true;
}

/** Schema of `documents` in imbill.yaml. */
export const documentsSchema = z.strictObject({
  pdf: z.boolean({ error: 'accepted: true, false' }).optional(),
});

/** Converts the checked key `documents`. */
export function documentSettingsOf(
  read: z.infer<typeof documentsSchema> | undefined,
): DocumentSettings {
  return { ...(read?.pdf && { pdf: true }) };
}
