import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { attrsOf, maySleep, zoneOf } from './alloc-variant.ts';
import { compileExpectations } from './compile-expectations.ts';
import {
  compileFree,
  declareObjects,
  type FreeableObject,
  type FreeContext,
  freeNamePattern,
  nearestHelp,
} from './compile-free.ts';
import { compileStepExpectation, type ExpectedOfStep } from './compile-step-expectation.ts';
import { DeviceNames } from './device-names.ts';
import { compileOperation, eachOf } from './operations/compile-operation.ts';
import type { BufferReference } from './operations/operation.ts';
import type { OperationSpec } from './operations/operation-spec.ts';
import { operationTable } from './operations/operation-table.ts';
import { flag, opcode } from './program.ts';
import { ProgramBuilder } from './program-builder.ts';
import { bytesOfSize } from './size-expression.ts';
import type { Workload, WorkloadBoard } from './workload.ts';
import type {
  StepExpectation,
  WorkloadAlloc,
  WorkloadDocument,
  WorkloadOperation,
  WorkloadStep,
} from './workload-document.ts';
import { workloadLimits } from './workload-limits.ts';
import type { YamlPath, YamlSource } from './yaml-source.ts';

export interface CompileResult {
  readonly workload: Workload;
  readonly problems: readonly Problem[];
}

/** A validated YAML workload as a program for one board; unknown devices and unusable sizes are problems. */
export function compileDocument(
  source: YamlSource,
  document: WorkloadDocument,
  board: WorkloadBoard,
): CompileResult {
  return new Compilation(source, document, board).run();
}

const mostProblems = 20;

class Compilation {
  readonly #source: YamlSource;
  readonly #document: WorkloadDocument;
  readonly #board: WorkloadBoard;
  readonly #names: DeviceNames;
  readonly #builder: ProgramBuilder;
  readonly #problems: Problem[] = [];
  readonly #deviceOf = new Map<string, number>();
  readonly #devicePaths: string[] = [];
  readonly #groupOf = new Map<string, number>();
  readonly #objects = new Map<string, FreeableObject>();
  #unnamed = 0;
  #operations = 0;
  #refused = false;

  constructor(source: YamlSource, document: WorkloadDocument, board: WorkloadBoard) {
    this.#source = source;
    this.#document = document;
    this.#board = board;
    this.#names = new DeviceNames(board.tree);
    this.#builder = new ProgramBuilder(source.file);
  }

