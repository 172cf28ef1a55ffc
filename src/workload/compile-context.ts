import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { checkDevicePools, type ExpectedPool } from './check-device-pools.ts';
import { declareObjects, type FreeableObject, freeNamePattern, nearestHelp } from './compile-free.ts';
import { compileStepExpectation, type ExpectedOfStep } from './compile-step-expectation.ts';
import { expanded } from './compile-use.ts';
import { DeviceNames } from './device-names.ts';
import { findPool, unknownPool } from './find-pool.ts';
import type { BufferReference } from './operations/operation.ts';
import type { WorkloadSetting } from './plan/workload-setting.ts';
import { ProgramBuilder } from './program-builder.ts';
import { bytesOfSize } from './size-expression.ts';
import type { PoolOfStep } from './step-details.ts';
import { UseExpansions } from './templates/expand-use.ts';
import type { Template } from './templates/template.ts';
import type { WorkloadBoard } from './workload.ts';
import type { StepExpectation, WorkloadDocument, WorkloadStep } from './workload-document.ts';
import { workloadLimits } from './workload-limits.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export const mostProblems = 20;

/** What a document is compiled with, beside itself. */
export interface CompileSetting {
  readonly board: WorkloadBoard;
  readonly setting: WorkloadSetting;
  readonly templates: readonly Template[];
}

/** What the steps of one document share while they are compiled: names, limits, the program, and what is wrong. */
export class CompileContext {
  readonly source: YamlSource;
  readonly board: WorkloadBoard;
  readonly setting: WorkloadSetting;
  readonly uses: UseExpansions;
  readonly builder: ProgramBuilder;
  readonly problems: Problem[] = [];
  /** Paths of the devices that have numbers. */
  readonly devicePaths: string[] = [];
  /** Groups of allocations, by id. */
  readonly groups: Map<string, number> = new Map();
  readonly objects: Map<string, FreeableObject> = new Map();
  /** Nothing more is compiled. */
  refused = false;
  readonly #devices: Readonly<Record<string, string>>;
  readonly #names: DeviceNames;
  readonly #deviceOf = new Map<string, number>();
  readonly #devicePlaces: Place[] = [];
  readonly #foreseen = new Set<string>();
  readonly #expectedPools: ExpectedPool[] = [];
  readonly #sharedIds = new Set<string>();
  #unnamed = 0;
  #operations = 0;

  constructor(source: YamlSource, document: WorkloadDocument, { board, setting, templates }: CompileSetting) {
    this.source = source;
    this.board = board;
    this.setting = setting;
    this.uses = new UseExpansions(templates, board);
    this.builder = new ProgramBuilder(source.file);
    this.#devices = document.devices ?? {};
    this.#names = new DeviceNames(board.tree, board.dma);
  }

  placeOf(path: YamlPath): Place {
    return this.source.placeOf(path);
  }

  /** Gives the ids of steps their groups, before anything frees them. */
  declareIds(steps: readonly WorkloadStep[]): void {
    for (const step of steps) {
      const id = step.alloc?.id ?? step.random?.id;
      if (id !== undefined && !this.groups.has(id)) this.groups.set(id, this.builder.addGroup(id));
      else if (id !== undefined) this.#sharedIds.add(id);
      declareObjects(step, this.objects);
      if (step.steps !== undefined) this.declareIds(step.steps);
      const expansion = step.use === undefined ? undefined : this.uses.of(step.use);
      if (expansion?.kind === 'steps') this.declareIds(expansion.steps);
      for (const { steps: own } of step.parallel ?? []) this.declareIds(own);
    }
  }

  /** Whether several steps allocate under this id. */
  isShared(id: string): boolean {
    return this.#sharedIds.has(id);
  }

  /** The group of an id, or a new one of no name. */
  groupFor(id: string | undefined): number {
    // `#` cannot begin an id, so these cannot be taken for one.
    if (id === undefined) return this.builder.addGroup(`#${++this.#unnamed}`);
    return this.groups.get(id) ?? this.builder.addGroup(id);
  }

  /** The allocation that `id` or `id[3]` names. */
  bufferNamed(id: string): BufferReference | undefined {
    const [, name = '', number] = freeNamePattern.exec(id) ?? [];
    const group = this.groups.get(name);
    return group === undefined ? undefined : { group, number: Number(number ?? 0) };
  }

  /** Bytes; undefined, and reported, if it is no size. */
  size(size: number | string, path: YamlPath): number | undefined {
    const bytes = bytesOfSize(size, this.board.pageSize);
    if (typeof bytes === 'number') return bytes;
    this.report('workload-size', bytes, this.placeOf(path));
    return undefined;
  }

