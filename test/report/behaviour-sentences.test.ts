import { describe, expect, it } from 'vitest';
import { profileFor, versionsOf } from '../../src/kernel/profile.ts';
import { differingBehaviours } from '../../src/project/find-causes.ts';
import { behaviourSentences } from '../../src/report/behaviour-sentences.ts';

const profiles = ['arm64', 'arm', 'riscv'].flatMap((arch) =>
  versionsOf(arch).flatMap((version) => {
    const found = profileFor({ arch, version });
    return found.ok ? [found.profile] : [];
  }),
);

describe('behaviourSentences', () => {
  it('tells each value of its behaviours', () => {
    const missing = profiles.flatMap((one) =>
      profiles.flatMap((other) =>
        differingBehaviours(one, other).flatMap(({ behaviour, from, to }) => {
          const sentence = behaviourSentences[behaviour];
          if (sentence === undefined) return [];
          return [from, to].filter((value) => sentence.does[value] === undefined);
        }),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('speaks of behaviours only that there are', () => {
    const known = new Set(profiles.flatMap(({ behaviours }) => Object.keys(behaviours)));
    expect(Object.keys(behaviourSentences).filter((name) => !known.has(name))).toEqual([]);
  });
});
