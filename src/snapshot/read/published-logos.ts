import type { Logo, Logos } from '../../invoice/logo.ts';
import type { Snapshot } from './snapshot.ts';

/** Reads the logos of all issued documents. */
export async function publishedLogos({ database }: Snapshot): Promise<Logos> {
  const rows = await database.rows<Logo & Record<string, string>>(
    'select sha256, media_type, base64 from logos',
  );
  return new Map(rows.map((logo) => [logo.sha256, logo]));
}
