import { describe, expect, it } from 'vitest';
import { orderViews } from './order-views.ts';

const view = (name: string, ...reads: string[]) => ({ name, reads });
const namesOf = (views: readonly { name: string }[]) => views.map(({ name }) => name).join(' ');

function orderOf(...views: ReturnType<typeof view>[]) {
  const { ordered, cycles } = orderViews(views);
  return { ordered: namesOf(ordered), cycles: cycles.map(namesOf) };
}

describe('orderViews', () => {
  it('puts each after all that it reads, and leaves the rest as given', () => {
    expect(
      orderOf(view('a', 'C', 'daily_usage'), view('b'), view('c', 'd', 'b', 'b'), view('d')),
    ).toEqual({ ordered: 'd b c a', cycles: [] });
  });

  it('finds circles, also of one, and keeps those that read them', () => {
    expect(
      orderOf(view('a', 'b'), view('b', 'c'), view('c', 'b'), view('d', 'D'), view('e')),
    ).toEqual({ ordered: 'a e', cycles: ['b c b', 'd d'] });
  });

  it('finds circles that share a view', () => {
    expect(orderOf(view('a', 'b', 'c'), view('b', 'a'), view('c', 'a'))).toEqual({
      ordered: '',
      cycles: ['a b a', 'a c a'],
    });
  });

  it('is quick where many read many', () => {
    const names = Array.from({ length: 400 }, (_, index) => `m${index}`);
    const views = names.map((name, index) => view(name, ...names.slice(index + 1)));
    expect(orderViews(views).ordered).toHaveLength(400);
  });
});
