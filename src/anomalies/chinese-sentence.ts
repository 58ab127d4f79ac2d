import type { Anomaly } from '../invoice/anomaly.ts';
import { builtInKinds } from './built-in-kinds.ts';

/**
 * Returns an anomaly's sentence in Chinese. The stored sentence is English; its values are read back from it.
 *
 * @returns Undefined if its kind has no sentence in Chinese, or another version wrote it.
 */
export function chineseSentence({
  code,
  message,
}: Pick<Anomaly, 'code' | 'message'>): string | undefined {
  const kind = builtInKinds().find((one) => one.code === code);
  if (kind?.messageZh === undefined) return undefined;
  const values = patternOf(kind.message).exec(message)?.groups;
  return (
    values && kind.messageZh.replaceAll(/\{(\w+)\}/g, (_, name) => chinese(values[name] ?? ''))
  );
}

/** Builds a pattern that finds the values of a sentence by the names in braces. */
function patternOf(sentence: string): RegExp {
  const parts = sentence
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 1 ? `(?<${part}>.*?)` : escaped(part)));
  return new RegExp(`^${parts.join('')}$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Words and phrases that the queries put into sentences. */
const words: Readonly<Record<string, string>> = {
  logins: '登录',
  bandwidth: '带宽',
  groups: '群组',
  daily: '日汇总',
  domestic: '国内',
  international: '国际',
  users: '位用户',
  slots: '个时段',
};

function chinese(value: string): string {
  return (
    words[value] ??
    value
      .replace(/^on (\S+)$/, '在 $1 ')
      .replace(/^from (\S+) to (\S+), (\d+) days$/, '自 $1 至 $2（$3 天）')
  );
}
