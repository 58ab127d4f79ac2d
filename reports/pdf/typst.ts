import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { packageRoot } from '../../src/base/package-root.ts';
import { colours } from '../charts/colours.ts';
import type { PdfPage } from './page.ts';

/** A file that a page shows, by the name that the page gives it. */
export type PageFiles = ReadonlyMap<string, Uint8Array>;

/** A function that typesets a page as PDF/A. The same page is the same bytes, on every machine. */
export type Typeset = (page: PdfPage, files?: PageFiles) => Uint8Array;

let loaded: Promise<Typeset> | undefined;

/** Loads the typesetter and its fonts, once a process. */
export function loadTypst(): Promise<Typeset> {
  loaded ??= typst();
  return loaded;
}

/** Reads the fonts of all texts that others chose. */
export function readRegularFonts(): Buffer[] {
  return ['imbill-sans-regular', 'imbill-sans-latin-regular'].map(readFont);
}

function readFont(name: string): Buffer {
  return readFileSync(join(folder(), 'fonts', `${name}.ttf`));
}

function folder(): string {
  return join(packageRoot(), 'reports', 'pdf');
}

async function typst(): Promise<Typeset> {
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler').catch(
    (cause: unknown) => {
      throw noTypesetter(cause);
    },
  );
  const template = readFileSync(join(folder(), 'document.typ'), 'utf8');
  const compiler = NodeCompiler.create({
    workspace: folder(),
    fontArgs: [{ fontBlobs: [...readRegularFonts(), readFont('imbill-sans-bold')] }],
  });
  return (page, files = new Map()) => {
    for (const [name, bytes] of files) compiler.mapShadow(join(folder(), name), Buffer.from(bytes));
    try {
      return typeset(compiler, template, page);
    } finally {
      compiler.resetShadow();
      // What is kept from the page before is enough to be fast, and memory stays small.
      compiler.evictCache(2);
    }
  };
}

function typeset(compiler: NodeCompiler, template: string, page: PdfPage): Uint8Array {
  const inputs = { page: JSON.stringify({ ...page, colours }) };
  const source = { mainFileContent: template, inputs, resetRead: true };
  try {
    return compiler.pdf(source, { pdfStandard: 'a-2u', pdfTags: false });
  } catch (cause) {
    // Only here, as a compiled document stays in memory until JavaScript collects it.
    const diagnostics = compiler.compile(source).takeDiagnostics();
    const found = diagnostics === null ? [] : compiler.fetchDiagnostics(diagnostics);
    const messages = found.map(({ message }: { message: string }) => message).join('; ');
    throw new UntypesetPage(`${page.title} cannot be typeset: ${messages}`, { cause });
  }
}

/** The typesetter's error, with its messages. */
export class UntypesetPage extends Error {}

function noTypesetter(cause: unknown): UserError {
  return new UserError(
    `There is no PDF typesetter for this machine (${process.platform}-${process.arch}): the package @myriaddreamin/typst-ts-node-compiler cannot be loaded.\nInstall imbill with its optional dependencies, or set documents: { pdf: false } in imbill.yaml.`,
    exitCodes.failed,
    { cause },
  );
}
