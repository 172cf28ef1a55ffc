import type { BootResult } from '../kernel/boot.ts';
import type { Problem } from '../source/problem.ts';
import type { Board } from './board.ts';
import { type BootRequest, bootBoard } from './boot-board.ts';
import { BootExperiments } from './boot-experiments.ts';
import { type BootFact, bootFacts } from './boot-facts.ts';
import { causeFinder, differingBehaviours, type Experiment, type JointCauses } from './find-causes.ts';

/** One thing that is different once the kernel is another. */
export interface BootChange extends Pick<BootFact, 'kind' | 'subject' | 'aspect'> {
  /** Undefined: the older kernel has no such thing. */
  readonly from: string | undefined;
  /** Undefined: the newer kernel has no such thing. */
  readonly to: string | undefined;
  /** Behaviours that make the difference together; of several alternatives each is enough. None: none was found. */
  readonly causes: readonly JointCauses[];
}

/** From one kernel to the next. */
export interface KernelStep {
  readonly from: BootResult;
  readonly to: BootResult;
  /** Changes of what the board's software meets first, then messages. */
  readonly changes: readonly BootChange[];
  /** Boots after which no more was tried to find causes, so that one may be missing; undefined: all was tried. */
  readonly searchStoppedAfter: number | undefined;
}

/** What changes for a board when its kernel changes. */
export interface BootComparison {
  readonly steps: readonly KernelStep[];
  /** Whether no step changes anything but messages. */
  readonly same: boolean;
}

export type BoardComparison =
  | { readonly ok: true; readonly comparison: BootComparison }
  | { readonly ok: false; readonly problem: Problem };

export interface CompareOptions {
  /** Leave messages out: what most boards differ in, and nobody's software meets. */
  readonly withoutMessages?: boolean;
  /** Boots that are tried at most to find causes; by default as many as the board's size allows. */
  readonly mostBoots?: number;
}

/** Boots a board under each of these versions, in their order, and says what changes from one to the next, and why. */
export function compareBoots(
  board: Board,
  versions: readonly string[],
  request: BootRequest = {},
  options: CompareOptions = {},
): BoardComparison {
  const results: BootResult[] = [];
  for (const version of versions) {
    const booted = bootBoard(board, { ...request, kernel: { ...request.kernel, version } });
    if (!booted.ok) return booted;
    results.push(booted.result);
  }

  const steps = results.slice(1).map((to, at): KernelStep => {
    const from = results[at] as BootResult;
    const experiments = experimentsOn(board, versions[at] ?? '', request, from, options);
    const changes = changesBetween(from, to, flippedTo(to, experiments), options);
    return { from, to, changes, searchStoppedAfter: experiments.stoppedAfter };
  });
  const same = steps.every(({ changes }) => changes.every(({ kind }) => kind === 'message'));
  return { ok: true, comparison: { steps, same } };
}

/** The board under its older kernel. */
function experimentsOn(
  board: Board,
  version: string,
  request: BootRequest,
  older: BootResult,
  { mostBoots }: CompareOptions,
): BootExperiments {
  const { arch } = older.kernel.profile;
  return new BootExperiments(board, { ...request, kernel: { ...request.kernel, version, arch } }, mostBoots);
}

/** Behaviours of the newer kernel in the older one. */
function flippedTo(newer: BootResult, experiments: BootExperiments): Experiment {
  return (flipped) => {
    const behaviours = Object.entries(newer.kernel.profile.behaviours);
    return experiments.facts(Object.fromEntries(behaviours.filter(([name]) => flipped.includes(name))));
  };
}

function changesBetween(
  older: BootResult,
  newer: BootResult,
  experiment: Experiment,
  { withoutMessages = false }: CompareOptions,
): readonly BootChange[] {
  const from = bootFacts(older);
  const to = bootFacts(newer);
  const keys = [...new Set([...from.keys(), ...to.keys()])].filter(
    (key) =>
      from.get(key)?.value !== to.get(key)?.value &&
      !(withoutMessages && (from.get(key) ?? to.get(key))?.kind === 'message'),
  );
  if (keys.length === 0) return [];

  const differing = differingBehaviours(older.kernel.profile, newer.kernel.profile);
  const causesOf = causeFinder(differing, to, experiment);
  const changes = keys.map((key): BootChange => {
    const { kind, subject, aspect } = (from.get(key) ?? to.get(key)) as BootFact;
    return {
      kind,
      subject,
      aspect,
      from: from.get(key)?.value,
      to: to.get(key)?.value,
      causes: causesOf(key),
    };
  });
  const isMessage = ({ kind }: BootChange): boolean => kind === 'message';
  return [...changes.filter((change) => !isMessage(change)), ...changes.filter(isMessage)];
}
