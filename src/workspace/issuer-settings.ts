import { dirname } from 'node:path';
import { z } from 'zod';
import { exitCodes, UserError } from '../base/errors.ts';
import { UnfitFile } from '../base/small-file.ts';
import type { IssuerDetails } from '../invoice/document.ts';
import type { Logo } from '../invoice/logo.ts';
import { placeProblems } from '../yaml/read-yaml.ts';
import {
  addressLines,
  isAddress,
  isLine,
  longestPartyText,
  mostAddressLines,
} from './party-text.ts';
import { acceptedLogo, readLogo } from './read-logo.ts';

const line = z.string().refine((text) => isLine(text), {
  error: `accepted: one line of text of at most ${longestPartyText} characters`,
});
const address = z
  .union([z.string(), z.array(z.string())])
  .refine((text) => isAddress(addressLines(text)), {
    error: `accepted: 1 to ${mostAddressLines} lines of at most ${longestPartyText} characters`,
  });

/** Schema of `issuer` in imbill.yaml. */
export const issuerSchema = z.strictObject({
  name: line,
  address: address.optional(),
  tax_id: line.optional(),
  bank_account: line.optional(),
  contact: line.optional(),
  logo: z
    .string()
    .refine((path) => path !== '' && !/^(\/|\\|[A-Za-z]:)|(^|[\\/])\.\.($|[\\/])/.test(path), {
      error: acceptedLogo,
    })
    .optional(),
});

/** The issuer as imbill.yaml names it. */
export interface IssuerSettings {
  issuer: string;
  /** Absent if imbill.yaml has only a name. */
  issuerDetails?: IssuerDetails;
  /** Absent without a logo. */
  logo?: Logo;
}

/** Converts the checked key `issuer`, without its logo. */
export function issuerOf(read: z.infer<typeof issuerSchema> | undefined): IssuerSettings {
  const { name = '', address: lines, logo: _, ...texts } = read ?? {};
  const details = {
    ...(lines !== undefined && { address: addressLines(lines) }),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
  };
  return { issuer: name, ...(Object.keys(details).length > 0 && { issuerDetails: details }) };
}

/**
 * Reads the logo that the settings name, and adds it to them.
 *
 * @param settingsPath Path of imbill.yaml, in the root of the workspace.
 * @param text Text of imbill.yaml, for the place of a problem.
 * @throws {UserError} (exit 3) With file:line:column, if the logo cannot be used.
 */
export async function addLogo<T extends IssuerSettings>(
  settings: T,
  logoPath: string | undefined,
  settingsPath: string,
  text: string,
): Promise<T> {
  if (logoPath === undefined) return settings;
  try {
    const logo = await readLogo(dirname(settingsPath), logoPath);
    const { media_type, sha256 } = logo;
    const issuerDetails = { ...settings.issuerDetails, logo: { media_type, sha256 } };
    return { ...settings, issuerDetails, logo };
  } catch (error) {
    if (!(error instanceof UnfitFile)) throw error;
    const message = `issuer.logo is ${JSON.stringify(logoPath)}, which ${error.message}; ${acceptedLogo}`;
    const placed = placeProblems(text, 'imbill.yaml', [{ path: ['issuer', 'logo'], message }]);
    throw new UserError(
      `${placed}\nCorrect the path or the file and run again.`,
      exitCodes.badInput,
      {
        cause: error,
      },
    );
  }
}
