import { describe, expect, it } from 'vitest';
import { planMemory } from './memory-plan.ts';

describe('planMemory', () => {
  it.each([
    [256, 8, { workers: 1, worker: 76, warehouse: 256 }],
    [400, 2, { workers: 2, worker: 110, warehouse: 256 }],
    [640, 2, { workers: 2, worker: 230, warehouse: 256 }],
    [640, 1, { workers: 1, worker: 460, warehouse: 256 }],
    [4096, 16, { workers: 16, worker: 244, warehouse: 1024 }],
    [4096, 32, { workers: 32, worker: 122, warehouse: 1024 }],
    [1024, 64, { workers: 8, worker: 105, warehouse: 256 }],
  ])('shares %i MB out among at most %i threads', (megabytes, threads, plan) => {
    expect(planMemory(megabytes, threads)).toEqual(plan);
  });

  it('never shares out more than there is', () => {
    for (let megabytes = 280; megabytes < 5000; megabytes += 37)
      for (const threads of [1, 2, 3, 8, 64]) {
        const { workers, worker } = planMemory(megabytes, threads);
        expect(workers * worker).toBeLessThanOrEqual(megabytes - 180);
        expect(worker).toBeGreaterThanOrEqual(96);
      }
  });
});
