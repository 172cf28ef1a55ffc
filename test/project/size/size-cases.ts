import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { ProfileRequest } from '../../../src/kernel/profile.ts';
import type { Board } from '../../../src/project/board.ts';
import { loadBoard, loadBoardText } from '../../../src/project/load-board.ts';
import { rehearse } from '../../../src/project/rehearse/rehearse.ts';
import { sizePools } from '../../../src/project/size/size-pools.ts';
import type { SizedPool, SizeReport, SizeRequest } from '../../../src/project/size/size-report.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { readPlan } from '../../../src/workload/plan/read-plan.ts';

const root = new URL('../../../', import.meta.url);

export function fixture(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

export function fixtureBoard(path: string): Board {
  const { board } = loadBoard(fileURLToPath(new URL(path, root)));
  return board ?? expect.fail(`${path} does not load`);
}

export function boardOf(text: string): Board {
  const { board, problems } = loadBoardText('board.dts', text);
  return board ?? expect.fail(problems.map(({ message }) => message).join('\n'));
}

export type SizeCase = Partial<Omit<SizeRequest, 'board' | 'workload'>> & {
  readonly kernel?: ProfileRequest;
  readonly matrix?: readonly string[];
};

/** `size` of a workload as it is written. */
export function sizeOf(
  board: Board,
  workload: string,
  { kernel, matrix, ...options }: SizeCase = {},
): SizeReport {
  const file = new SourceFile('workload.yaml', workload);
  const { settings, pinned, problems } = readPlan(file, { matrix });
  expect(problems).toEqual([]);
  const boot = kernel === undefined ? undefined : { kernel };
  return sizePools({
    board,
    boot,
    workload: file,
    settings,
    pinned,
    confidence: 0.95,
    mayFallBack: false,
    ...options,
  });
}

export function onlyPool({ pools, none }: SizeReport): SizedPool {
  expect(none).toBeUndefined();
  expect(pools).toHaveLength(1);
  return pools[0] ?? expect.fail('no pool');
}

/** What is printed to paste, behind the board's own text, compiled and run. */
export function passesWith(
  boardText: string,
  report: SizeReport,
  workload: string,
  matrix?: readonly string[],
): boolean {
  const sources = report.pools.filter(({ change }) => change.kind === 'dts').map(({ change }) => change.text);
  const board = boardOf(`${boardText}\n${sources.join('\n')}\n`);
  const file = new SourceFile('workload.yaml', workload);
  return rehearse({ board, workload: { kind: 'text', file }, overrides: { matrix } }).passes;
}

/** A board of 256 MiB with these regions, and these devices below the root. */
export function boardWith(regions: string, devices: string, extra = ''): string {
  return `/dts-v1/;
/ {
  #address-cells = <2>;
  #size-cells = <2>;
  memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x10000000>; };
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${regions} };
  ${devices}
  ${extra}
};
`;
}
