import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline.ts';

describe('sparkline', () => {
  it('is one path, whatever is missing', () => {
    const svg = sparkline([1, undefined, 4, -2]).toString();
    expect(svg.match(/<path/g)).toHaveLength(1);
    // The first is a quarter of the third: 5.5 of 22 units high.
    expect(svg).toContain('d="M15 22V16.5M75 22V0"');
    expect(sparkline([]).toString()).toContain('d=""');
  });
});
