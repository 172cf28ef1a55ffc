import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures, Taken } from './figures.ts';
import { syntheticBoard } from './synthetic-board.ts';
import { inScratch, medianOf, timeLint } from './timing.ts';

/** How linting grows with the boards of a folder: every 16th of them, every 4th, all. */
export function measureBoardGrowth(
  folder: string,
  boards: readonly string[],
  jobs: number,
  figures: Figures,
): void {
  const times = [16, 4, 1].map((step) => {
    const some = boards.filter((_, index) => index % step === 0);
    return timeLint(folder, some, ['--jobs', String(jobs)]);
  });
  figures.remark(growth('boards', boards.length / 16, times));
}

/** The same with the nodes and regions of one board; the largest is measured against the time that a start alone takes. */
export function measureNodeGrowth(nodes: number, regions: number, runs: number, figures: Figures): void {
  inScratch((scratch) => {
    const times = [0, 16, 4, 1].map((part) => {
      const name = `board-${part}.dts`;
      const share = (count: number): number => (part === 0 ? 0 : Math.round(count / part));
      writeFileSync(join(scratch, name), syntheticBoard(share(nodes), share(regions)));
      return medianOf(Array.from({ length: runs }, () => timeLint(scratch, [name])));
    });
    const [start, ...sizes] = times;
    const all = sizes.at(-1);
    if (start === undefined || all === undefined) return;
    figures.add({
      name: `lint ${nodes} nodes, ${regions} regions`,
      ours: all,
      reference: start,
      referenceName: 'an empty board',
    });
    const beyond = sizes.map(({ wallSeconds, cpuSeconds }) => ({
      wallSeconds: wallSeconds - start.wallSeconds,
      cpuSeconds: cpuSeconds - start.cpuSeconds,
    }));
    figures.remark(growth('nodes and regions, beyond the start', nodes / 16, beyond));
  });
}

function growth(what: string, least: number, times: readonly Taken[]): string {
  const [one, four, sixteen] = times.map(({ cpuSeconds }) => cpuSeconds);
  if (one === undefined || four === undefined || sixteen === undefined) return '';
  const ratio = (more: number, less: number): string => (more / less).toFixed(2);
  return `${what}: ${Math.round(least)} take ${one.toFixed(2)} s of CPU; 4 times as many ${ratio(four, one)} times as long, and 4 times those ${ratio(sixteen, four)} times`;
}
