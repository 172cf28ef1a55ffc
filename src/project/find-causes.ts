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

/** Boots the older kernel with some behaviours of the newer one; what that comes to. Undefined: no more is tried. */
export type Experiment = (flipped: readonly string[]) => BootFacts | undefined;

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
  const of = (factors: readonly Factor[]): BootFacts | undefined =>
    experiment(factors.flat().map(({ behaviour }) => behaviour));
  const all = acting(factorsOf(differing), of);
  const singles = all.map((factor) => of([factor]));
  const withouts = new Map<Factor, BootFacts | undefined>();
  const steps: Steps = new Map();

  return (key) => {
    const wanted = newer.get(key)?.value;
    const gives = (facts: BootFacts | undefined): boolean =>
      facts !== undefined && facts.get(key)?.value === wanted;
    const givesWithout = (factor: Factor): boolean => {
      if (!withouts.has(factor)) withouts.set(factor, of(without(all, factor)));
      return gives(withouts.get(factor));
    };

    const alone = all.filter((_, at) => gives(singles[at]));
    if (alone.length === 0) return indispensable(all, of, gives, steps);
    const needed = alone.length === 1 ? [] : alone.filter((factor) => !givesWithout(factor));
    return needed.length > 0 ? needed : plainest(alone);
  };
}

/** Behaviours that change anything, by themselves or among all: most are nothing to a board. */
function acting(
  factors: readonly Factor[],
  of: (factors: readonly Factor[]) => BootFacts | undefined,
): readonly Factor[] {
  const [none, all] = [of([]), of(factors)];
  return factors.filter((factor) => of([factor]) !== none || of(without(factors, factor)) !== all);
}

/**
 * Of behaviours that are each enough, those to be told: one by itself rather than one that comes with another. Where dynamic
 * regions are no longer sorted before they are placed, how they would be sorted is nothing to them.
 */
export function plainest(alone: readonly Factor[]): readonly Factor[] {
  const has = (factor: Factor, name: string): boolean => factor.some(({ behaviour }) => behaviour === name);
  const told = alone.some((factor) => has(factor, 'dynamicOrder'))
    ? alone.filter((factor) => !has(factor, 'sort'))
    : alone;
  const single = told.filter(({ length }) => length === 1);
  return single.length > 0 ? single : told;
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

/** Experiments one behaviour fewer at a time, which many facts share; by whether each could be spared. */
type Steps = Map<string, BootFacts | undefined>;

/** What is left of all once none can be taken away. */
function indispensable(
  all: readonly Factor[],
  of: (factors: readonly Factor[]) => BootFacts | undefined,
  gives: (facts: BootFacts | undefined) => boolean,
  steps: Steps,
): readonly JointCauses[] {
  const tried = (path: string, factors: readonly Factor[]): boolean => {
    if (!steps.has(path)) steps.set(path, of(factors));
    return gives(steps.get(path));
  };
  if (!tried('', all)) return [];

  let needed = all;
  let path = '';
  for (const factor of all) {
    const fewer = without(needed, factor);
    const isSpared = tried(`${path}-`, fewer);
    if (isSpared) needed = fewer;
    path += isSpared ? '-' : '+';
  }
  return [needed.flat()];
}