  /**
   * What a step says of its outcome, of which `count` things may fail. `allocates` is there for steps that allocate, with their device,
   * if that is always the same.
   */
  expected(
    expect: StepExpectation | undefined,
    count: number,
    path: YamlPath,
    allocates?: { readonly device: number | undefined },
  ): ExpectedOfStep {
    const report = (message: string, ...rest: readonly string[]): void =>
      this.report('workload-invalid', message, this.placeOf([...path, 'expect', ...rest]));
    const pool = typeof expect === 'object' ? expect.pool : undefined;
    const device = this.devicePaths[allocates?.device ?? -1];
    if (device !== undefined && typeof expect === 'object' && expect.from !== undefined)
      this.#foreseen.add(device);
    if (pool === undefined) return compileStepExpectation(expect, count, undefined, report);
    if (allocates === undefined) report('Only what is allocated comes out of a pool.', 'pool');
    const place = this.placeOf([...path, 'expect', 'pool']);
    return compileStepExpectation(expect, count, this.#poolOf(pool, place, device), report);
  }

  /** What the board has for the devices that were named, all of them in one go. */
  checkPools(): void {
    const devices = this.devicePaths.map((path, index) => ({ path, place: this.#devicePlaces[index] }));
    for (const problem of checkDevicePools(this.board, devices, this.#expectedPools, this.#foreseen))
      this.add(problem);
  }

  #poolOf(written: string, place: Place, device: string | undefined): PoolOfStep | undefined {
    const { tree, dma } = this.board;
    const index = findPool(written, tree, dma.pools);
    if (index === undefined) {
      const { message, help } = unknownPool(written, tree, dma.pools);
      this.report('unknown-pool', message, place, help);
      return undefined;
    }
    if (device !== undefined) this.#expectedPools.push({ device, pool: index, written, place });
    return { written, index, names: dma.pools.map(({ name }) => name) };
  }

  /** The number of a device, by its name in `devices` or in the tree; each unknown name is reported where it is used. */
  device(name: string, path: YamlPath): number | undefined {
    const target = Object.hasOwn(this.#devices, name) ? this.#devices[name] : undefined;
    const lookup = this.#names.find(target ?? name);
    if (!lookup.ok) {
      // A name of `devices` that leads nowhere is reported there, once.
      if (target === undefined || path[0] === 'devices') {
        const help = lookup.help ?? nearestHelp(name, Object.keys(this.#devices));
        this.report('unknown-device', lookup.message, this.#placeOfName(name, path), help);
      }
      return undefined;
    }

    const known = this.#deviceOf.get(lookup.path);
    if (known !== undefined) return known;
    const place = this.#placeOfName(name, path);
    if (lookup.warning !== undefined) {
      this.warn('device-disabled', lookup.warning, place);
      this.#foreseen.add(lookup.path);
    }
    const device = this.devicePaths.push(lookup.path) - 1;
    this.#deviceOf.set(lookup.path, device);
    this.#devicePlaces.push(place);
    return device;
  }

  /** Where a device is named: of what a template made, the parameter that is its name. */
  #placeOfName(name: string, path: YamlPath): Place {
    const at = path.indexOf(expanded);
    if (at === -1) return this.placeOf(path);
    const use = path.slice(0, at);
    return this.placeOf([...use, ...(pathOfText(this.source.value, use, name) ?? [])]);
  }

  /** Counts operations that will be performed; refuses what goes beyond the limit. */
  count(operations: number, place: Place): void {
    this.#operations += operations;
    if (this.#operations <= workloadLimits.operations || this.refused) return;
    const message = `The workload performs more than ${workloadLimits.operations} operations; this step is the one that goes beyond.`;
    this.refuse('workload-too-long', message, place);
  }

  /** Reports what makes the rest meaningless. */
  refuse(code: string, message: string, place: Place): void {
    this.report(code, message, place);
    this.refused = true;
  }

  report(code: string, message: string, place: Place, help?: string): void {
    this.add({ severity: 'error', code, message, place, ...(help === undefined ? {} : { help }) });
  }

  warn(code: string, message: string, place: Place, help?: string): void {
    this.add({ severity: 'warning', code, message, place, ...(help === undefined ? {} : { help }) });
  }

  /** Reports a problem as it is. */
  add(problem: Problem): void {
    this.problems.push(problem);
    // Looking for what a name may have meant takes time; twenty mistakes are enough for one run.
    if (this.problems.length >= mostProblems) this.refused = true;
  }
}

/** The path to the first text that is `name`, below the value at `base`. */
function pathOfText(root: unknown, base: YamlPath, name: string): YamlPath | undefined {
  const value = base.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    root,
  );
  const find = (at: unknown, path: YamlPath): YamlPath | undefined => {
    if (at === name) return path;
    if (typeof at !== 'object' || at === null || path.length > 4) return undefined;
    for (const [key, member] of Object.entries(at)) {
      const found = find(member, [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(value, []);
}
