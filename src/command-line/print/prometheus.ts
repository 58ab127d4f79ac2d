import { visibleLines } from '../../base/visible-characters.ts';
import type { MetricFamily, MetricSample } from '../../jobs/metrics.ts';

/**
 * Renders metrics in the text format of Prometheus, as the textfile collector of the node exporter reads it. A metric
 * without samples is left out.
 *
 * @returns Text that ends with a line feed; empty without samples.
 */
export function renderPrometheus(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [
        `# HELP ${name} ${escapeHelp(help)}\n`,
        `# TYPE ${name} gauge\n`,
        ...samples.map((sample) => `${name}${renderSample(sample)}\n`),
      ].join(''),
    )
    .join('');
}

function renderSample({ labels, value }: MetricSample): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(text)}"`);
  return `${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** Escapes a label's value; characters that could steer a terminal are shown as such first. */
function escapeLabel(text: string): string {
  return escapeHelp(visibleLines(text)).replaceAll('"', '\\"');
}
