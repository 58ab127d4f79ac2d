import type { TextProfile } from './text-profile.ts';

/** Returns the profile of a text from those of its parts. Each part but the last must end in a line feed. */
export function joinProfiles(parts: readonly TextProfile[]): TextProfile {
  const isAny = (key: keyof TextProfile) => parts.some((part) => part[key] === true);
  const sum = (key: 'lines' | 'delimiters') => parts.reduce((total, part) => total + part[key], 0);
  return {
    lines: sum('lines'),
    delimiters: sum('delimiters'),
    hasBlank: isAny('hasBlank'),
    hasQuote: isAny('hasQuote'),
    hasCarriageReturn: isAny('hasCarriageReturn'),
    hasNul: isAny('hasNul'),
    hasSeparatorByte: isAny('hasSeparatorByte'),
    hasEmptyLine: isAny('hasEmptyLine'),
    hasOverlongLine: isAny('hasOverlongLine'),
    hasLongLine: isAny('hasLongLine'),
    hasByteOrderMark: parts[0]?.hasByteOrderMark ?? false,
    hasInnerByteOrderMark:
      isAny('hasInnerByteOrderMark') || parts.slice(1).some((part) => part.hasByteOrderMark),
    isUtf8: parts.every((part) => part.isUtf8),
    isUtf16: parts[0]?.isUtf16 ?? false,
  };
}
