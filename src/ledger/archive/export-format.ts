import { z } from 'zod';
import { exitCodes, UserError } from '../../base/errors.ts';
import { canonicalJson } from '../../base/json.ts';
import { sha256Of } from '../../base/sha256.ts';
import { columnType } from '../../warehouse/table-shapes.ts';

/** Version of the layout below. An import reads this one and earlier ones. */
export const exportVersion = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex');
const count = z.string().regex(/^(0|[1-9]\d{0,18})$/, 'is not a count');
const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'is not a name of a table or column');
const path = z.string().refine(isSafePath, 'is not a path inside the export');

const table = z.object({
  name,
  columns: z
    .array(
      z.object({
        name,
        type: z.string().regex(columnType, 'is no type that imbill stores'),
        nullable: z.boolean(),
      }),
    )
    .min(1),
  keys: z.array(z.object({ kind: z.enum(['primary', 'unique']), columns: z.array(name).min(1) })),
  rows: count,
  /** Hash of the rows as lines of canonical JSON, without texts that are files of their own. */
  sha256: hash,
});

const manifest = z.object({
  format: z.literal(`imbill-export/${exportVersion}`),
  made_by: z.object({ imbill: z.string(), duckdb: z.string() }),
  /** Schema version of the tables. */
  schema_version: z.number().int().min(2),
  ledger: z.object({ documents: count, position: count, entry_sha256: z.string() }),
  lake: z.enum(['complete', 'for later months']),
  /** Tables by name. */
  tables: z.array(table),
  /** All files but this one and SHA256SUMS, by path. */
  files: z.array(z.object({ path, bytes: count, sha256: hash })),
});

/** Content of manifest.json: what an export holds, with hashes. Counts are text. */
export type ExportManifest = z.infer<typeof manifest>;
export type ExportedFile = ExportManifest['files'][number];
export type ExportedTable = ExportManifest['tables'][number];

/**
 * Parses the text of a manifest.
 *
 * @param where Path of the manifest, for messages.
 * @throws {UserError} (exit 3) If a newer imbill wrote it, or naming everything that is wrong with it.
 */
export function parseManifest(text: string, where: string): ExportManifest {
  const value = parsedJson(text, where);
  const version = /^imbill-export\/(\d+)$/.exec(String((value as { format?: unknown })?.format));
  if (version !== null && Number(version[1]) > exportVersion)
    throw new UserError(
      `${where}: the export was written by a newer imbill (format ${version[1]}; this one knows ${exportVersion}).\nNothing was imported. Import it with the imbill that wrote it, or a newer one.`,
      exitCodes.badInput,
    );
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: at, message }) => `  ${at.join('.') || 'the document'}: ${message}`,
  );
  throw damaged(where, problems);
}

/** Renders manifest.json. */
export function manifestText(manifest: ExportManifest): string {
  return `${canonicalJson(manifest)}\n`;
}

/** Returns the SHA-256 of manifest.json, which has the hashes of all other files. */
export function manifestHash(manifest: ExportManifest): string {
  return sha256Of(manifestText(manifest));
}

/** Tells if a path is relative, with `/`, and never goes upwards. */
export function isSafePath(path: string): boolean {
  return path.split('/').every((part) => !['', '.', '..'].includes(part) && !part.includes('\0'));
}

function parsedJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(where, [`  ${(error as Error).message}`]);
  }
}

function damaged(where: string, problems: readonly string[]): UserError {
  return new UserError(
    `${where} is not valid:\n${problems.join('\n')}\nNothing was imported. Take another copy of the export.`,
    exitCodes.badInput,
  );
}
