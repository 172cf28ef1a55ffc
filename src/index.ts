// From a path to a board, and what carveout says about it.

// The tree and its memory.
export type { DeviceTree, Node, Property } from './devicetree/tree.ts';
// The emulated kernel.
export type { BootResult } from './kernel/boot.ts';
export type { BootedKernel } from './kernel/booted-kernel.ts';
export { createDmaSystem } from './kernel/dma/dma-system.ts';
export type { DmaSystem } from './kernel/dma/types.ts';
export type { Hook } from './kernel/hooks/hook.ts';
export type { MachineRequest } from './kernel/machine.ts';
export { type KernelProfile, type ProfileRequest, profileFor } from './kernel/profile.ts';
// Lint.
export type { Finding, Severity } from './lint/finding.ts';
export type { LintOptions, RuleLevel } from './lint/lint.ts';
export { collectFindings, type LintedBoard, type LintReport } from './lint/lint-report.ts';
export { defineRule, type Rule, type RuleDefinition } from './lint/rule.ts';
export { catalogue } from './lint/rules/index.ts';
export type { AddressRange, Bank, MemoryModel, Region, RegionUse } from './memory/model.ts';
export { type BoardAgainstLog, compareWithLog } from './project/against/compare-log.ts';
export { type KernelLogFile, readKernelLog } from './project/against/kernel-log.ts';
export type { Board } from './project/board.ts';
export { type BoardReport, reportBoard } from './project/board-report.ts';
export { type BoardBoot, type BootRequest, bootBoard } from './project/boot-board.ts';
export { type BoardComparison, type CompareOptions, compareBoots } from './project/compare-boots.ts';
export { type CompiledTree, type CompileOptions, compileTree } from './project/compile-tree.ts';
export { type DecompiledTree, decompileBlob } from './project/decompile-tree.ts';
export type { BoardDiff } from './project/diff/board-diff.ts';
export { type DiffRequest, diffBoards } from './project/diff/diff-boards.ts';
export { type ExplainedNode, explainNode } from './project/explain/explain-node.ts';
export { type LoadedHooks, loadHooks } from './project/hooks/load-hooks.ts';
export { type LintRequest, lintBoard } from './project/lint-board.ts';
export type { LoadedBoard, LoadOptions } from './project/load-board.ts';
export { loadBoard, loadBoardText, loadInput, loadSource } from './project/load-board.ts';
export { Project } from './project/project.ts';
export { type Rehearsal, type RehearsalRequest, rehearse } from './project/rehearse/rehearse.ts';
export { sizePools } from './project/size/size-pools.ts';
export type { SizeReport, SizeRequest } from './project/size/size-report.ts';
export { openTreeInput, type TreeInput, treeInputOf } from './project/tree-input.ts';
// Formats, as text.
export { bootJson } from './report/boot-json.ts';
export { bootText } from './report/boot-text.ts';
export { lintJson } from './report/lint-json.ts';
export { lintPretty } from './report/lint-pretty.ts';
export { reportJson } from './report/report-json.ts';
export { reportText } from './report/report-text.ts';
export { runJson } from './report/run-json.ts';
export { runText } from './report/run-text.ts';
export { plainTerminal, type Terminal } from './report/terminal.ts';
// Sources, their places, and what is wrong with them.
export { FileStore } from './source/file-store.ts';
export type { MacroUse, Place, Span } from './source/place.ts';
export type { Problem } from './source/problem.ts';
export { SourceFile } from './source/source-file.ts';
// Workloads.
export { loadWorkload } from './workload/load-workload.ts';
export { type PlanOverrides, readPlan, type WorkloadPlan } from './workload/plan/read-plan.ts';
export type { WorkloadSetting } from './workload/plan/workload-setting.ts';
export { findCapacity, type LabelledRun } from './workload/rules/find-capacity.ts';
export type { RunObserver } from './workload/run-observer.ts';
export type { RunResult } from './workload/run-result.ts';
export { runWorkload } from './workload/run-workload.ts';
export type { Workload } from './workload/workload.ts';
