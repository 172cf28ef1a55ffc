import type { KernelProfile } from '../kernel/profile.ts';
import { behaviourTexts } from '../kernel/profiles/behaviour-texts.ts';
import type { BootFacts } from './boot-facts.ts';

/** A behaviour that differs between two kernels. */
export interface Cause {
  readonly behaviour: string;
  /** What it is about, in a sentence. */
  readonly about: string;
  readonly from: string;
  readonly to: string;
}

/** Boots the older kernel with some behaviours of the newer one; what that comes to. */
export type Experiment = (flipped: readonly string[]) => BootFacts;

/** Behaviours in which two kernels differ, in the table's order. */
export function differingBehaviours(older: KernelProfile, newer: KernelProfile): readonly Cause[] {
  const from: Readonly<Record<string, unknown>> = { ...older.behaviours };
  return Object.entries(newer.behaviours).flatMap(([behaviour, value]) => {
    if (from[behaviour] === value) return [];
    const about = behaviourTexts[behaviour] ?? '';
    return [{ behaviour, about, from: shown(from[behaviour]), to: shown(value) }];
  });
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value).trim();
}

/** Behaviours that make a difference together. */
export type JointCauses = readonly Cause[];

/** Which behaviours make one fact different; of several alternatives each is enough. None where none was found. */
export type CauseFinder = (key: string) => readonly JointCauses[];

/** Behaviours that change at once. */
type Factor = readonly Cause[];

/** Halves of one change to the kernel: with only one of them a kernel would do what none ever did. */
const inseparable: readonly (readonly string[])[] = [
  ['dynamicOrder', 'staticSetup'],
  ['nextHookAfter', 'hookRefusal'],
];

/** Experiments for one pair of kernels, and facts of all of them: beyond that a cause is not looked for. */
const mostExperiments = 600;
const fewestExperiments = 100;
const mostFacts = 600_000;

/**
 * Finds causes by experiment: the older kernel is booted with single behaviours of the newer one. One that is enough by itself
 * to give the newer kernel's answer is the cause, and if several are, those without which the newer kernel answers otherwise;
 * where none is, behaviours are taken away from all until no further one can be spared. None found: configuration and not
 * behaviour makes the difference.
 */
export function causeFinder(
  differing: readonly Cause[],
  newer: BootFacts,
  experiment: Experiment,
): CauseFinder {
  const all = factorsOf(differing);
  const known = new Map<string, BootFacts>();
  const affordable = Math.max(fewestExperiments, Math.floor(mostFacts / (newer.size + 1)));
  const most = Math.min(mostExperiments, affordable);
  const tried = (factors: readonly Factor[]): BootFacts | undefined => {
    const names = factors.flat().map(({ behaviour }) => behaviour);
    const id = names.join();
    const before = known.get(id);
    if (before !== undefined || known.size >= most) return before;
    const facts = experiment(names);
    known.set(id, facts);
    return facts;
  };

  return (key) => {
    const wanted = newer.get(key)?.value;
    const gives = (factors: readonly Factor[]): boolean => {
      const facts = tried(factors);
      return facts !== undefined && facts.get(key)?.value === wanted;
    };
    const alone = all.filter((factor) => gives([factor]));
    if (alone.length === 0) return gives(all) ? [indispensable(all, gives).flat()] : [];
    const needed = alone.length === 1 ? [] : alone.filter((factor) => !gives(without(all, factor)));
    return needed.length > 0 ? needed : alone;
  };
}

/** Behaviours, those together that change together. */
export function factorsOf(differing: readonly Cause[]): readonly Factor[] {
  const partners = ({ behaviour }: Cause): readonly string[] =>
    inseparable.find((some) => some.includes(behaviour)) ?? [behaviour];
  const factors = new Map<string, Cause[]>();
  for (const cause of differing) {
    const id = partners(cause).join();
    factors.set(id, [...(factors.get(id) ?? []), cause]);
  }
  return [...factors.values()];
}

function without(factors: readonly Factor[], factor: Factor): readonly Factor[] {
  return factors.filter((one) => one !== factor);
}

/** What is left of all once none can be taken away. */
function indispensable(
  all: readonly Factor[],
  gives: (factors: readonly Factor[]) => boolean,
): readonly Factor[] {
  let needed = all;
  for (const factor of all) {
    const fewer = without(needed, factor);
    if (gives(fewer)) needed = fewer;
  }
  return needed;
}
