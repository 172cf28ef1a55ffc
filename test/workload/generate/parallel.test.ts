import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LifetimeCalendar } from '../../../src/workload/generate/lifetime-calendar.ts';
import { type ModelActor, type ModelStep, NaiveTurns } from './naive-turns.ts';
import { problemsOf, relatedOf, walkedNames } from './walked.ts';

const alloc = (id: string, count = 1): object => ({ alloc: { device: 'camera', size: 4096, id, count } });

/** Letters of the ids, in order: who had the turns. */
function turns(...steps: readonly object[]): string {
  return walkedNames(steps)
    .map((name) => name.slice(1, 2))
    .join('');
}

describe('parallel', () => {
  it('gives each actor one operation a turn, in the order in which they are written', () => {
    expect(
      turns({
        parallel: [
          { actor: 'a', steps: [alloc('a', 3)] },
          { actor: 'b', steps: [alloc('b', 3)] },
        ],
      }),
    ).toBe('ababab');
  });

  it('gives an actor as many operations a turn as `per` says, across its steps', () => {
    const a = { actor: 'a', per: 2, steps: [alloc('a'), alloc('a', 2), alloc('a')] };
    expect(turns({ parallel: [a, { actor: 'b', steps: [alloc('b', 3)] }] })).toBe('aabaabb');
  });

  it('lets an actor wait for as many rounds as `start` says, and nobody wait for nothing', () => {
    const b = { actor: 'b', start: 2, steps: [alloc('b', 2)] };
    const c = { actor: 'c', start: 9, steps: [alloc('c')] };
    expect(turns({ parallel: [{ actor: 'a', steps: [alloc('a', 3)] }, b, c] })).toBe('aaabbc');
  });

  it('goes through the loops of each actor, and of several in one another', () => {
    const loop = (id: string, times: number): object => ({
      repeat: times,
      steps: [alloc(id), { repeat: 2, steps: [alloc(id.toUpperCase())] }, { free: id.toUpperCase() }],
    });
    const parallel = [
      { actor: 'a', steps: [loop('a', 2)] },
      { actor: 'b', steps: [loop('b', 1)] },
    ];
    expect(turns({ parallel })).toBe('abABABABABaAAAA');
  });

  it('counts each buffer of a free as an operation', () => {
    const parallel = [
      { actor: 'a', steps: [{ free: 'a' }] },
      { actor: 'b', steps: [{ free: ['b[0]', 'b[1..2]'] }] },
    ];
    expect(turns(alloc('a', 2), alloc('b', 3), { parallel })).toBe('aabbbababb');
  });

  it('gives the actors of an actor the turns of that actor', () => {
    const inner = {
      parallel: [
        { actor: 'x', steps: [alloc('x', 2)] },
        { actor: 'y', steps: [alloc('y', 2)] },
      ],
    };
    const parallel = [
      { actor: 'a', steps: [inner, alloc('a')] },
      { actor: 'b', steps: [alloc('b', 4)] },
    ];
    expect(turns({ parallel })).toBe('xbybxbyba');
  });

  it('refuses a free of what another actor has freed by then', () => {
    const parallel = [
      { actor: 'a', steps: [{ free: 'f' }] },
      { actor: 'b', steps: [{ free: 'f[1]' }] },
    ];
    expect(problemsOf([alloc('f', 2), { parallel }])).toEqual([]);
    const late = [
      { actor: 'a', steps: [{ free: 'f' }] },
      { actor: 'b', start: 2, steps: [{ free: 'f[1]' }] },
    ];
    expect(problemsOf([alloc('f', 2), { parallel: late }])).toEqual([
      '`f[1]` is freed but not live: it was freed before, or has no such number.',
    ]);
  });

  it('refuses two actors of one name, more nesting than there may be, and a misspelt key', () => {
    const two = [
      { actor: 'a', steps: [alloc('a')] },
      { actor: 'a', steps: [alloc('b')] },
    ];
    expect(problemsOf([{ parallel: two }])).toEqual(['There are two actors `a` here.']);
    const nested = (depth: number): object =>
      depth === 0 ? alloc('a') : { parallel: [{ actor: 'n', steps: [nested(depth - 1)] }] };
    expect(problemsOf([nested(17)])).toEqual(['Steps nest at most 16 deep.']);
    expect(problemsOf([{ parallel: [{ actor: 'a', pre: 2, steps: [alloc('a')] }] }])).toEqual([
      'An actor has no `pre`.',
    ]);
    expect(problemsOf([{ parallel: [{ actor: 'a', per: 0, steps: [alloc('a')] }] }])).toEqual([
      'Expected at least 1; found `0`.',
    ]);
  });
});

