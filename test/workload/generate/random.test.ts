import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Distribution, Sampler } from '../../../src/workload/generate/distribution.ts';
import { exp2, log2 } from '../../../src/workload/generate/exact-logarithm.ts';
import { RandomSource } from '../../../src/workload/generate/random-source.ts';
import { problemsOf, programOf, walked } from './walked.ts';

/** So many numbers of a distribution, sorted. */
function drawn(distribution: Distribution, count = 20_000): readonly number[] {
  const sampler = new Sampler(distribution);
  const source = new RandomSource(1, 2);
  return Array.from({ length: count }, () => sampler.draw(source)).sort((one, other) => one - other);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

describe('RandomSource', () => {
  it('gives the words of sfc32', () => {
    const source = new RandomSource(7, 1);
    expect(Array.from({ length: 4 }, () => source.word())).toEqual([
      3883026957, 1871482743, 293495159, 1387450123,
    ]);
  });

  it('gives numbers below any bound, each as often as the others', () => {
    const source = new RandomSource(3, 0);
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 30_000; draw++) {
      const number = source.below(3);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    for (const bound of [1, 2 ** 32, 2 ** 32 + 1, 2 ** 53]) expect(source.below(bound)).toBeLessThan(bound);
  });
});

describe('logarithms of +, -, × and ÷', () => {
  it('are those of Math up to the last bits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 2 ** 53, noNaN: true }), (value) => {
        expect(Math.abs(log2(value) - Math.log2(value))).toBeLessThan(1e-12);
        expect(Math.abs(exp2(log2(value)) / value - 1)).toBeLessThan(1e-11);
      }),
      { numRuns: 300 },
    );
  });
});

describe('distributions', () => {
  it('stay within their bounds, which they reach', () => {
    for (const kind of ['uniform', 'logUniform'] as const) {
      const values = drawn({ kind, low: 3, high: 9, multiple: 1 });
      expect([values[0], values.at(-1)]).toEqual([3, 9]);
    }
    expect(
      drawn({ kind: 'logUniform', low: 2 ** 53 - 2, high: 2 ** 53 - 1, multiple: 1 }, 100)[0],
    ).toBeGreaterThan(2 ** 53 - 3);
  });

  it('have as many numbers in each doubling, where they are logarithmic', () => {
    const values = drawn({ kind: 'logUniform', low: 4096, high: 16 * 4096 - 1, multiple: 1 });
    for (const doubling of [1, 2, 4, 8]) {
      const inside = values.filter((value) => value >= doubling * 4096 && value < doubling * 2 * 4096);
      expect(Math.abs(inside.length / values.length - 0.25)).toBeLessThan(0.015);
    }
  });

  it('choose by weights', () => {
    const values = drawn({ kind: 'choose', values: [5, 9], sums: [3, 4], multiple: 1 });
    expect(Math.abs(values.filter((value) => value === 5).length / values.length - 0.75)).toBeLessThan(0.015);
  });

  it('have the mean that they are told, and the deviation', () => {
    expect(Math.abs(mean(drawn({ kind: 'geometric', mean: 50, multiple: 1 })) - 50)).toBeLessThan(1.5);
    expect(drawn({ kind: 'geometric', mean: 1, multiple: 1 }, 10).at(-1)).toBe(1);
    const values = drawn({ kind: 'normal', mean: 1000, deviation: 100, multiple: 1 });
    expect(Math.abs(mean(values) - 1000)).toBeLessThan(4);
    expect(Math.abs(Math.sqrt(mean(values.map((value) => (value - 1000) ** 2))) - 100)).toBeLessThan(3);
    expect(drawn({ kind: 'normal', mean: 1, deviation: 100, multiple: 1 })[0]).toBe(1);
  });

  it('are rounded up to a multiple', () => {
    const values = drawn({ kind: 'uniform', low: 1, high: 10_000, multiple: 4096 });
    expect(new Set(values)).toEqual(new Set([4096, 8192, 12_288]));
  });
});

const noise = {
  devices: { camera: 2, display: 1 },
  operations: 2000,
  size: { logUniform: ['4KiB', '1MiB'], multiple: '4KiB' },
  lifetime: { geometric: { mean: 20 } },
  live: 12,
  id: 'noise',
};

