import type { ExportManifest } from './export-format.ts';

/** Renders SHA256SUMS as `sha256sum -c` reads it: all files of an export but itself. */
export function checksumsOf({ files }: ExportManifest, manifestHash: string): string {
  const manifest = { path: 'manifest.json', sha256: manifestHash };
  return [manifest, ...files].map(({ path, sha256 }) => checksumLine(path, sha256)).join('');
}

/** Parses SHA256SUMS into path → hash. */
export function parseChecksums(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, mark, sha256 = '', path = ''] = /^(\\?)([0-9a-f]{64}) {2}(.*)$/.exec(line) ?? [];
      return [mark === '' ? path : unescaped(path), sha256];
    }),
  );
}

function checksumLine(path: string, sha256: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
}

function unescaped(path: string): string {
  return path.replaceAll(/\\(.)/g, (_, char: string) => ({ n: '\n', r: '\r' })[char] ?? char);
}