describe('lifetime, and all together', () => {
  const live = (lifetime: string, id = 'a'): object => ({
    alloc: { device: 'camera', size: 4096, id, lifetime },
  });

  it('frees at the end of the last of so many rounds, the round of the allocation being the first', () => {
    expect(walkedNames([{ repeat: 4, steps: [live('2 rounds')] }])).toEqual([
      ...['+a[0]', '+a[1]', '-a[0]', '+a[2]', '-a[1]', '+a[3]', '-a[2]', '-a[3]'],
    ]);
  });

  it('frees what is left when the loop ends, oldest first', () => {
    expect(walkedNames([{ repeat: 3, steps: [live('9 rounds')] }, alloc('b')])).toEqual([
      ...['+a[0]', '+a[1]', '+a[2]', '-a[0]', '-a[1]', '-a[2]', '+b[0]'],
    ]);
  });

  it('frees after so many further operations of its own actor, which the frees by themselves are not', () => {
    const parallel = [
      { actor: 'a', steps: [live('1 operations'), live('2 operations'), alloc('c', 3)] },
      { actor: 'b', steps: [alloc('b', 3)] },
    ];
    expect(walkedNames([{ parallel }])).toEqual([
      ...['+a[0]', '+b[0]', '+a[1]', '-a[0]', '+b[1]', '+c[0]', '+b[2]', '+c[1]', '-a[1]', '+c[2]'],
    ]);
  });

  it('frees at the end of its phase, and does not free again what was freed', () => {
    expect(
      walkedNames([
        { phase: 'call', steps: [live('phase'), live('phase', 'b'), { free: 'a' }, alloc('c')] },
        alloc('d'),
      ]),
    ).toEqual(['+a[0]', '+b[0]', '-a[0]', '+c[0]', '-b[0]', '+d[0]']);
  });

  it('refuses to free by a step what frees itself before', () => {
    const steps = [{ repeat: 2, steps: [live('1 rounds')] }, { free: 'a' }];
    expect(problemsOf(steps)).toEqual(['`a` is freed but not live: it was freed before.']);
    expect(relatedOf(steps)).toEqual(['`a` is allocated here', '`a` frees itself: this is its lifetime']);
  });

  it('refuses rounds outside a loop, `phase` outside a phase, and what is no lifetime', () => {
    expect(problemsOf([live('2 rounds')])).toEqual([
      'A lifetime in rounds needs a `repeat` around its step.',
    ]);
    expect(problemsOf([live('phase')])).toEqual(['The lifetime `phase` needs a `phase` around its step.']);
    expect(problemsOf([{ repeat: 2, steps: [live('0 rounds')] }])).toEqual([
      'A lifetime is at least 1 round or operation; found `0 rounds`.',
    ]);
    expect(problemsOf([live('2 frames')])).toEqual([
      'Expected `2 rounds`, `20 operations` or `phase`; found `2 frames`.',
    ]);
  });

  it('forgets the lifetimes of what steps free before, and no others', () => {
    const calendar = new LifetimeCalendar((slot) => slot === 0);
    for (let serial = 1; serial <= 600_000; serial++) calendar.add(9, serial % 100_000, serial, serial);
    const expired: number[] = [];
    let kept = 0;
    calendar.close((_instruction, slot, serial) => {
      kept++;
      if (slot === 0) expired.push(serial);
    });
    expect(kept).toBe(100_005);
    expect(expired).toEqual([100_000, 200_000, 300_000, 400_000, 500_000, 600_000]);
  });

  it('does, in turns and loops of all kinds, what a model does that counts for each buffer by itself', () => {
    fc.assert(
      fc.property(modelSteps(3, false, false), (steps) => {
        expect(walkedNames(steps.map(written))).toEqual(new NaiveTurns().run(steps));
      }),
      { numRuns: 60 },
    );
  });
});

/** Steps of the model; lifetimes only where there is a loop or a phase for them. */
function modelSteps(depth: number, inLoop: boolean, inPhase: boolean): fc.Arbitrary<readonly ModelStep[]> {
  return fc.array(modelStep(depth, inLoop, inPhase), { minLength: 1, maxLength: 3 });
}

function modelStep(depth: number, inLoop: boolean, inPhase: boolean): fc.Arbitrary<ModelStep> {
  const count = fc.integer({ min: 1, max: 5 });
  const lifetimes = [
    fc.constant(undefined),
    count.map((number) => ({ kind: 'operations', count: number }) as const),
    ...(inLoop ? [count.map((number) => ({ kind: 'rounds', count: number }) as const)] : []),
    ...(inPhase ? [fc.constant({ kind: 'phase' } as const)] : []),
  ];
  const made = fc.record({
    kind: fc.constant('alloc' as const),
    id: fc.constantFrom('a', 'b', 'c'),
    count: fc.integer({ min: 1, max: 3 }),
    lifetime: fc.oneof(...lifetimes),
  });
  const plain = fc.oneof(
    { weight: 5, arbitrary: made },
    { weight: 1, arbitrary: fc.constant({ kind: 'freeAll' as const }) },
  );
  if (depth === 0) return plain;
  const actor: fc.Arbitrary<ModelActor> = fc.record({
    per: fc.integer({ min: 1, max: 3 }),
    start: fc.integer({ min: 0, max: 4 }),
    steps: modelSteps(depth - 1, inLoop, inPhase),
  });
  return fc.oneof(
    { weight: 3, arbitrary: plain },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('repeat' as const),
        times: fc.integer({ min: 1, max: 4 }),
        steps: modelSteps(depth - 1, true, inPhase),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('phase' as const),
        steps: modelSteps(depth - 1, inLoop, true),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('parallel' as const),
        actors: fc.array(actor, { minLength: 1, maxLength: 3 }),
      }),
    },
  );
}

function written(step: ModelStep): object {
  if (step.kind === 'freeAll') return { free: 'all' };
  if (step.kind === 'repeat') return { repeat: step.times, steps: step.steps.map(written) };
  if (step.kind === 'phase') return { phase: 'p', steps: step.steps.map(written) };
  if (step.kind === 'parallel') {
    const actors = step.actors.map(({ per, start, steps }, index) => ({
      actor: `actor ${index}`,
      per,
      start,
      steps: steps.map(written),
    }));
    return { parallel: actors };
  }
  const { id, count, lifetime } = step;
  const text =
    lifetime === undefined
      ? undefined
      : lifetime.kind === 'phase'
        ? 'phase'
        : `${lifetime.count} ${lifetime.kind}`;
  return {
    alloc: { device: 'camera', size: 4096, id, count, ...(text === undefined ? {} : { lifetime: text }) },
  };
}
