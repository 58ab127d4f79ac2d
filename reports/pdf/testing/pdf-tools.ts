import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../../../src/testing/temp-folder.ts';

/** True if poppler and qpdf are installed; without them the tests that read PDFs are not run. */
export const hasPdfTools = ['pdftotext', 'pdffonts', 'qpdf'].every(
  (tool) => spawnSync(tool, ['--version']).error === undefined,
);

/** Returns the text of a PDF, page by page. */
export async function pagesOf(pdf: Uint8Array): Promise<string[]> {
  const text = await toolOutput('pdftotext', pdf, ['-layout'], ['-']);
  return text.split('\f').slice(0, -1);
}

/** Runs a tool on a PDF and returns what it prints. */
export async function toolOutput(
  tool: string,
  pdf: Uint8Array,
  before: string[] = [],
  after: string[] = [],
): Promise<string> {
  const path = join(await tempFolder(), 'it.pdf');
  writeFileSync(path, pdf);
  const { stdout, stderr } = spawnSync(tool, [...before, path, ...after], { encoding: 'utf8' });
  return `${stderr}${stdout}`;
}
