import type { PageContext } from './page-context.ts';

/** Returns the texts of the page's script; it puts values at `{name}`. */
export function sqlWords(
  { mostRows, longestValue }: { mostRows: number; longestValue: number },
  { say, language }: PageContext,
): Record<string, string> {
  const number = new Intl.NumberFormat(language);
  const [rows, length] = [number.format(mostRows), number.format(longestValue)];
  return {
    editor: say('SQL 查询。Ctrl+Enter 运行', 'SQL query. Ctrl+Enter runs it'),
    place: say('第 {first}–{last} 行，共 {all} 行', 'Rows {first}–{last} of {all}'),
    running: say('正在运行…', 'Running…'),
    stopped: say('已停止。', 'Stopped.'),
    rowCount: say('{rows} 行，{time} 秒', '{rows} rows in {time} s'),
    oneRow: say('1 行，{time} 秒', '1 row in {time} s'),
    noRows: say('没有行，{time} 秒', 'No rows, in {time} s'),
    hasMore: say(
      `后面还有行：此处最多显示 ${rows} 行或约 4 MB，CSV 含全部行。`,
      `There are more rows. This page shows at most ${rows} or about 4 MB; the CSV has all.`,
    ),
    hasCutValues: say(
      `超过 ${length} 个字符的值在此被截断，CSV 中完整。`,
      `Values longer than ${length} characters are cut here. The CSV has them in full.`,
    ),
    saved: say('已保存 query.csv。', 'Saved as query.csv.'),
    copied: say('链接已复制。', 'The link is copied.'),
    noAnswer: say(
      '服务器没有应答：imbill serve 可能已结束。',
      'The server does not answer: imbill serve may have ended.',
    ),
    brokenOff: say(
      '查询中途失败，未保存任何文件。在上方运行可看到原因。',
      'The query failed and nothing was saved. Run it above to see the reason.',
    ),
    noChart: say('没有可绘制的数值。', 'There is no number to draw.'),
    chartOf: say('{y}，按 {x}', '{y} by {x}'),
    parameter: say('参数 {name}', 'Parameter {name}'),
  };
}
