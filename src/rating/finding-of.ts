import type { Finding } from '../invoice/document.ts';
import type { FindingCode } from './finding-codes.ts';

/** A finding whose code is one of the listed. */
export function findingOf(code: FindingCode, appId: string, message: string): Finding {
  return { code, app_id: appId, message };
}
