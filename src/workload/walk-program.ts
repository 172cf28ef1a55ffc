import { RandomWalk } from './generate/random-walk.ts';
import { WalkLifetimes } from './generate/walk-lifetimes.ts';
import { LiveBuffers } from './live-buffers.ts';
import type { Operation } from './operations/operation.ts';
import { flag, opcode, type Program } from './program.ts';
import { notBegun, Turns, WalkCursor } from './walk-cursor.ts';
import { type BufferMistake, WalkFrees } from './walk-frees.ts';
import { workloadLimits } from './workload-limits.ts';

/**
 * What a walk calls, operation by operation. A slot is a small number that stands for a buffer while it is live, and
 * is used again afterwards.
 */
export interface OperationVisitor {
  /** True from where nothing more can be performed: the walk ends. */
  readonly isOver?: boolean;
  /** An allocation of `size` bytes for device number `device`, which makes buffer `number` of its group. */
  alloc(instruction: number, slot: number, number: number, device: number, size: number): void;
  /** The last of an instruction's allocations has been made. */
  allocEnd?(instruction: number): void;
  /** `instruction` is the one that frees: where a lifetime ends, the one that allocated. */
  free(instruction: number, slot: number): void;
  /** Another phase from here on; of an actor's turn, where it is now. */
  phase?(phase: number | undefined): void;
  /** Another actor from here on; undefined: the workload itself. */
  actor?(actor: number | undefined): void;
  /** Any other operation; `slot` is that of the allocation that it names. False ends the walk. */
  operate(instruction: number, operation: Operation, slot: number | undefined): boolean;
  /** A step that names a buffer that is not there (or, `still-live`, is there already). True: go on behind it. */
  mistake(instruction: number, mistake: BufferMistake, number: number): boolean;
}

/** Runs a program's loops, turns, lifetimes and ids, and hands every single operation to the visitor. Knows no allocator. */
export function walkProgram(program: Program, visitor: OperationVisitor): void {
  new ProgramWalk(program, visitor).run();
}

