// Builds the editor of the SQL box: one module that holds CodeMirror. A browser loads it from this machine alone.
import { build } from 'rolldown';

/**
 * Builds the editor.
 *
 * @returns Content by name, and the ids of all modules in it.
 */
export async function buildEditor() {
  const { output } = await build({
    input: 'reports/web/editor/sql-editor.mjs',
    platform: 'browser',
    write: false,
    output: { format: 'esm', codeSplitting: false, minify: true },
  });
  const [{ code, moduleIds }] = output;
  return { files: new Map([['web/sql-editor.mjs', code]]), moduleIds };
}
