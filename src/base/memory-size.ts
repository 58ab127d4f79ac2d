/** Parses a size such as `512MB` or `2GB` into megabytes. Undefined if the text is none, or less than `smallest`. */
export function parseMegabytes(text: string, smallest: number): number | undefined {
  const [, digits, unit] = /^([1-9]\d{0,6})(MB|GB|MiB|GiB)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const megabytes = Number(digits) * (/^g/i.test(unit!) ? 1024 : 1);
  return megabytes < smallest ? undefined : megabytes;
}

/** Renders a size for messages: `512 MB`, `2 GB`. */
export function megabytesText(megabytes: number): string {
  return megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}

/** Returns the memory of a run where `memory:` says nothing: a quarter of the machine's, 600 MB to 4 GB. */
export function defaultRunMegabytes(machineBytes: number): number {
  const quarter = Math.floor(machineBytes / 4 / 1024 ** 2);
  return Math.max(600, Math.min(4096, quarter));
}
