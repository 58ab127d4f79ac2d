import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { colours } from '../../reports/charts/colours.ts';
import { type LevelBarsFrame, levelBars } from '../../reports/charts/level-bars.ts';
import { group, text } from '../../reports/charts/svg.ts';
import { html } from '../../reports/text/html.ts';
import { needHistory } from './imbill-contenders.ts';
import type { BenchResult, ContenderResult } from './result.ts';
import { countRounds } from './result-tables.ts';
import { cores, serialShare, speedUp } from './speed-up.ts';
import { mediansOf } from './statistics.ts';
import type { ThreadResult } from './thread-result.ts';
import { mostThreads, stageTitles } from './thread-tables.ts';

/** A bar of a chart. */
interface Bar {
  name: string;
  title: string;
  value: number;
  label: string;
}

const frame: LevelBarsFrame = {
  width: 860,
  left: 390,
  right: 70,
  top: 34,
  bottom: 6,
  rowHeight: 26,
  padding: 0.3,
  fontFamily: 'system-ui, sans-serif',
  fontSize: 12,
  labels: 'behind',
};

/**
 * Writes a chart of the seconds and one of the peak memory, each as an SVG file, into `folder`. Equal results give
 * equal bytes.
 *
 * @returns Paths of the files.
 */
export async function writeCharts(folder: string, result: BenchResult): Promise<string[]> {
  const { size: sizeName, format } = result.data;
  await mkdir(folder, { recursive: true });
  const charts = { seconds: secondsBars(result), memory: memoryBars(result) };
  const titles = {
    seconds: `Seconds, median of ${countRounds(result.rounds)} (size ${sizeName}, ${format})`,
    memory: `Peak memory in MB, whole process tree (size ${sizeName}, ${format})`,
  };
  const written: string[] = [];
  for (const kind of ['seconds', 'memory'] as const) {
    if (charts[kind].length === 0) continue;
    const path = join(folder, chartName(result, kind));
    await writeFile(path, `${chartSvg(titles[kind], charts[kind])}\n`);
    written.push(path);
  }
  return written;
}

/** Names a chart's file. */
export function chartName(
  { data: { size, format } }: Pick<BenchResult, 'data'>,
  kind: string,
): string {
  return `${size}-${format.replace('.', '-')}-${kind}.svg`;
}

/** Writes a chart of the speed-up that follows for more cores into `folder`. */
export async function writeThreadChart(folder: string, result: ThreadResult): Promise<void> {
  const bars = mostThreads(result).flatMap(({ name, run }) =>
    cores.map((count) => {
      const factor = speedUp(serialShare(run), count);
      const title = `${stageTitles[name]}; ${count} cores`;
      return { name: 'imbill', title, value: factor, label: `${factor.toFixed(1)} ×` };
    }),
  );
  const { size: sizeName, format } = result.data;
  const title = `Speed-up that follows for more cores (size ${sizeName}, ${format})`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, threadChartName(result)), `${chartSvg(title, bars)}\n`);
}

/** Names the file of the chart of threads. */
export function threadChartName(result: ThreadResult): string {
  return `threads-${chartName(result, 'speed-up')}`;
}

/** Leaves out contenders that work on other data: a ledger of many months. */
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

/** Draws a bar a contender, those of imbill marked, as an SVG file of its own. */
function chartSvg(title: string, bars: readonly Bar[]): string {
  const drawn = bars.map((bar) => ({
    ...bar,
    name: bar.title,
    fill: bar.name.startsWith('imbill') ? colours.accent : colours.bar,
  }));
  const heading = group(html`font-weight="600" font-size="14" fill="${colours.ink}"`, [
    text(8, 16, '0.32em', title),
  ]);
  return levelBars(drawn, frame, heading).toString();
}
