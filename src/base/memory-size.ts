/** Megabytes of a size such as `512MB` or `2GB`, or undefined where the text is none, or below `smallest`. */
export function parseMegabytes(text: string, smallest: number): number | undefined {
  const [, digits, unit] = /^([1-9]\d{0,6})(MB|GB|MiB|GiB)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const megabytes = Number(digits) * (/^g/i.test(unit!) ? 1024 : 1);
  return megabytes < smallest ? undefined : megabytes;
}

/** A size as messages say it: `512 MB`, `2 GB`. */
export function megabytesText(megabytes: number): string {
  return megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}
