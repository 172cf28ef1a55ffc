import type { SourceFile } from '../source/source-file.ts';
import { type AllocVariant, plainVariant, sameVariant } from './alloc-variant.ts';
import type { Operation } from './operations/operation.ts';
import { opcode, type Program } from './program.ts';
import type { StepDetails } from './step-details.ts';

/** One instruction to add; what is left out is 0. */
export interface Instruction {
  readonly opcode: number;
  readonly device?: number;
  readonly group?: number;
  readonly size?: number;
  readonly first?: number;
  readonly last?: number;
  readonly flags?: number;
  readonly expectedFailures?: number;
  readonly stated?: boolean;
  readonly details?: StepDetails | undefined;
  readonly start: number;
  readonly end: number;
}

/** Collects instructions into columns that double when they are full. */
export class ProgramBuilder {
  #file: SourceFile;
  #length = 0;
  #columns = newColumns(64);
  readonly #groupNames: string[] = [];
  readonly #spareGroups: number[] = [];
  readonly #phaseNames: string[] = [];
  readonly #details = new Map<number, StepDetails>();
  readonly #variants: AllocVariant[] = [plainVariant];
  readonly #operations: Operation[] = [];

  constructor(file: SourceFile) {
    this.#file = file;
  }

  get length(): number {
    return this.#length;
  }

  /** A new group of buffers; groups may share a name (ids of an operation log belong to a device). */
  addGroup(name: string): number {
    const spare = this.#spareGroups.pop();
    if (spare === undefined) return this.#groupNames.push(name) - 1;
    this.#groupNames[spare] = name;
    return spare;
  }

  groupName(group: number): string {
    return this.#groupNames[group] ?? '';
  }

  /** The number of a group that nothing names any more may be given to another. */
  dropGroup(group: number): void {
    this.#spareGroups.push(group);
  }

  /** The number of a variant, the same one for the same variant. */
  addVariant(variant: AllocVariant): number {
    const known = this.#variants.findIndex((other) => sameVariant(other, variant));
    return known === -1 ? this.#variants.push(variant) - 1 : known;
  }

  /** Begins another stretch of the same program, in another text: groups and variants stay, instructions do not. */
  restart(file: SourceFile): void {
    this.#file = file;
    this.#length = 0;
    this.#operations.length = 0;
  }

  addPhase(name: string): number {
    return this.#phaseNames.push(name) - 1;
  }

  /** Appends an instruction and returns its number. */
  add(instruction: Instruction): number {
    const at = this.#length++;
    if (at === this.#columns.opcodes.length) this.#columns = grown(this.#columns);
    const columns = this.#columns;

    columns.opcodes[at] = instruction.opcode;
    columns.devices[at] = instruction.device ?? 0;
    columns.groups[at] = instruction.group ?? 0;
    columns.sizes[at] = instruction.size ?? 0;
    columns.firsts[at] = instruction.first ?? 0;
    columns.lasts[at] = instruction.last ?? 0;
    columns.flags[at] = instruction.flags ?? 0;
    columns.expectedFailures[at] = instruction.expectedFailures ?? 0;
    columns.stated[at] = instruction.stated === true ? 1 : 0;
    if (instruction.details !== undefined) this.#details.set(at, instruction.details);
    columns.starts[at] = instruction.start;
    columns.ends[at] = instruction.end;
    return at;
  }

  /** Appends an operation and returns the number of its instruction. */
  addOperation(operation: Operation, instruction: Omit<Instruction, 'opcode' | 'first'>): number {
    const first = this.#operations.push(operation) - 1;
    return this.add({ ...instruction, opcode: opcode.operate, first });
  }

  /** Closes the loop that instruction `loop` opened. */
  endLoop(loop: number, start: number, end: number): void {
    this.#columns.lasts[loop] = this.add({ opcode: opcode.loopEnd, first: loop, start, end });
  }

  build(): Program {
    return {
      file: this.#file,
      length: this.#length,
      ...this.#columns,
      variants: this.#variants,
      operations: this.#operations,
      details: this.#details,
      groupNames: this.#groupNames,
      phaseNames: this.#phaseNames,
    };
  }
}

type Columns = Omit<
  Program,
  'file' | 'length' | 'variants' | 'operations' | 'details' | 'groupNames' | 'phaseNames'
>;

function newColumns(capacity: number): Columns {
  return {
    opcodes: new Uint8Array(capacity),
    devices: new Int32Array(capacity),
    groups: new Int32Array(capacity),
    sizes: new Float64Array(capacity),
    firsts: new Float64Array(capacity),
    lasts: new Float64Array(capacity),
    flags: new Uint8Array(capacity),
    expectedFailures: new Int32Array(capacity),
    stated: new Uint8Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
  };
}

function grown(columns: Columns): Columns {
  const larger = newColumns(columns.opcodes.length * 2);
  larger.opcodes.set(columns.opcodes);
  larger.devices.set(columns.devices);
  larger.groups.set(columns.groups);
  larger.sizes.set(columns.sizes);
  larger.firsts.set(columns.firsts);
  larger.lasts.set(columns.lasts);
  larger.flags.set(columns.flags);
  larger.expectedFailures.set(columns.expectedFailures);
  larger.stated.set(columns.stated);
  larger.starts.set(columns.starts);
  larger.ends.set(columns.ends);
  return larger;
}
