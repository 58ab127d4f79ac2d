import { describe, expect, it } from 'vitest';
import { regenerate, run, verify } from '../../src/testing/jobs.ts';
import { csv, defaultSources, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';
import type { RunSummary } from '../run-month.ts';

/** `1 Mbps` each minute of a slot of five: 100 in the slot that begins at 10:00 on a day of September 2026. */
function minutes(day: string, mbps: readonly number[] = [100, 100, 100, 100, 100]): string {
  const lines = mbps.map((one, minute) => `2026-09-${day}T10:0${minute}:00+08:00,a1,${one}`);
  return csv(headers.bandwidth, lines);
}

async function billed(
  samples: string,
  files: Record<string, string>,
): Promise<{ folder: string; summary: RunSummary }> {
  const settings = defaultSources.replace('bandwidth: { ', `bandwidth: { ${samples}`);
  const folder = await writeWorkspace({ settings, purchases: ['o1,a1,pro,2026-09-01,1'], files });
  return { folder, summary: await run(folder, '2026-09') };
}

const usageOf = ({ invoices }: RunSummary) =>
  invoices[0]!.lines.find(({ sku }) => sku === 'bandwidth-domestic')?.usage;
const findingsOf = ({ invoices }: RunSummary) =>
  invoices[0]!.findings.map(({ code, message }) => `${code}: ${message}`);

describe('bandwidth lines without a node', () => {
  const next =
    "Say what they are with samples: sum, highest or mean in the source of bandwidth in imbill.yaml, or deliver each node's lines with its node.";

  it('count once in a slot, with one finding an app and month', async () => {
    const { folder, summary } = await billed('', {
      'logs/bandwidth/a.csv': minutes('03', [100, 100, 100]),
      'logs/bandwidth/b.csv': minutes('03', [70, 80]),
      'logs/bandwidth/c.csv': minutes('07'),
    });
    // 100 on the 3rd + 100 on the 7th
    expect(usageOf(summary)).toBe('200');
    expect(findingsOf(summary)).toEqual([
      `bandwidth-samples: Slot 2026-09-03T10:00:00+08:00, domestic, holds 5 lines without a node in 2 files (highest 100 Mbps, sum 450 Mbps); their highest counts, not their sum. ${next} 1 more day has such slots.`,
    ]);
    expect((await verify(folder)).differences).toEqual([]);
    expect((await regenerate(folder)).map(({ differences }) => differences)).toEqual([[]]);
  });

  it.each([
    ['samples: sum, ', '450'],
    ['samples: highest, ', '100'],
    // (100 + 100 + 100 + 70 + 80) / 5
    ['samples: mean, ', '90'],
    ['samples: mean, keep: none, ', '90'],
    ['samples: sum, keep: none, ', '450'],
  ])('are what their source says, without a finding: %s', async (samples, usage) => {
    const { summary } = await billed(samples, {
      'logs/bandwidth/a.csv': minutes('03', [100, 100, 100, 70, 80]),
    });
    expect(usageOf(summary)).toBe(usage);
    expect(findingsOf(summary)).toEqual([]);
  });

  it('have a mean that no decimal holds, and an amount that is rounded once', async () => {
    const { folder, summary } = await billed('samples: mean, ', {
      'logs/bandwidth/a.csv': minutes('03', [1, 1, 2]),
    });
    // 4 / 3 Mbps × 2 = 2.666… → 2.67
    const line = summary.invoices[0]!.lines.find(({ sku }) => sku === 'bandwidth-domestic');
    expect(line?.amount).toBe('2.67');
    expect((await verify(folder)).differences).toEqual([]);
  });

  it.each(['', 'keep: none, '])(
    'add up of themselves where they are byte counts: %s',
    async (keep) => {
      // Five times 750,000,000 bytes × 8 / 300 s = 100 Mbps
      const lines = Array.from(
        { length: 5 },
        (_, minute) => `2026-09-03T10:0${minute}:00+08:00,a1,750000000`,
      );
      const { summary } = await billed(keep, {
        'logs/bandwidth/a.csv': csv('time,app_id,bytes', lines),
      });
      expect(usageOf(summary)).toBe('100');
      expect(findingsOf(summary)).toEqual([
        `bandwidth-samples: Slot 2026-09-03T10:00:00+08:00, domestic, holds 5 lines without a node in 1 file (highest 20 Mbps, sum 100 Mbps); being byte counts they add up. ${next}`,
      ]);
    },
  );

  it('count once where the same line is delivered again, and are told', async () => {
    const line = '2026-09-03T10:00:00+08:00,a1,100';
    const { summary } = await billed('', {
      'logs/bandwidth/a.csv': csv(headers.bandwidth, [line, line]),
    });
    expect(usageOf(summary)).toBe('100');
    expect(findingsOf(summary)).toHaveLength(1);
  });
});
