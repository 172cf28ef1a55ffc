import type { BootResult } from '../../kernel/boot.ts';
import type { BootFact } from '../boot-facts.ts';
import { bootFacts, factKey } from '../boot-facts.ts';
import type { BootFactChange, Sides } from './board-diff.ts';
import type { RegionPairs } from './match-regions.ts';

/**
 * What the two boots come to that the trees do not tell by themselves: the outcome, where dynamic regions and areas lie, states,
 * what devices get. The place of a static region is told with the region; messages follow from the rest.
 */
export function bootChanges(
  boots: Sides<BootResult>,
  { pairs, newPathOf }: RegionPairs,
): readonly BootFactChange[] {
  const names = new Map(
    pairs.flatMap(({ old, new: now }) =>
      old === undefined || now === undefined ? [] : [[old.name, now.name] as const],
    ),
  );
  const subjectOf = ({ kind, subject }: BootFact): string => {
    if (kind === 'region') return newPathOf(subject);
    return kind === 'cma' ? (names.get(subject) ?? subject) : subject;
  };
  const before = factsOf(boots.old, subjectOf);
  const after = factsOf(boots.new, ({ subject }) => subject);
  const listed = new Map(pairs.map(({ old, new: now }) => [(now ?? old)?.path ?? '', { old, now }]));

  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key): readonly BootFactChange[] => {
    const [old, now] = [before.get(key), after.get(key)];
    const fact = now ?? old;
    if (fact === undefined || fact.kind === 'message' || old?.value === now?.value) return [];
    const { kind, subject, aspect } = fact;
    const isFailure = isBad(now) && !isBad(old);
    const change = { kind, subject, aspect, from: old?.value, to: now?.value, isFailure };
    if (kind !== 'region' || isFailure) return [change];
    const pair = listed.get(subject);
    // What is new or gone, and where a static region lies, the tree tells.
    if (pair?.old === undefined || pair.now === undefined) return [];
    return aspect === 'place' && pair.now.kind === 'static' ? [] : [change];
  });
}

function factsOf(boot: BootResult, subjectOf: (fact: BootFact) => string): ReadonlyMap<string, BootFact> {
  return new Map(
    [...bootFacts(boot).values()].map((fact) => {
      const subject = subjectOf(fact);
      return [factKey(fact.kind, subject, fact.aspect), { ...fact, subject }];
    }),
  );
}

/** A panic, a region that failed, an area that is not there, a driver that gives up, an entry that was refused. */
function isBad(fact: BootFact | undefined): boolean {
  if (fact === undefined) return false;
  const { kind, aspect, value } = fact;
  switch (kind) {
    case 'outcome':
      return value !== 'boots';
    case 'region':
      return aspect === 'state' ? value.startsWith('failed') : value === 'nowhere';
    case 'cma':
      return value.endsWith('not activated');
    case 'device':
      return aspect === 'driver' ? value !== 'works' : value.startsWith('-');
    default:
      return false;
  }
}
