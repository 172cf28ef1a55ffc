import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createDmaSystem } from '../../src/kernel/dma/dma-system.ts';
import { type ProfileRequest, profileFor } from '../../src/kernel/profile.ts';
import { defconfigOf } from '../../src/kernel/profiles/defconfigs.ts';
import { readEfiMap } from '../../src/lint/efi-map.ts';
import type { Finding } from '../../src/lint/finding.ts';
import type { Board } from '../../src/project/board.ts';
import { type BootRequest, bootBoard } from '../../src/project/boot-board.ts';
import type { RegionChange } from '../../src/project/diff/board-diff.ts';
import { diffBoards } from '../../src/project/diff/diff-boards.ts';
import { lintBoard } from '../../src/project/lint-board.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import type { Rehearsal } from '../../src/project/rehearse/rehearsal.ts';
import { rehearse } from '../../src/project/rehearse/rehearse.ts';
import { openTreeInput } from '../../src/project/tree-input.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { problemsText } from '../helpers/problems-text.ts';
import { type Performed, perform as performOn } from '../workload/booted-board.ts';
import type { FailureOptions, Rebuilt } from './failure.ts';

const folder = new URL('../../fixtures/real-bugs/', import.meta.url);

/** A rebuilt failure as it was, or put right. */
export interface Variant extends Rebuilt {
  readonly isFixed: boolean;
}

/** The text of a file of fixtures/real-bugs. */
export function readFixture(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** What the rules of the preset say of the board. */
export function findingsOf(variant: Variant): readonly Finding[] {
  const { efiMap, ...options } = optionsOf(variant);
  const { findings } = lintBoard(load(variant), {
    ...options,
    ...(efiMap === undefined ? {} : { efiMap: readEfiMap(readFixture(efiMap)) }),
  });
  return findings;
}

/** The lines of the emulated boot. */
export function bootLog(variant: Variant): readonly string[] {
  return boot(variant, load(variant)).log.map(({ text }) => text);
}

/** A workload on the board in each of its settings; without `pinned`, as if every page could move. */
export function rehearsed(
  variant: Variant,
  file: string,
  pinned?: { readonly ranges: readonly [] },
): Rehearsal {
  const board = load(variant);
  return rehearse({
    board,
    boot: bootRequest(variant, board),
    workload: { kind: 'text', file: new SourceFile(file, readFixture(file)) },
    pinned,
  });
}

/** What the board's change does to its regions. */
export function changesOf(variant: Variant, before: string): readonly RegionChange[] {
  const side = (board: Board) => ({ board, files: [] });
  const old = load({ ...variant, board: before });
  return diffBoards({ old: side(old), new: side(load(variant)) }).regions;
}

/** A workload on the board, with the outcome of each operation. */
export function perform(variant: Variant, file: string): Performed {
  const board = load(variant);
  const { kernel } = boot(variant, board);
  const { pageSize } = kernel.profile.config;
  return performOn({ tree: board.tree, dma: createDmaSystem(kernel), pageSize }, file, readFixture(file));
}

function optionsOf({ options, fixedOptions, isFixed }: Variant): FailureOptions {
  return (isFixed ? fixedOptions : undefined) ?? options ?? {};
}

function load(variant: Variant): Board {
  const project = new Project();
  const { overlays = [] } = optionsOf(variant);
  const { board, problems } = loadBoard(pathOf(variant.board), {
    project,
    defines: variant.isFixed ? [{ name: 'FIXED', value: '1' }] : [],
    overlays: overlays.map((name) => {
      const input = openTreeInput(project.files, pathOf(name));
      return 'severity' in input ? expect.fail(input.message) : input;
    }),
  });
  return board ?? expect.fail(problemsText(problems));
}

function boot(variant: Variant, board: Board) {
  const booted = bootBoard(board, bootRequest(variant, board));
  return booted.ok ? booted.result : expect.fail(booted.problem.message);
}

function bootRequest(variant: Variant, board: Board): BootRequest {
  const { kernel, kconfig, memory, cmdline, kernelImage, initrd, fdt } = optionsOf(variant);
  const machine = { memory, cmdline, kernelImage, initrd, fdt };
  const config = kconfig === undefined ? undefined : new Map([...defconfig(kernel, board), ...kconfig]);
  return { kernel: { ...kernel, config }, machine };
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

function defconfig(kernel: ProfileRequest | undefined, { arch }: Board) {
  const chosen = profileFor({ ...kernel, arch });
  if (!chosen.ok) return expect.fail(chosen.problem.message);
  return defconfigOf(chosen.profile.arch, chosen.profile.behaviours);
}