describe('random', () => {
  it('is the same to the last operation on every machine', () => {
    const operations = walked(programOf([{ random: { ...noise, seed: 7 } }], 1));
    expect(operations.slice(0, 6)).toMatchInlineSnapshot(`
      [
        "+noise[0] 0:49152",
        "+noise[1] 0:1032192",
        "+noise[2] 1:389120",
        "+noise[3] 0:16384",
        "+noise[4] 0:40960",
        "+noise[5] 1:69632",
      ]
    `);
    expect(hash(operations.join('\n'))).toMatchInlineSnapshot(`"5275808ea317183f"`);
    const others = {
      device: 'camera',
      operations: 2000,
      size: { normal: { mean: '64KiB', deviation: '9KiB' } },
      live: 9,
    };
    expect(hash(walked(programOf([{ random: others }], 1)).join('\n'))).toMatchInlineSnapshot(
      `"ffb0cae6b9a60f4f"`,
    );
  });

  it('is another with another seed, of the step or of the run', () => {
    const kinds = [
      walked(programOf([{ random: { ...noise, seed: 7 } }], 1)),
      walked(programOf([{ random: { ...noise, seed: 8 } }], 1)),
      walked(programOf([{ random: { ...noise, seed: 7 } }], 2)),
      walked(programOf([{ random: noise }], 1)),
    ];
    expect(new Set(kinds.map((operations) => operations.join())).size).toBe(4);
  });

  it('performs as many operations as it says, and frees what is left at its end', () => {
    const operations = walked(
      programOf([{ random: noise }, { alloc: { device: 'camera', size: 1, id: 'last' } }]),
    );
    const allocated = operations.filter((operation) => operation.startsWith('+noise')).length;
    const freed = operations.filter((operation) => operation.startsWith('-noise')).length;
    expect(allocated).toBe(freed);
    expect(operations.at(-1)).toMatch(/^\+last/);
    const kept = walked(programOf([{ random: { ...noise, keep: true } }]));
    expect(kept).toHaveLength(2000);
    expect(operations.slice(0, 2000)).toEqual(kept);
  });

  it('has no more live than it may, and each buffer for its lifetime where it may', () => {
    let live = 0;
    let most = 0;
    for (const operation of walked(programOf([{ random: noise }]))) {
      live += operation.startsWith('+') ? 1 : -1;
      most = Math.max(most, live);
    }
    expect(most).toBe(12);
    const steady = { device: 'camera', operations: 12, size: 4096, lifetime: '3 operations', id: 's' };
    const names = walked(programOf([{ random: steady }])).map((operation) => operation.slice(0, 5));
    expect(names).toEqual([
      ...['+s[0]', '+s[1]', '+s[2]', '-s[0]', '-s[1]', '-s[2]'],
      ...['+s[0]', '+s[1]', '+s[2]', '-s[0]', '-s[1]', '-s[2]'],
    ]);
  });

  it('goes on where it was when it runs again, and lives with what others free', () => {
    const kept = { ...noise, operations: 100, keep: true };
    const steps = [{ repeat: 3, steps: [{ random: kept }] }];
    expect(walked(programOf(steps))).toEqual(walked(programOf([{ random: { ...kept, operations: 300 } }])));
    const cleared = walked(programOf([{ repeat: 30, steps: [{ random: kept }, { free: 'all' }] }]));
    expect(cleared.filter((operation) => operation.startsWith('+')).length * 2).toBe(cleared.length);
  });

  it('takes its turns among actors operation by operation', () => {
    const parallel = [
      { actor: 'noise', steps: [{ random: { ...noise, operations: 4 } }] },
      { actor: 'b', steps: [{ alloc: { device: 'camera', size: 1, id: 'b', count: 4 } }] },
    ];
    const order = walked(programOf([{ parallel }])).map((operation) => operation.slice(1, 2));
    expect(order.slice(0, 7).join('')).toBe('nbnbnbn');
  });

  it('refuses what cannot be: no end of buffers, no device, an id of others, ranges that end before they begin', () => {
    const plain = { device: 'camera', operations: 10, size: 4096 };
    const refusals = [
      [{ random: plain }],
      [{ random: { operations: 10, size: 4096, live: 3 } }],
      [{ random: { ...plain, live: 3, id: 'a' } }, { alloc: { device: 'camera', size: 1, id: 'a' } }],
      [{ random: { ...plain, live: 3, size: { uniform: ['8KiB', '4KiB'] } } }],
      [{ random: { ...plain, live: 3, size: { uniform: [1, 2], choose: [1] } } }],
      [{ random: { ...plain, lifetime: { geometric: { mean: 0 } } } }],
      [{ random: { ...plain, live: 3, size: { uniforn: [1, 2] } } }],
      [{ random: { ...plain, live: 3 }, expect: 'fails' }],
      [{ random: { ...plain, live: 3, operations: 10_000_000 } }],
    ].map((steps) => problemsOf(steps)[0]);
    expect(refusals).toMatchInlineSnapshot(`
      [
        "A \`random\` needs \`lifetime\`, \`live\` or both: without, it would never free.",
        "A \`random\` has either \`device\` or \`devices\`.",
        "Another step allocates under \`a\`: the id of a \`random\` belongs to it alone.",
        "The range ends at 4096, before it begins at 8192.",
        "A distribution has exactly one of \`uniform\`, \`logUniform\`, \`choose\`, \`normal\`, \`geometric\`.",
        "Expected a whole number of operations, at least 1; found \`0\`.",
        "A distribution has no \`uniforn\`.",
        "A \`random\` expects \`any\`, or that so many fail: \`{ fails: 3 }\`.",
        "The workload performs more than 10000000 operations; this step is the one that goes beyond.",
      ]
    `);
  });
});
