/** A line of the text format of Prometheus, parsed. */
export interface ParsedSample {
  name: string;
  labels: Record<string, string>;
  value: string;
}

const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const sampleLine = new RegExp(
  String.raw`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(${label}(?:,${label})*)?\})? (-?\d+(?:\.\d+)?)$`,
);

/**
 * Parses metrics by the rules of the format: lines end with a line feed, each family is together with its help and
 * type first, and no sample comes twice.
 *
 * @throws {Error} At the first line that breaks a rule.
 */
export function parseMetrics(text: string): ParsedSample[] {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const samples: ParsedSample[] = [];
  const [helped, typed, seen] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (helped.has(name)) throw new Error(`The family comes twice: ${line}`);
      if (!/^(?:[^\\]|\\[\\n])*$/.test(rest)) throw new Error(`An unknown escape: ${line}`);
      helped.add(name);
      family = name;
    } else if (kind === 'TYPE') {
      if (family !== name || typed.has(name)) throw new Error(`The type is elsewhere: ${line}`);
      if (!['gauge', 'counter'].includes(rest)) throw new Error(`An unknown type: ${line}`);
      typed.add(name);
    } else {
      const sample = parseSample(line);
      if (sample.name !== family || !typed.has(family))
        throw new Error(`The sample is not with its family: ${line}`);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(key)) throw new Error(`The sample comes twice: ${line}`);
      seen.add(key);
      samples.push(sample);
    }
  }
  return samples;
}

function parseSample(line: string): ParsedSample {
  const [, name, labels = '', value] = sampleLine.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`No sample: ${line}`);
  const pairs = labels.match(new RegExp(label, 'g')) ?? [];
  return {
    name,
    value,
    labels: Object.fromEntries(
      pairs.map((pair) => {
        const at = pair.indexOf('=');
        const escapes: Record<string, string> = { '\\n': '\n', '\\\\': '\\', '\\"': '"' };
        const text = pair.slice(at + 2, -1).replaceAll(/\\[n\\"]/g, (found) => escapes[found]!);
        return [pair.slice(0, at), text];
      }),
    ),
  };
}
