import { describe, expect, it } from 'vitest';
import { type ColourChoice, hasColour } from './paint.ts';

describe('hasColour', () => {
  it.each<[ColourChoice, boolean, NodeJS.ProcessEnv, boolean]>([
    ['auto', true, {}, true],
    ['auto', false, {}, false],
    ['auto', true, { NO_COLOR: '1' }, false],
    ['auto', true, { NO_COLOR: '' }, true],
    ['auto', true, { TERM: 'dumb' }, false],
    ['auto', false, { FORCE_COLOR: '1' }, true],
    ['auto', true, { FORCE_COLOR: '0' }, false],
    ['always', false, { NO_COLOR: '1' }, true],
    ['never', true, { FORCE_COLOR: '1' }, false],
  ])('--color %s, terminal %s, %j: %s', (choice, isTerminal, environment, expected) => {
    expect(hasColour(choice, isTerminal, environment)).toBe(expected);
  });
});
