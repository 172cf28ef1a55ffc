import type { BootResult } from '../../kernel/boot.ts';
import type { Baseline } from '../../lint/baseline.ts';
import { compareWithBaseline } from '../../lint/baseline.ts';
import { failing } from '../../lint/fail-on.ts';
import type { Finding } from '../../lint/finding.ts';
import { collectFindings, type LintReport, withoutFindings } from '../../lint/lint-report.ts';
import type { AddressRange } from '../../memory/model.ts';
import type { Problem } from '../../source/problem.ts';
import { readPlan } from '../../workload/plan/read-plan.ts';
import type { Board } from '../board.ts';
import type { BootRequest } from '../boot-board.ts';
import { lintBoard } from '../lint-board.ts';
import { type LoadedBoard, loadInput } from '../load-board.ts';
import { Project } from '../project.ts';
import { BoardBoots } from '../rehearse/board-boots.ts';
import { isUnusable } from '../rehearse/is-unusable.ts';
import { ramBanks } from '../rehearse/ram-banks.ts';
import type { Rehearsal, RehearsedWorkload } from '../rehearse/rehearsal.ts';
import { rehearsalFindings } from '../rehearse/rehearsal-findings.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import { remarkLevels } from '../remark-levels.ts';
import { baselineFileName, readBaselineFile } from '../settings/baseline-file.ts';
import { openTreeInput } from '../tree-input.ts';
import type { CheckItem } from './check-item.ts';
import type { CheckedRehearsal, CheckOutcome, ItemResult } from './item-result.ts';

/** Opens a workload's file, whatever kind it is of. */
export type OpenWorkload = (path: string) => RehearsedWorkload | Problem;

/** Checks items one by one. Items of one board that follow each other share what was read of it. */
export class ItemChecker {
  readonly #openWorkload: OpenWorkload;
  readonly #project = new Project();
  readonly #baselines = new Map<string, Baseline | undefined>();
  #last: { readonly key: string; readonly loaded: LoadedBoard } | undefined;

  constructor(openWorkload: OpenWorkload) {
    this.#openWorkload = openWorkload;
  }

