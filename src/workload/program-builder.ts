import type { SourceFile } from '../source/source-file.ts';
import { type AllocVariant, plainVariant, sameVariant } from './alloc-variant.ts';
import type { Lifetime } from './generate/lifetime.ts';
import type { RandomPlan } from './generate/random-plan.ts';
import type { Operation } from './operations/operation.ts';
import { type Actor, flag, opcode, type Program } from './program.ts';
import type { RecordedOutcome } from './recorded-outcome.ts';
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
  readonly recorded?: RecordedOutcome | undefined;
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
  readonly #recorded = new Map<number, RecordedOutcome>();
  readonly #variants: AllocVariant[] = [plainVariant];
  readonly #operations: Operation[] = [];
  readonly #phaseActors: (number | undefined)[] = [];
  readonly #actorNames: string[] = [];
  readonly #parallels: (readonly Actor[])[] = [];
  readonly #randoms: RandomPlan[] = [];
  readonly #lifetimes = new Map<number, Lifetime>();

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
    this.#recorded.clear();
  }

  /** @param actor that it belongs to */
  addPhase(name: string, actor?: number): number {
    this.#phaseActors.push(actor);
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
    if (instruction.recorded !== undefined) this.#recorded.set(at, instruction.recorded);
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

  /** How many random steps there are so far. */
  get randomCount(): number {
    return this.#randoms.length;
  }

  /** An actor's name, the same number for the same name. */
  addActor(name: string): number {
    const known = this.#actorNames.indexOf(name);
    return known === -1 ? this.#actorNames.push(name) - 1 : known;
  }

  /** Begins actors that take turns; their instructions follow. */
  beginParallel(start: number, end: number): number {
    return this.add({ opcode: opcode.parallel, start, end });
  }

  /** Ends the actors that instruction `parallel` began. */
  endParallel(parallel: number, actors: readonly Actor[]): void {
    this.#columns.firsts[parallel] = this.#parallels.push(actors) - 1;
    this.#columns.lasts[parallel] = this.#length;
  }

  /** Appends a random step and returns the number of its instruction. */
  addRandom(plan: RandomPlan, instruction: Omit<Instruction, 'opcode' | 'first'>): number {
    const first = this.#randoms.push(plan) - 1;
    return this.add({ ...instruction, opcode: opcode.random, first });
  }

  /** The buffers of instruction `alloc` are freed by themselves. */
  setLifetime(alloc: number, lifetime: Lifetime): void {
    this.#lifetimes.set(alloc, lifetime);
    this.#mark(alloc);
    if (lifetime.kind !== 'operations') this.#mark(lifetime.scope);
  }

  #mark(instruction: number): void {
    this.#columns.flags[instruction] = (this.#columns.flags[instruction] ?? 0) | flag.lifetime;
  }

  build(): Program {
    return {
      file: this.#file,
      length: this.#length,
      ...this.#columns,
      variants: this.#variants,
      operations: this.#operations,
      details: this.#details,
      recorded: this.#recorded,
      groupNames: this.#groupNames,
      phaseNames: this.#phaseNames,
      phaseActors: this.#phaseActors,
      actorNames: this.#actorNames,
      parallels: this.#parallels,
      randoms: this.#randoms,
      lifetimes: this.#lifetimes,
    };
  }
}

type Columns = Pick<
  Program,
  | 'opcodes'
  | 'devices'
  | 'groups'
  | 'sizes'
  | 'firsts'
  | 'lasts'
  | 'flags'
  | 'expectedFailures'
  | 'stated'
  | 'starts'
  | 'ends'
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
