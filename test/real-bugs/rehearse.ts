import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createDmaSystem } from '../../src/kernel/dma/dma-system.ts';
import { type ProfileRequest, profileFor } from '../../src/kernel/profile.ts';
import { defconfigOf } from '../../src/kernel/profiles/defconfigs.ts';
import { readEfiMap } from '../../src/lint/efi-map.ts';
import type { Finding } from '../../src/lint/finding.ts';
import type { Board } from '../../src/project/board.ts';
import { bootBoard } from '../../src/project/boot-board.ts';
import { lintBoard } from '../../src/project/lint-board.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { Project } from '../../src/project/project.ts';
import { openTreeInput } from '../../src/project/tree-input.ts';
import { problemsText } from '../helpers/problems-text.ts';
import { type Performed, perform } from '../workload/booted-board.ts';
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

/** A workload on the board. */
export function run(variant: Variant, file: string): Performed {
  const board = load(variant);
  const { kernel } = boot(variant, board);
  const { pageSize } = kernel.profile.config;
  return perform({ tree: board.tree, dma: createDmaSystem(kernel), pageSize }, file, readFixture(file));
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
  const { kernel, kconfig, memory, cmdline, kernelImage, initrd, fdt } = optionsOf(variant);
  const machine = { memory, cmdline, kernelImage, initrd, fdt };
  const config = kconfig === undefined ? undefined : new Map([...defconfig(kernel, board), ...kconfig]);
  const booted = bootBoard(board, { kernel: { ...kernel, config }, machine });
  return booted.ok ? booted.result : expect.fail(booted.problem.message);
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

function defconfig(kernel: ProfileRequest | undefined, { arch }: Board) {
  const chosen = profileFor({ ...kernel, arch });
  if (!chosen.ok) return expect.fail(chosen.problem.message);
  return defconfigOf(chosen.profile.arch, chosen.profile.behaviours);
}
