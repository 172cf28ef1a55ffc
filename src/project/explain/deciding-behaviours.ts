import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { type KernelProfile, profileFor, versionsOf } from '../../kernel/profile.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';
import { BootExperiments } from '../boot-experiments.ts';
import type { BootFact, BootFacts } from '../boot-facts.ts';
import { type Cause, differingBehaviours, factorsOf, plainest } from '../find-causes.ts';
import type { DecidingBehaviour } from './explanation.ts';

/**
 * Which behaviours of the kernel decide about a subject of facts (a node's path, an area's name): the board is booted with each value that another release line has, and
 * where its facts then are others, the behaviour is told with them.
 */
export function decidingBehaviours(
  board: Board,
  request: BootRequest,
  kernel: BootedKernel,
  subject: string,
): readonly DecidingBehaviour[] {
  const { arch, behaviours: own } = kernel.profile;
  const experiments = new BootExperiments(board, {
    ...request,
    kernel: { ...request.kernel, arch, behaviours: own },
  });
  const usual = factsAbout(subject, experiments.facts({}));
  const deciding: DecidingBehaviour[] = [];
  for (const { causes, versions, behaviours } of variations(kernel.profile)) {
    const otherwise = [...factsAbout(subject, experiments.facts(behaviours))]
      .filter(([key, { value }]) => usual.get(key)?.value !== value)
      .map(([, fact]) => told(fact));
    if (otherwise.length > 0) deciding.push({ causes, versions, otherwise });
  }
  return withoutRepeats(deciding);
}

/** Of behaviours that the same releases have otherwise, and that come to the same, the plainest. */
function withoutRepeats(deciding: readonly DecidingBehaviour[]): readonly DecidingBehaviour[] {
  const alike = new Map<string, (readonly Cause[])[]>();
  for (const { causes, versions, otherwise } of deciding) {
    const id = JSON.stringify([versions, otherwise]);
    alike.set(id, [...(alike.get(id) ?? []), causes]);
  }
  const told = new Set([...alike.values()].flatMap(plainest));
  return deciding.filter(({ causes }) => told.has(causes));
}

interface Variation {
  readonly causes: readonly Cause[];
  readonly versions: readonly string[];
  readonly behaviours: Partial<KernelProfile['behaviours']>;
}

/** Each behaviour with each value that a release line of the architecture has instead. */
function variations(own: KernelProfile): readonly Variation[] {
  const found = new Map<string, { readonly variation: Variation; readonly versions: string[] }>();
  for (const version of versionsOf(own.arch)) {
    const other = profileFor({ version, arch: own.arch });
    if (!other.ok) continue;
    for (const causes of factorsOf(differingBehaviours(own, other.profile))) {
      const id = causes.map(({ behaviour, to }) => `${behaviour}=${to}`).join();
      const known = found.get(id);
      if (known !== undefined) {
        known.versions.unshift(version);
        continue;
      }
      const names = causes.map(({ behaviour }) => behaviour);
      const behaviours = Object.fromEntries(
        Object.entries(other.profile.behaviours).filter(([name]) => names.includes(name)),
      );
      const versions = [version];
      found.set(id, { variation: { causes, versions, behaviours }, versions });
    }
  }
  return [...found.values()].map(({ variation }) => variation);
}

function factsAbout(wanted: string, facts: BootFacts | undefined): ReadonlyMap<string, BootFact> {
  return new Map(
    [...(facts ?? [])].filter(([, { kind, subject }]) => subject === wanted || kind === 'outcome'),
  );
}

function told({ kind, aspect, value }: BootFact): string {
  if (kind === 'outcome') return value === 'boots' ? 'the kernel boots' : value;
  if (kind === 'cma') return `it is ${value}`;
  if (aspect === 'driver') return `its driver ${value}`;
  if (kind === 'device') return `memory-region ${aspect} gives ${value}`;
  if (aspect === 'place') return value === 'nowhere' ? 'it lies nowhere' : `it lies at ${value}`;
  if (value === 'failed') return 'it fails';
  return value === 'reserved' ? 'it stays reserved, and no hook takes it' : `it is ${value}`;
}
