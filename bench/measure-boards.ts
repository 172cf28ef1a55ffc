import type { Figures } from './figures.ts';
import { inScratch, medianOf, missingTools, timeCompile, timeLint, timeReference } from './timing.ts';

const referenceName = 'cpp | dtc';

export interface BoardsRequest {
  /** An unpacked devicetree-rebasing layout, or any folder that the paths of boards are from. */
  readonly folder: string;
  readonly boards: readonly string[];
  /** Measured alone. */
  readonly cold: string;
  /** Some of the boards. */
  readonly few: readonly string[];
  readonly runs: { readonly cold: number; readonly few: number; readonly all: number };
  /** Processes of the reference, and threads of carveout. */
  readonly jobs: number;
}

/**
 * Linting against cpp and dtc over the same boards: one, some, all, and all again with a cache. The two take turns, so that both
 * see the same machine.
 */
export function measureBoards(request: BoardsRequest, figures: Figures): void {
  const missing = missingTools();
  if (missing.length > 0) {
    figures.miss(
      `boards: ${missing.join(' and ')} are not on the PATH, and carveout is measured against them.`,
    );
    return;
  }
  const { folder, cold, few, boards, runs, jobs } = request;
  measure(`lint ${cold}, cold`, { ...request, boards: [cold], jobs: 1 }, runs.cold, figures);
  measure(`lint ${few.length} boards`, { ...request, boards: few }, runs.few, figures);
  if (runs.all > 0) measureAll(request, figures);

  const compiled = timeReference(folder, few, 1);
  figures.add({
    name: `compile ${few.length} boards, one core`,
    ours: timeCompile(folder, few),
    reference: compiled,
    referenceName,
  });
  if (boards.length > 0 && jobs > 1) figures.remark(`Where several boards are given, on ${jobs} cores.`);
}

function measure(
  name: string,
  { folder, boards, jobs }: Pick<BoardsRequest, 'folder' | 'boards' | 'jobs'>,
  runs: number,
  figures: Figures,
): void {
  const rounds = Array.from({ length: runs }, () => ({
    reference: timeReference(folder, boards, jobs),
    ours: timeLint(folder, boards, ['--jobs', String(jobs)]),
  }));
  figures.add({
    name,
    ours: medianOf(rounds.map(({ ours }) => ours)),
    reference: medianOf(rounds.map(({ reference }) => reference)),
    referenceName,
  });
}

/** All boards, without a cache, with an empty one and with a full one. */
function measureAll({ folder, boards, jobs, runs }: BoardsRequest, figures: Figures): void {
  const options = ['--jobs', String(jobs)];
  const rounds = Array.from({ length: runs.all }, () =>
    inScratch((scratch) => {
      const cached = [...options, '--cache', '--cache-location', scratch];
      return {
        reference: timeReference(folder, boards, jobs),
        plain: timeLint(folder, boards, options),
        first: timeLint(folder, boards, cached),
        second: timeLint(folder, boards, cached),
      };
    }),
  );
  const reference = medianOf(rounds.map((round) => round.reference));
  for (const [kind, name] of [
    ['plain', ''],
    ['first', ', filling a cache'],
    ['second', ', from the cache'],
  ] as const) {
    const ours = medianOf(rounds.map((round) => round[kind]));
    figures.add({ name: `lint ${boards.length} boards${name}`, ours, reference, referenceName });
  }
  const refused = rounds[0]?.reference.refused ?? [];
  if (refused.length > 0)
    figures.remark(`cpp or dtc refused ${refused.length} boards: ${refused.slice(0, 3).join(', ')} …`);
}
