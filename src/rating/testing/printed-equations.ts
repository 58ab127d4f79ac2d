import type { Rounding } from '../../money/round-amount.ts';
import { type Fraction, fraction, isEqual, minus, plus, round, times } from './fractions.ts';

/** The end of a line's printed arithmetic, and each step of it that is not true. */
export interface EquationCheck {
  problems: string[];
  /** The last number that the text arrives at. */
  end: Fraction | undefined;
}

/** Calculates an explanation again as a reader with a pencil would, from its text alone. */
export function checkEquations(text: string): EquationCheck {
  const problems: string[] = [];
  let end: Fraction | undefined;
  for (const step of stepsOf(text)) {
    const found = resultOf(step, end);
    if (found === undefined) continue;
    if (!isEqual(found.expected, found.printed)) problems.push(step);
    end = found.printed;
  }
  return { problems, end };
}

const number = String.raw`-?\d[\d,]*(?:\.\d+)?(?:/\d[\d,]*)?`;

/** Takes away what is no arithmetic: dates, approximations, and words with a number of their own. */
function stepsOf(text: string): string[] {
  return text
    .replaceAll(/≈ [\d,.]+ \(([\d,/]+)\)/g, '$1')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '')
    .replaceAll(/Daily values of \d+ days? with usage|有用量的 \d+ 天/g, '')
    .replaceAll(/Percentile [\d.]+ of|第 [\d.]+ 百分位/g, '')
    .replaceAll(/From day \d+ of|自本月 \d+ 日起/g, '')
    .replaceAll(/(started|full) blocks? of [\d,]+/g, '')
    .replaceAll(/每 [\d,]+ Mbps计一档/g, '')
    .replaceAll(/step up to [\d,]+:|[\d,]+ 以内档/g, '')
    .replaceAll(/（(?:[^）]*价格|不足[^）]*|最近序位)）/g, '')
    .replaceAll('减去', '− ')
    .replaceAll(/Mbps后为/g, '= ')
    .replaceAll('减免', 'less')
    .replaceAll(/(?<=less [\d.]+)% 后为/g, ' % =')
    .replaceAll(/未超出免费额度 [\d,]+ Mbps，费用为/g, 'included →')
    .replaceAll(/(?<=\d[^，]*)，− /g, ' − ')
    .split(/→(?! (?:rounded|四舍|进一|舍去))|, |，|: /)
    .flatMap((part) => part.split(/(?=→ )/));
}

interface Result {
  expected: Fraction;
  printed: Fraction;
}

function resultOf(step: string, before: Fraction | undefined): Result | undefined {
  const roundedTo = new RegExp(`→ (\\D+)(?:([\\d.]+)\\D+)?(?:\\s|为 )(${number})\\s*$`).exec(step);
  if (step.startsWith('→') && roundedTo !== null) {
    const [, words = '', to = '0.01', printed = ''] = roundedTo;
    return {
      expected: round(before!, { amounts: ruleOf(words), to }),
      printed: fraction(printed),
    };
  }
  const less = new RegExp(`less ([\\d.]+) % = (${number})`).exec(step);
  if (less !== null) {
    const kept = minus(fraction('100'), fraction(less[1]!));
    const hundredth: Fraction = { above: 1n, below: 100n };
    return { expected: times(times(before!, kept), hundredth), printed: fraction(less[2]!) };
  }
  const bound = new RegExp(`(?:imum of|收费) (${number})`).exec(step);
  if (bound !== null) return { expected: fraction(bound[1]!), printed: fraction(bound[1]!) };
  const nothing = /^ ?0\.00$/.exec(step);
  if (nothing !== null) return { expected: fraction('0'), printed: fraction('0') };
  const [left, right] = step.split(/ ?= /);
  if (right === undefined) return undefined;
  return { expected: calculate(left!), printed: fraction(new RegExp(number).exec(right)![0]) };
}

function ruleOf(words: string): Rounding['amounts'] {
  if (/half up|四舍五入/.test(words)) return 'half_up';
  if (/half to even|五成双/.test(words)) return 'half_even';
  return /rounded up|进一/.test(words) ? 'up' : 'down';
}

function calculate(text: string): Fraction {
  const tokens = text.match(new RegExp(`${number}|[×+−()]`, 'g')) ?? [];
  let at = 0;
  const factor = (): Fraction => {
    const token = tokens[at++];
    if (token !== '(') return fraction(token ?? '');
    const inner = sum();
    at++;
    return inner;
  };
  const product = (): Fraction => {
    let value = factor();
    for (; tokens[at] === '×'; ) {
      at++;
      value = times(value, factor());
    }
    return value;
  };
  const sum = (): Fraction => {
    let value = product();
    for (; tokens[at] === '+' || tokens[at] === '−'; )
      value = tokens[at++] === '+' ? plus(value, product()) : minus(value, product());
    return value;
  };
  return sum();
}
