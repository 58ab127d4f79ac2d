import { deliveredFormat } from '../bytes/delivered-format.ts';
import type { DeliveredFile } from '../bytes/verify-delivery.ts';
import { entryDefaults, type SourceSettings } from './source-settings.ts';

/**
 * Returns how a file of a source is read: by its name, and by the keys of its entry.
 *
 * @param name Workspace-relative path.
 * @throws {UserError} If neither tells its format.
 */
export function fileOfSource(
  source: Pick<SourceSettings, 'format' | 'logFormat' | 'encoding' | 'delimiter'>,
  name: string,
): Omit<DeliveredFile, 'path' | 'scratchDir'> {
  const { delimiter: told, ...format } = deliveredFormat(name, source.format);
  const isTold = told !== undefined && source.delimiter === entryDefaults.delimiter;
  const { encoding } = source;
  return {
    ...format,
    name,
    delimiter: isTold ? told : source.delimiter,
    ...(encoding !== undefined && format.format !== 'parquet' && { encoding }),
    ...(source.format === 'access-log' && { accessLog: source.logFormat ?? '' }),
  };
}
