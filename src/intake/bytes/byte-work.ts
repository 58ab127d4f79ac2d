import { sha256OfFile } from '../../base/sha256.ts';
import { hashContent } from './content-hash.ts';
import { copyRange, findRanges, profileRange } from './file-range.ts';
import { verifyPages } from './parquet-pages.ts';
import { structureCsv } from './structure-csv.ts';
import { structureNdjson } from './structure-ndjson.ts';
import { verifyDelivery } from './verify-delivery.ts';

/**
 * Work on the bytes of files. Arguments and results are plain data, so any thread can do it: that of the caller, or
 * one of {@link ByteThreads}.
 */
export const onThisThread = {
  verifyDelivery,
  structureCsv,
  structureNdjson,
  verifyPages,
  sha256OfFile,
  hashContent,
  findRanges,
  profileRange,
  copyRange,
};

export type ByteWork = typeof onThisThread;
