import { boot } from '../../kernel/boot.ts';
import type { BootedKernel } from '../../kernel/booted-kernel.ts';
import { type KernelProfile, profileFor, versionsOf } from '../../kernel/profile.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';
import { type BootFact, bootFacts } from '../boot-facts.ts';
import { type Cause, differingBehaviours, factorsOf } from '../find-causes.ts';
import type { DecidingBehaviour } from './explanation.ts';

/** Experiments for one node: there are some hundred behaviours and values. */
const mostExperiments = 300;

/**
 * Which behaviours of the kernel decide about a node: the board is booted with each value that another release line has, and
 * where the node's facts then are others, the behaviour is told with them.
 */
export function decidingBehaviours(
  board: Board,
  request: BootRequest,
  kernel: BootedKernel,
  path: string,
): readonly DecidingBehaviour[] {
  const usual = factsOf(board, request, kernel.profile, {}, path);
  const deciding: DecidingBehaviour[] = [];
  for (const { causes, versions, behaviours } of variations(kernel.profile).slice(0, mostExperiments)) {
    const facts = factsOf(board, request, kernel.profile, behaviours, path);
    const otherwise = [...facts]
      .filter(([key, { value }]) => usual.get(key)?.value !== value)
      .map(([, fact]) => told(fact));
    if (otherwise.length > 0) deciding.push({ causes, versions, otherwise });
  }
  return deciding;
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

function factsOf(
  { model }: Board,
  { kernel, machine = {}, hooks = [] }: BootRequest,
  { arch, behaviours: own }: KernelProfile,
  behaviours: Partial<KernelProfile['behaviours']>,
  path: string,
): ReadonlyMap<string, BootFact> {
  const found = profileFor({ ...kernel, arch, behaviours: { ...own, ...behaviours } });
  if (!found.ok) throw new Error(found.problem.message);
  const facts = bootFacts(boot({ model, profile: found.profile, machine, hooks }));
  return new Map([...facts].filter(([, { kind, subject }]) => subject === path || kind === 'outcome'));
}

function told({ kind, aspect, value }: BootFact): string {
  if (kind === 'outcome') return value === 'boots' ? 'the kernel boots' : value;
  if (aspect === 'driver') return `its driver ${value}`;
  if (kind === 'device') return `memory-region ${aspect} gives ${value}`;
  if (aspect === 'place') return value === 'nowhere' ? 'it lies nowhere' : `it lies at ${value}`;
  return `it is ${value}`;
}
