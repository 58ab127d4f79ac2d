import type { Format } from './format.ts';

/** Formats that are written row by row, by name. */
export const streamedFormats = {
  line: async () => (await import('./line-format.ts')).lineFormat(),
  csv: async () => (await import('./csv-format.ts')).csvFormat(),
  json: async () => (await import('./json-format.ts')).jsonFormat(),
  ndjson: async () => (await import('./json-format.ts')).ndjsonFormat(),
  md: async () => (await import('./markdown-format.ts')).markdownFormat(),
  // Loaded only when asked for: the package is large.
  arrow: async () => (await import('./arrow-format.ts')).arrowFormat('file'),
  arrows: async () => (await import('./arrow-format.ts')).arrowFormat('stream'),
} satisfies Record<string, () => Promise<Format>>;