  run(): CompileResult {
    // Ids come first, so that a free may be told from a misspelt one wherever it stands.
    this.#declareIds(this.#document.steps);
    for (const name of Object.keys(this.#document.devices ?? {})) {
      if (!this.#refused) this.#device(name, ['devices', name]);
    }
    this.#steps(this.#document.steps, ['steps'], 1, 0);

    const { expectations, problems } = compileExpectations(this.#source, this.#document.expect, this.#board);
    return {
      workload: {
        name: this.#document.name,
        program: this.#builder.build(),
        pageSize: this.#board.pageSize,
        devices: this.#devicePaths,
        expectations,
      },
      problems: [...this.#problems, ...problems].slice(0, mostProblems),
    };
  }

  #declareIds(steps: readonly WorkloadStep[]): void {
    for (const step of steps) {
      const id = step.alloc?.id;
      if (id !== undefined && !this.#groupOf.has(id)) this.#groupOf.set(id, this.#builder.addGroup(id));
      declareObjects(step, this.#objects);
      if (step.steps !== undefined) this.#declareIds(step.steps);
    }
  }

  /** Adds steps that run `times` times in all. */
  #steps(steps: readonly WorkloadStep[], path: YamlPath, times: number, depth: number): void {
    if (depth > workloadLimits.nesting) {
      this.#refuse(
        'workload-too-deep',
        `Steps nest at most ${workloadLimits.nesting} deep.`,
        this.#source.placeOf(path),
      );
      return;
    }
    for (const [index, step] of steps.entries()) {
      if (this.#refused) return;
      this.#step(step, [...path, index], times, depth);
    }
  }

  #step(step: WorkloadStep, path: YamlPath, times: number, depth: number): void {
    const place = this.#source.placeOf(path);
    const span = { start: place.start, end: place.end };

    if (step.alloc !== undefined) this.#alloc(step.alloc, step.expect, path, times);
    if (step.free !== undefined) {
      this.#count(times, place);
      compileFree(step.free, [...path, 'free'], this.#freeContext(times));
    }
    if (step.steps === undefined) {
      for (const spec of operationTable) {
        const fields = step[spec.name];
        if (fields !== undefined) this.#operation(spec, fields, step.expect, path, times);
      }
      return;
    }

    if (step.phase !== undefined) {
      this.#builder.add({ opcode: opcode.phase, first: this.#builder.addPhase(step.phase), ...span });
      this.#steps(step.steps, [...path, 'steps'], times, depth + 1);
      this.#builder.add({ opcode: opcode.phaseEnd, ...span });
      return;
    }
    const repeat = step.repeat ?? 1;
    const loop = this.#builder.add({ opcode: opcode.loop, first: repeat, ...span });
    this.#steps(step.steps, [...path, 'steps'], times * repeat, depth + 1);
    this.#builder.endLoop(loop, span.start, span.end);
  }

  #alloc(alloc: WorkloadAlloc, expect: StepExpectation | undefined, path: YamlPath, times: number): void {
    const place = this.#source.placeOf(path);
    const count = alloc.count ?? 1;
    this.#count(
      times * count,
      this.#source.placeOf([...path, 'alloc', alloc.count === undefined ? 'size' : 'count']),
    );

    const size = this.#size(alloc.size, [...path, 'alloc', 'size']);
    const device = this.#device(alloc.device, [...path, 'alloc', 'device']);
    if (size === undefined || device === undefined) return;

    this.#builder.add({
      opcode: opcode.alloc,
      device,
      group: this.#groupFor(alloc.id),
      size,
      first: count,
      last: this.#builder.addVariant({
        call: alloc.call ?? 'coherent',
        attrs: attrsOf(alloc.attrs ?? []),
        zone: zoneOf(alloc.gfp),
      }),
      flags: (maySleep(alloc.gfp) ? 0 : flag.atomic) | (alloc.count === undefined ? flag.single : 0),
      ...this.#expected(expect, count, path),
      start: place.start,
      end: place.end,
    });
  }

  #operation(
    spec: OperationSpec,
    fields: WorkloadOperation,
    expect: StepExpectation | undefined,
    path: YamlPath,
    times: number,
  ): void {
    const own = [...path, spec.name];
    for (const one of eachOf(spec, fields)) {
      if (this.#refused) return;
      this.#operate(spec, one, { expect, path }, this.#source.placeOf(path), own, times);
    }
  }

  #operate(
    spec: OperationSpec,
    fields: WorkloadOperation,
    stated: { readonly expect: StepExpectation | undefined; readonly path: YamlPath } | undefined,
    { start, end }: Place,
    own: YamlPath,
    times: number,
  ): void {
    this.#count(times, this.#source.placeOf(own));
    const operation = compileOperation(spec, fields, {
      pageSize: this.#board.pageSize,
      scope: '',
      device: (name, rest) => this.#device(name, [...own, ...rest]),
      allocation: (id) => this.#bufferNamed(id),
      report: (message, rest) =>
        this.#report('workload-invalid', message, this.#source.placeOf([...own, ...rest])),
    });
    if (operation === undefined) return;
    const expected = stated === undefined ? {} : this.#expected(stated.expect, 1, stated.path);
    this.#builder.addOperation(operation, { ...expected, start, end });
  }

  #expected(expect: StepExpectation | undefined, count: number, path: YamlPath): ExpectedOfStep {
    return compileStepExpectation(expect, count, (message, ...rest) =>
      this.#report('workload-invalid', message, this.#source.placeOf([...path, 'expect', ...rest])),
    );
  }

  #freeContext(times: number): FreeContext {
    return {
      builder: this.#builder,
      groups: this.#groupOf,
      objects: this.#objects,
      placeOf: (path) => this.#source.placeOf(path),
      device: (name, path) => this.#device(name, path),
      size: (size, path) => this.#size(size, path),
      operation: (spec, fields, path) =>
        this.#operate(spec, fields, undefined, this.#source.placeOf(path), path, times),
      report: (code, message, at, help) => this.#report(code, message, at, help),
    };
  }

  #bufferNamed(id: string): BufferReference | undefined {
    const [, name = '', number] = freeNamePattern.exec(id) ?? [];
    const group = this.#groupOf.get(name);
    return group === undefined ? undefined : { group, number: Number(number ?? 0) };
  }

  #groupFor(id: string | undefined): number {
    // `#` cannot begin an id, so these cannot be taken for one.
    if (id === undefined) return this.#builder.addGroup(`#${++this.#unnamed}`);
    return this.#groupOf.get(id) ?? this.#builder.addGroup(id);
  }

  #size(size: number | string, path: YamlPath): number | undefined {
    const bytes = bytesOfSize(size, this.#board.pageSize);
    if (typeof bytes === 'number') return bytes;
    this.#report('workload-size', bytes, this.#source.placeOf(path));
    return undefined;
  }

  /** The number of a device, by its name in `devices` or in the tree; each unknown name is reported where it is used. */
  #device(name: string, path: YamlPath): number | undefined {
    const devices = this.#document.devices ?? {};
    const target = Object.hasOwn(devices, name) ? devices[name] : undefined;
    const lookup = this.#names.find(target ?? name);
    if (!lookup.ok) {
      // A name of `devices` that leads nowhere is reported there, once.
      if (target === undefined || path[0] === 'devices') {
        const help = lookup.help ?? nearestHelp(name, Object.keys(devices));
        this.#report('unknown-device', lookup.message, this.#source.placeOf(path), help);
      }
      return undefined;
    }

    const known = this.#deviceOf.get(lookup.path);
    if (known !== undefined) return known;
    if (lookup.warning !== undefined) {
      const place = this.#source.placeOf(path);
      this.#problems.push({ severity: 'warning', code: 'device-disabled', message: lookup.warning, place });
    }
    const device = this.#devicePaths.push(lookup.path) - 1;
    this.#deviceOf.set(lookup.path, device);
    return device;
  }

  #count(operations: number, place: Place): void {
    this.#operations += operations;
    if (this.#operations <= workloadLimits.operations || this.#refused) return;
    const message = `The workload performs more than ${workloadLimits.operations} operations; this step is the one that goes beyond.`;
    this.#refuse('workload-too-long', message, place);
  }

  #refuse(code: string, message: string, place: Place): void {
    this.#report(code, message, place);
    this.#refused = true;
  }

  #report(code: string, message: string, place: Place, help?: string): void {
    this.#problems.push({ severity: 'error', code, message, place, ...(help === undefined ? {} : { help }) });
    // Looking for what a name may have meant takes time; twenty mistakes are enough for one run.
    if (this.#problems.length >= mostProblems) this.#refused = true;
  }
}