/** A walk that may go on with a further stretch of its program, with the ids as they are then. */
export class ProgramWalk {
  #program: Program;
  readonly #visitor: OperationVisitor;
  readonly #buffers = new LiveBuffers();
  readonly #frees: WalkFrees;
  readonly #randoms = new Map<number, RandomWalk>();
  /** Whose turn it is, as the visitor knows it. */
  #told: WalkCursor | undefined;
  #isOver = false;
  readonly #expire = (instruction: number, slot: number, serial: number): void => {
    // What was freed by a step before is not freed again.
    if (!this.#isOver && this.#buffers.holds(slot, serial)) this.#freeSlot(instruction, slot);
  };
  readonly #lifetimes = new WalkLifetimes(this.#expire, (slot, serial) => this.#buffers.holds(slot, serial));
  readonly #runActor = (cursor: WalkCursor, budget: number): number => {
    this.#tell(cursor);
    return this.#run(cursor, budget);
  };

  constructor(program: Program, visitor: OperationVisitor) {
    this.#program = program;
    this.#visitor = visitor;
    this.#frees = new WalkFrees(program, this.#buffers, (...what) => this.#mistake(...what));
  }

  /** What comes next; its groups are those of before. */
  continueWith(program: Program): void {
    this.#program = program;
    this.#frees.continueWith(program);
  }

  /** Whether a buffer of the group is live. */
  isLive(group: number): boolean {
    return this.#buffers.group(group) !== undefined;
  }

  /** Performs the program, to its end or to a mistake at which the visitor ends it: then false. */
  run(): boolean {
    const cursor = new WalkCursor(0, this.#program.length);
    this.#told = cursor;
    this.#run(cursor, Number.MAX_SAFE_INTEGER);
    return !this.#isOver;
  }

  /**
   * Performs up to `budget` operations of one actor and returns how many it did. Loops, phases and the actor itself end with the
   * last operation in them, not with the turn that comes after.
   */
  #run(cursor: WalkCursor, budget: number): number {
    const { opcodes, firsts, lasts } = this.#program;
    let left = budget;

    while (!cursor.isDone && !this.#isOver) {
      const { at } = cursor;
      switch (opcodes[at]) {
        case opcode.loop:
          if ((firsts[at] ?? 0) > 0) cursor.remaining.push(firsts[at] ?? 0);
          else cursor.at = lasts[at] ?? at;
          break;
        case opcode.loopEnd:
          this.#endRound(cursor, firsts[at] ?? 0);
          break;
        case opcode.phase:
          cursor.phases.push(firsts[at] ?? 0);
          this.#visitor.phase?.(cursor.phase);
          break;
        case opcode.phaseEnd:
          this.#lifetimes.endPhase(this.#program, firsts[at] ?? 0);
          cursor.phases.pop();
          this.#visitor.phase?.(cursor.phase);
          break;
        default:
          if (left === 0) return budget;
          left -= this.#perform(cursor, at, left);
          // Its turn ends in the middle of the instruction.
          if (cursor.left !== notBegun) return budget - left;
      }
      cursor.at++;
    }
    if (!this.#isOver) this.#lifetimes.endActor(cursor);
    return budget - left;
  }

  #endRound(cursor: WalkCursor, loop: number): void {
    const left = (cursor.remaining.pop() ?? 0) - 1;
    this.#lifetimes.endRound(this.#program, loop, left <= 0);
    if (left <= 0) return;
    cursor.remaining.push(left);
    cursor.at = loop;
  }

  #tell(cursor: WalkCursor): void {
    if (this.#told === cursor) return;
    this.#told = cursor;
    this.#visitor.actor?.(cursor.actor);
    this.#visitor.phase?.(cursor.phase);
  }

  /** Performs up to `budget` operations of an instruction; sets `left` of the cursor where some are left. Returns how many it did. */
  #perform(cursor: WalkCursor, at: number, budget: number): number {
    switch (this.#program.opcodes[at]) {
      case opcode.alloc:
        return this.#alloc(cursor, at, budget);
      case opcode.operate:
        this.#operate(at);
        this.#lifetimes.endOperation(cursor);
        return 1;
      case opcode.parallel:
        return this.#parallel(cursor, at, budget);
      case opcode.random:
        return this.#random(cursor, at, budget);
      default:
        return this.#free(cursor, at, budget);
    }
  }

  #parallel(cursor: WalkCursor, at: number, budget: number): number {
    cursor.turns ??= new Turns(this.#program.parallels[this.#program.firsts[at] ?? 0] ?? [], cursor);
    const made = cursor.turns.run(budget, this.#runActor);
    cursor.left = 0;
    if (!cursor.turns.isDone) return made;
    cursor.left = notBegun;
    cursor.turns = undefined;
    cursor.at = (this.#program.lasts[at] ?? at) - 1;
    this.#tell(cursor);
    return made;
  }

  #alloc(cursor: WalkCursor, at: number, budget: number): number {
    const { groups, devices, firsts, flags, sizes } = this.#program;
    const group = groups[at] ?? 0;
    const device = devices[at] ?? 0;
    const bits = flags[at] ?? 0;
    if ((bits & flag.exclusive) !== 0 && this.isLive(group)) {
      this.#mistake(at, 'still-live', 0);
      return 0;
    }

    const begun = cursor.left === notBegun ? (firsts[at] ?? 0) : cursor.left;
    const end = Math.max(begun - budget, 0);
    let left = begun;
    while (left > end && !this.#isOver) {
      const slot = this.#add(at, group, device, sizes[at] ?? 0);
      if (slot === undefined) break;
      left--;
      this.#lifetimes.endOperation(cursor);
      if ((bits & flag.lifetime) !== 0)
        this.#lifetimes.add(this.#program, cursor, at, slot, this.#buffers.serial);
    }
    cursor.left = left === 0 || this.#isOver ? notBegun : left;
    if (cursor.left === notBegun) this.#visitor.allocEnd?.(at);
    return begun - left;
  }

  #random(cursor: WalkCursor, at: number, budget: number): number {
    const { groups, randoms, firsts } = this.#program;
    const plan = randoms[firsts[at] ?? 0];
    if (plan === undefined) return 0;
    let walk = this.#randoms.get(at);
    if (walk === undefined) {
      walk = new RandomWalk(plan, this.#buffers);
      this.#randoms.set(at, walk);
    }
    const group = groups[at] ?? 0;
    const begun = cursor.left === notBegun ? plan.operations : cursor.left;
    const end = Math.max(begun - budget, 0);
    let left = begun;
    while (left > end && !this.#isOver) {
      const freed = walk.next(this.#buffers.group(group)?.live ?? 0);
      if (freed !== undefined) this.#freeSlot(at, freed);
      else {
        const slot = this.#add(at, group, walk.device(), walk.size());
        if (slot === undefined) break;
        walk.hold(slot);
      }
      left--;
      this.#lifetimes.endOperation(cursor);
    }
    cursor.left = left === 0 || this.#isOver ? notBegun : left;
    if (cursor.left !== notBegun) return begun - left;
    if (!plan.keep) walk.close((slot, serial) => this.#expire(at, slot, serial));
    this.#visitor.allocEnd?.(at);
    return begun - left;
  }

  /** A buffer of a group; undefined where there are too many, and the walk is over. */
  #add(at: number, group: number, device: number, size: number): number | undefined {
    const buffers = this.#buffers;
    if (buffers.live === workloadLimits.live) {
      this.#visitor.mistake(at, 'too-many-live', buffers.live);
      this.#isOver = true;
      return undefined;
    }
    const slot = buffers.add(group, device);
    this.#visitor.alloc(at, slot, buffers.numberOf(slot), device, size);
    if (this.#visitor.isOver === true) this.#isOver = true;
    return slot;
  }

  #operate(at: number): void {
    const operation = this.#program.operations[this.#program.firsts[at] ?? 0];
    if (operation === undefined) return;
    const { allocation } = operation;
    let slot: number | undefined;
    if (allocation !== undefined) {
      const group = this.#buffers.group(allocation.group);
      slot = group?.slot(allocation.number);
      if (slot === undefined) {
        this.#mistake(at, group === undefined ? 'nothing-live' : 'not-live', allocation.number);
        return;
      }
    }
    if (!this.#visitor.operate(at, operation, slot) || this.#visitor.isOver === true) this.#isOver = true;
  }

  /** How many a step frees is settled when it begins; which, when the turn of each has come. */
  #free(cursor: WalkCursor, at: number, budget: number): number {
    const begun = cursor.left === notBegun ? this.#frees.begin(at) : cursor.left;
    let left = begun;
    while (left > 0 && begun - left < budget && !this.#isOver) {
      const slot = this.#frees.next(at, left);
      if (slot === undefined) {
        cursor.left = notBegun;
        return begun - left;
      }
      this.#freeSlot(at, slot);
      left--;
      this.#lifetimes.endOperation(cursor);
    }
    cursor.left = left === 0 || this.#isOver ? notBegun : left;
    return begun - left;
  }

  #freeSlot(at: number, slot: number): void {
    this.#visitor.free(at, slot);
    this.#buffers.remove(slot);
    if (this.#visitor.isOver === true) this.#isOver = true;
  }

  #mistake(at: number, mistake: BufferMistake, number: number): void {
    if (!this.#visitor.mistake(at, mistake, number)) this.#isOver = true;
  }
}
