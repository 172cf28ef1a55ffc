import { IncludeGraph } from '../project/inputs/include-graph.ts';
import { Project } from '../project/project.ts';
import type { InputPlan, LintPlan } from './lint-plan.ts';

/** A plan of fewer boards. */
export interface NarrowedPlan {
  readonly plan: LintPlan;
  /** Whether a board that was read is one that was asked for; it is given the absolute paths of its files. */
  readonly isAskedFor: (one: InputPlan, files: readonly (string | undefined)[]) => boolean;
}

/**
 * Keeps the boards that may read the files that were asked for. Which do is known when they have been read.
 *
 * @param always boards that are kept whatever they read
 */
export function narrowPlan(
  plan: LintPlan,
  targets: readonly string[],
  always: ReadonlySet<string>,
): NarrowedPlan {
  const project = new Project();
  const graph = new IncludeGraph(project);
  const reaching = new Set<InputPlan>();
  const certain = new Set<InputPlan>();

  for (const group of groupsOf(plan.inputs)) {
    const { args, build } = group.plans[0];
    const { boards, certain: sure } = graph.boardsReaching(group.sources, targets, {
      includeFolders: [...(build?.includeFolders ?? []), ...args.include],
      allowedFolders: args.allow,
    });
    const reached = new Set(boards);
    for (const one of group.plans) {
      const sources = sourcesOf(one);
      const isNamed = one.build === undefined && always.has(one.input);
      if (isNamed || sources.some((source) => reached.has(source))) reaching.add(one);
      if (isNamed || sources.some((source) => sure.has(source))) certain.add(one);
    }
  }

  const wanted = new Set(targets.flatMap((target) => project.files.realPath(target) ?? []));
  return {
    plan: { ...plan, inputs: plan.inputs.filter((one) => reaching.has(one)) },
    isAskedFor: (one, files) =>
      certain.has(one) || files.some((path) => path !== undefined && wanted.has(path)),
  };
}

interface Group {
  readonly plans: readonly [InputPlan, ...InputPlan[]];
  readonly sources: readonly string[];
}

/** Boards that look for includes in the same folders. */
function groupsOf(inputs: readonly InputPlan[]): readonly Group[] {
  const groups = new Map<string, [InputPlan, ...InputPlan[]]>();
  for (const one of inputs) {
    const { args, build } = one;
    const key = [...(build?.includeFolders ?? []), '', ...args.include, '', ...args.allow].join('\n');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()].map((plans) => ({ plans, sources: [...new Set(plans.flatMap(sourcesOf))] }));
}

/** What a board is read from: itself, and what is applied to it. */
function sourcesOf({ input, build, args }: InputPlan): readonly string[] {
  return [input, ...(build?.overlays ?? []), ...args.overlay];
}
