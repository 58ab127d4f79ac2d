import { parseVerifierKey, type VerifierKey } from '../tlog/note-key.ts';
import { type Policy, parsePolicy } from '../tlog/policy.ts';
import { type Certificate, parsePem } from './certificate.ts';

/** What the person who checks knows without the proof. */
export interface Trust {
  /** Key of the log. */
  key?: VerifierKey;
  /** Keys of logs and witnesses, and a quorum; replaces the policy of the proof. */
  policy?: Policy;
  /** Checkpoints and proofs of earlier days, and proofs of consistency that link them: texts by file name. */
  since?: ReadonlyMap<string, string>;
  /** Authorities of time stamps. */
  authorities?: Certificate[];
}

/** Texts of which trust is made, as a person gives them. */
export interface TrustTexts {
  key?: string;
  policy?: string;
  since?: ReadonlyMap<string, string>;
  authorities?: string;
}

/**
 * Reads what a person trusts.
 *
 * @throws {FormatError | DerError} If a text has another form.
 */
export function parseTrust({ key, policy, since, authorities }: TrustTexts): Trust {
  return {
    ...(key !== undefined && { key: parseVerifierKey(key.trim()) }),
    ...(policy !== undefined && { policy: parsePolicy(policy) }),
    ...(since !== undefined && since.size > 0 && { since }),
    ...(authorities !== undefined && { authorities: parsePem(authorities) }),
  };
}
