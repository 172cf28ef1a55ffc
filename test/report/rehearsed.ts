import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { BootedKernel } from '../../src/kernel/booted-kernel.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import type { Rehearsal } from '../../src/project/rehearse/rehearsal.ts';
import { rehearse } from '../../src/project/rehearse/rehearse.ts';
import { placementLine, profileLine } from '../../src/report/kernel-line.ts';
import { runHtml } from '../../src/report/run-html/run-html.ts';
import type { RecordOf } from '../../src/report/run-picture.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { HistoryKeeper } from '../../src/workload/history/history-keeper.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);

export interface Rehearsed {
  readonly rehearsal: Rehearsal;
  readonly recordOf: RecordOf;
}

export interface RehearsedInput {
  /** A board below fixtures/. */
  readonly board: string;
  /** A workload below fixtures/, or its text under a name. */
  readonly workload: string | { readonly path: string; readonly text: string };
  readonly set?: readonly string[];
  readonly matrix?: readonly string[];
  readonly shares?: readonly number[];
}

/** A workload performed on a board of fixtures/, with a record of its runs. */
export function rehearsed({ board, workload, set = [], matrix = [], shares }: RehearsedInput): Rehearsed {
  const loaded = loadBoard(fileURLToPath(new URL(board, fixtures))).board;
  if (loaded === undefined) return expect.fail(`${board} does not load`);
  const { path, text } =
    typeof workload === 'string'
      ? { path: workload, text: readFileSync(new URL(workload, fixtures), 'utf8') }
      : workload;
  const histories = new HistoryKeeper();
  const rehearsal = rehearse({
    board: loaded,
    workload: { kind: 'text', file: new SourceFile(path, text) },
    overrides: { set, matrix },
    ...(shares === undefined ? {} : { pinned: { shares, seeds: 5 } }),
    observer: (setting, dma) => histories.observe(setting, dma),
  });
  return { rehearsal, recordOf: (setting) => histories.recorded(setting) };
}

export function kernelText({ profile, machine }: BootedKernel): string {
  return `${profileLine(profile)}; ${placementLine(machine)}`;
}

export function pageOf({ rehearsal, recordOf }: Rehearsed): string {
  return runHtml(rehearsal, { kernelText, recordOf });
}

export const demo: RehearsedInput = { board: 'boards/demo.dts', workload: 'workloads/demo.yaml' };
export const busy: RehearsedInput = { board: 'boards/busy.dts', workload: 'workloads/busy.yaml' };
