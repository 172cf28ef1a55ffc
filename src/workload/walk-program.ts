import { BufferGroup } from './buffer-group.ts';
import { LiveList } from './live-list.ts';
import type { Operation } from './operations/operation.ts';
import { flag, opcode, type Program } from './program.ts';
import { workloadLimits } from './workload-limits.ts';

/** Why a step cannot be performed, whatever the allocator says. */
export type BufferMistake = 'nothing-live' | 'not-live' | 'too-few-live' | 'still-live' | 'too-many-live';

/**
 * What a walk calls, operation by operation. A slot is a small number that stands for a buffer while it is live, and
 * is used again afterwards.
 */
export interface OperationVisitor {
  /** True from where nothing more can be performed: the walk ends. */
  readonly isOver?: boolean;
  alloc(instruction: number, slot: number, number: number): void;
  /** The last of an instruction's allocations has been made. */
  allocEnd?(instruction: number): void;
  free(instruction: number, slot: number): void;
  phase?(phase: number | undefined): void;
  /** Any other operation; `slot` is that of the allocation that it names. False ends the walk. */
  operate(instruction: number, operation: Operation, slot: number | undefined): boolean;
  /** A step that names a buffer that is not there (or, `still-live`, is there already). True: go on behind it. */
  mistake(instruction: number, mistake: BufferMistake, number: number): boolean;
}

/** Runs a program's loops and ids, and hands every single operation to the visitor. Knows no allocator. */
export function walkProgram(program: Program, visitor: OperationVisitor): void {
  new ProgramWalk(program, visitor).run();
}

/** A walk that may go on with a further stretch of its program, with the ids as they are then. */
export class ProgramWalk {
  #program: Program;
  readonly #visitor: OperationVisitor;
  readonly #groups: (BufferGroup | undefined)[] = [];
  readonly #spareGroups: BufferGroup[] = [];
  readonly #byDevice = new LiveList();
  readonly #all = new LiveList();
  readonly #groupOfSlot: number[] = [];
  readonly #numberOfSlot: number[] = [];
  readonly #spareSlots: number[] = [];
  #slotCount = 0;

  constructor(program: Program, visitor: OperationVisitor) {
    this.#program = program;
    this.#visitor = visitor;
  }

  /** What comes next; its groups are those of before. */
  continueWith(program: Program): void {
    this.#program = program;
  }

  /** Whether a buffer of the group is live. */
  isLive(group: number): boolean {
    return this.#groups[group] !== undefined;
  }

  /** Performs the program, to its end or to a mistake at which the visitor ends it: then false. */
  run(): boolean {
    const { opcodes, firsts, lasts, length } = this.#program;
    const remaining: number[] = [];
    const phases: number[] = [];

    for (let at = 0; at < length; at++) {
      switch (opcodes[at]) {
        case opcode.loop:
          if ((firsts[at] ?? 0) === 0) at = lasts[at] ?? at;
          else remaining.push(firsts[at] ?? 0);
          break;
        case opcode.loopEnd: {
          const left = (remaining.pop() ?? 0) - 1;
          if (left === 0) break;
          remaining.push(left);
          at = firsts[at] ?? at;
          break;
        }
        case opcode.phase:
          phases.push(firsts[at] ?? 0);
          this.#visitor.phase?.(firsts[at]);
          break;
        case opcode.phaseEnd:
          phases.pop();
          this.#visitor.phase?.(phases.at(-1));
          break;
        default:
          if (!this.#step(at) || this.#visitor.isOver === true) return false;
      }
    }
    return true;
  }

  /** Performs one instruction; false ends the walk. */
  #step(at: number): boolean {
    const program = this.#program;
    if (program.opcodes[at] === opcode.alloc) return this.#alloc(at);
    if (program.opcodes[at] === opcode.operate) return this.#operate(at);
    if (program.opcodes[at] === opcode.freeAll) return this.#freeList(at, this.#all, 0);
    if (program.opcodes[at] === opcode.freeDevice)
      return this.#freeList(at, this.#byDevice, program.devices[at] ?? 0);

    const group = this.#groups[program.groups[at] ?? 0];
    const first = program.firsts[at] ?? 0;
    if (group === undefined) return this.#visitor.mistake(at, 'nothing-live', first);

    switch (program.opcodes[at]) {
      case opcode.freeGroup:
        return this.#freeOldest(at, group, group.live);
      case opcode.freeOldest:
        if (group.live < first) return this.#visitor.mistake(at, 'too-few-live', group.live);
        return this.#freeOldest(at, group, first);
      case opcode.freeNewest:
        if (group.live < first) return this.#visitor.mistake(at, 'too-few-live', group.live);
        for (let left = first; left > 0; left--) this.#free(at, group.slot(group.newest));
        return true;
      default:
        return this.#freeNumbers(at, group, first, program.lasts[at] ?? first);
    }
  }