  /** Lints the board, boots it, and performs each workload on it. What goes wrong is in the result. */
  check(item: CheckItem): ItemResult {
    const { board, problems, path, files } = this.#load(item);
    const nothing = { item, board: path, lint: undefined, boot: undefined, workloads: [], problems };
    if (board === undefined) return { ...nothing, outcome: 'unusable' };

    const memory = memoryOf(item, board);
    if ('severity' in memory) return { ...nothing, outcome: 'unusable', problems: [...problems, memory] };
    const request = { ...item.request, ...(memory.banks === undefined ? {} : { memory: memory.banks }) };
    const linted = lintBoard(board, request, files);
    const remarks = { ...remarkLevels([request]), unused: 'off' as const };
    const lint = this.#withoutKnown(collectFindings([linted], { remarks }), item);

    const boots = new BoardBoots(board, bootRequest(item));
    const booted = boots.boot({ ram: item.ram, kernel: undefined });
    const boot = 'severity' in booted ? undefined : booted;
    const faults = 'severity' in booted ? [booted] : booted.kernel.commandLine.problems;
    const opened = item.workloads.map((file) => ({ file, workload: this.#openWorkload(file) }));
    const unknown = unknownVariables(
      item,
      opened.flatMap(({ workload }) => ('severity' in workload ? [] : [workload])),
    );
    const workloads = opened.map(({ file, workload }) => {
      if ('severity' in workload)
        return {
          path: file,
          outcome: 'unusable',
          rehearsal: undefined,
          findings: [],
          problems: [workload],
        } as const;
      return rehearsed(workload, item, board, boots);
    });
    const result = {
      item,
      board: path,
      lint,
      boot,
      workloads,
      problems: [...problems, ...faults, ...unknown],
    };
    return { ...result, outcome: outcomeOf(result) };
  }

  #load({ board, overlays, sources }: CheckItem): LoadedBoard {
    const key = JSON.stringify([board, overlays, sources]);
    if (this.#last?.key === key) return this.#last.loaded;
    const { files } = this.#project;
    const inputs = [board, ...overlays].map((path) => openTreeInput(files, path));
    const faults = inputs.flatMap((input) => ('severity' in input ? [input] : []));
    const [input, ...parts] = inputs.flatMap((one) => ('severity' in one ? [] : [one]));
    const loaded =
      faults.length > 0 || input === undefined
        ? { path: board, board: undefined, problems: faults, files: [] }
        : loadInput(input, { ...sources, project: this.#project, overlays: parts });
    this.#last = { key, loaded };
    return loaded;
  }

  #withoutKnown(report: LintReport, { baseline: path }: CheckItem): LintReport {
    if (path === undefined) return report;
    if (!this.#baselines.has(path)) {
      const read = readBaselineFile('baseline', path, this.#project.files.access);
      this.#baselines.set(path, read.ok ? read.value : undefined);
    }
    const baseline = this.#baselines.get(path);
    if (baseline === undefined) return report;
    const { isNew } = compareWithBaseline(report.findings, baseline, baselineFileName(path));
    return withoutFindings(report, (finding) => !isNew(finding), 'known');
  }
}

function memoryOf(
  { ram, request }: CheckItem,
  { model }: Board,
): { readonly banks: readonly AddressRange[] | undefined } | Problem {
  if (ram === undefined) return { banks: undefined };
  const banks = ramBanks(ram, model, request.memory);
  return 'severity' in banks ? banks : { banks };
}

function bootRequest({ request }: CheckItem): BootRequest {
  const { kernel, cmdline, memory, kernelImage, initrd, fdt } = request;
  return { kernel, machine: { cmdline, memory, kernelImage, initrd, fdt } };
}

function rehearsed(
  workload: RehearsedWorkload,
  item: CheckItem,
  board: Board,
  boots: BoardBoots,
): CheckedRehearsal {
  const known = variablesOf(workload);
  const set = item.set.filter(([name]) => known.has(name)).map(([name, value]) => `${name}=${value}`);
  const matrix = item.ram === undefined ? [] : [`ram=${item.ram.text}`];
  const rehearsal = rehearse({ board, workload, overrides: { set, matrix }, boots, boot: bootRequest(item) });
  const findings = rehearsalFindings(rehearsal, item.levels);
  const { workload: path, problems } = rehearsal;
  return { path, outcome: outcomeOfRehearsal(rehearsal, findings, item), rehearsal, findings, problems };
}

function outcomeOfRehearsal(
  { cells, passes }: Rehearsal,
  findings: readonly Finding[],
  item: CheckItem,
): CheckOutcome {
  if (cells.length === 0 || cells.some(isUnusable)) return 'unusable';
  return passes && !isRefused(findings, item) ? 'passes' : 'fails';
}

function isRefused(findings: readonly Finding[], { failOn }: CheckItem): boolean {
  return findings.some(({ severity }) => failing[failOn].includes(severity));
}

function outcomeOf({ item, lint, boot, workloads, problems }: Omit<ItemResult, 'outcome'>): CheckOutcome {
  const isBad = problems.some(({ severity }) => severity === 'error');
  if (isBad || boot === undefined || workloads.some(({ outcome }) => outcome === 'unusable'))
    return 'unusable';
  const fails =
    isRefused(lint?.findings ?? [], item) ||
    failsToBoot(boot) ||
    workloads.some(({ outcome }) => outcome === 'fails');
  return fails ? 'fails' : 'passes';
}

/** As `boot` ends with 1: it panics, or a region is not there. */
export function failsToBoot({ kernel }: BootResult): boolean {
  return kernel.outcome === 'panics' || kernel.regions.some(({ state }) => state === 'failed');
}

function variablesOf(workload: RehearsedWorkload): ReadonlySet<string> {
  const { settings } = readPlan(workload.kind === 'text' ? workload.file : undefined);
  return new Set(settings.flatMap(({ variables }) => [...variables.keys()]));
}

/** Variables that no workload of the board has. */
function unknownVariables({ set }: CheckItem, workloads: readonly RehearsedWorkload[]): readonly Problem[] {
  if (set.length === 0) return [];
  const known = new Set(workloads.flatMap((workload) => [...variablesOf(workload)]));
  return set
    .filter(([name]) => !known.has(name))
    .map(([name]) => ({
      severity: 'error',
      code: 'variable-unknown',
      message: `\`set\` names \`${name}\`, a variable that no workload of this board has.`,
    }));
}
