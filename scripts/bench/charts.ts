import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { colours } from '../../reports/styles.ts';
import { needHistory } from './imbill-contenders.ts';
import type { BenchResult, ContenderResult } from './result.ts';
import { roundsInWords } from './result-tables.ts';
import { mediansOf } from './statistics.ts';

/** A bar of a chart. */
interface Bar {
  name: string;
  title: string;
  value: number;
  label: string;
}

const frame = { width: 860, marginLeft: 390, marginRight: 70, marginTop: 34, marginBottom: 6 };
const rowHeight = 26;
const { document } = parseHTML('<!doctype html><html><body></body></html>');

/**
 * Writes a chart of the seconds and one of the peak memory, each as an SVG file of its own, into
 * `folder`. The same result gives the same bytes.
 *
 * @returns Paths of the files.
 */
export async function writeCharts(folder: string, result: BenchResult): Promise<string[]> {
  const { size: sizeName, format } = result.data;
  await mkdir(folder, { recursive: true });
  const charts = { seconds: secondsBars(result), memory: memoryBars(result) };
  const titles = {
    seconds: `Seconds, median of ${roundsInWords(result.rounds)} (size ${sizeName}, ${format})`,
    memory: `Peak memory in MB, whole process tree (size ${sizeName}, ${format})`,
  };
  const written: string[] = [];
  for (const kind of ['seconds', 'memory'] as const) {
    if (charts[kind].length === 0) continue;
    const path = join(folder, chartName(result, kind));
    await writeFile(path, `${barChartSvg(titles[kind], charts[kind])}\n`);
    written.push(path);
  }
  return written;
}

/** Name of a chart's file. */
export function chartName({ data: { size, format } }: BenchResult, kind: string): string {
  return `${size}-${format.replace('.', '-')}-${kind}.svg`;
}

/** What works on other data than the rest, a ledger of many months, is no bar beside them. */
function comparable({ contenders }: BenchResult): ContenderResult[] {
  return contenders.filter(({ name }) => !needHistory.includes(name));
}

function secondsBars(result: BenchResult): Bar[] {
  return comparable(result).flatMap((contender) => {
    const medians = mediansOf(contender);
    if (medians === undefined) return [];
    return [barOf(contender, medians.seconds, medians.seconds.toFixed(2))];
  });
}

function memoryBars(result: BenchResult): Bar[] {
  return comparable(result).flatMap((contender) => {
    const bytes = mediansOf(contender)?.peak_bytes;
    if (typeof bytes !== 'number') return [];
    return [barOf(contender, bytes / 1e6, (bytes / 1e6).toFixed(0))];
  });
}

function barOf({ name, title }: { name: string; title: string }, value: number, label: string) {
  return { name, title, value, label };
}

/** A horizontal bar each, imbill's own marked, as an SVG document that needs no page around it. */
function barChartSvg(title: string, bars: readonly Bar[]): string {
  const titles = new Map(bars.map((bar) => [bar.name, bar.title]));
  const svg = Plot.plot({
    document,
    ...frame,
    height: frame.marginTop + frame.marginBottom + rowHeight * bars.length,
    style: { fontFamily: 'system-ui, sans-serif', fontSize: '12px', background: colours.paper },
    x: { domain: [0, Math.max(...bars.map(({ value }) => value))], axis: null },
    y: { type: 'band', domain: [...titles.keys()], padding: 0.3, label: null },
    marks: [
      Plot.axisY({
        ...{ fill: colours.ink, label: null, tickSize: 0, tickPadding: 8 },
        tickFormat: (name: string) => titles.get(name) ?? name,
      }),
      Plot.barX(bars, {
        ...{ y: 'name', x: 'value' },
        fill: ({ name }: Bar) => (name.startsWith('imbill') ? colours.accent : colours.bar),
      }),
      Plot.ruleX([0], { stroke: colours.axis }),
      Plot.text(bars, {
        ...{ y: 'name', x: 'value', text: 'label', textAnchor: 'start', dx: 6 },
        fill: colours.ink,
      }),
      Plot.text([title], {
        ...{ frameAnchor: 'top-left', dx: 8 - frame.marginLeft, dy: 10 - frame.marginTop },
        ...{ fill: colours.ink, fontWeight: 600, fontSize: 14, textAnchor: 'start' },
      }),
    ],
  });
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return svg.outerHTML;
}