  #alloc(at: number): boolean {
    const { groups, devices, firsts, flags } = this.#program;
    const groupIndex = groups[at] ?? 0;
    let group = this.#groups[groupIndex];

    if (group === undefined) {
      group = this.#spareGroups.pop() ?? new BufferGroup();
      this.#groups[groupIndex] = group;
    } else if (((flags[at] ?? 0) & flag.exclusive) !== 0) {
      return this.#visitor.mistake(at, 'still-live', 0);
    }

    const count = firsts[at] ?? 0;
    for (let made = 0; made < count; made++) {
      if (this.#spareSlots.length === 0 && this.#slotCount === workloadLimits.live) {
        this.#visitor.mistake(at, 'too-many-live', this.#slotCount);
        return false;
      }
      const slot = this.#spareSlots.pop() ?? this.#slotCount++;
      const number = group.add(slot);
      this.#groupOfSlot[slot] = groupIndex;
      this.#numberOfSlot[slot] = number;
      this.#byDevice.add(devices[at] ?? 0, slot);
      this.#all.add(0, slot);
      this.#visitor.alloc(at, slot, number);
      if (this.#visitor.isOver === true) break;
    }
    this.#visitor.allocEnd?.(at);
    return true;
  }

  #operate(at: number): boolean {
    const operation = this.#program.operations[this.#program.firsts[at] ?? 0];
    if (operation === undefined) return true;
    const { allocation } = operation;
    if (allocation === undefined) return this.#visitor.operate(at, operation, undefined);

    const group = this.#groups[allocation.group];
    if (group === undefined) return this.#visitor.mistake(at, 'nothing-live', allocation.number);
    const slot = group.slot(allocation.number);
    if (slot === undefined) return this.#visitor.mistake(at, 'not-live', allocation.number);
    return this.#visitor.operate(at, operation, slot);
  }

  #freeOldest(at: number, group: BufferGroup, count: number): boolean {
    for (let left = count; left > 0; left--) this.#free(at, group.slot(group.oldest));
    return true;
  }

  #freeNumbers(at: number, group: BufferGroup, first: number, last: number): boolean {
    // All or none: a step that names a buffer that is not live is refused before it frees the others.
    for (let number = first; number <= last; number++) {
      if (group.slot(number) === undefined) return this.#visitor.mistake(at, 'not-live', number);
    }
    // The numbers of a group start again at 0 when it is empty, so the slots are read before the last one goes.
    for (let number = first; number <= last; number++) this.#free(at, group.slot(number));
    return true;
  }

  #freeList(at: number, list: LiveList, index: number): boolean {
    for (let slot = list.first(index); slot !== undefined; slot = list.first(index)) this.#free(at, slot);
    return true;
  }

  #free(at: number, slot: number | undefined): void {
    if (slot === undefined) return;
    this.#visitor.free(at, slot);

    const groupIndex = this.#groupOfSlot[slot] ?? 0;
    const group = this.#groups[groupIndex];
    group?.remove(this.#numberOfSlot[slot] ?? 0);
    if (group?.live === 0) {
      this.#groups[groupIndex] = undefined;
      this.#spareGroups.push(group);
    }
    this.#byDevice.remove(slot);
    this.#all.remove(slot);
    this.#spareSlots.push(slot);
  }
}
