import type { Problem, RelatedPlace } from '../source/problem.ts';
import { nameMistakeText, ObjectNames } from './operations/object-names.ts';
import type { Operation } from './operations/operation.ts';
import { groupOfInstruction, opcode, type Program, placeOfInstruction } from './program.ts';
import type { BufferMistake } from './walk-frees.ts';
import { type OperationVisitor, walkProgram } from './walk-program.ts';

const mostProblems = 20;
const freeMistakes: ReadonlySet<BufferMistake> = new Set(['nothing-live', 'not-live', 'too-few-live']);

/**
 * Performs a program's allocations and frees in name only, and reports every free of what is not allocated and every
 * id that is taken: whatever the allocators will say, such a step cannot be performed. One problem a step, at most 20.
 */
export function checkBuffers(program: Program): readonly Problem[] {
  const check = new BufferCheck(program);
  walkProgram(program, check);
  return check.problems;
}

class BufferCheck implements OperationVisitor {
  readonly problems: Problem[] = [];
  readonly #program: Program;
  /** By group: the instruction that last allocated into it and the one that last freed from it, plus 1. */
  readonly #allocatedBy: Int32Array;
  readonly #freedBy: Int32Array;
  readonly #reported = new Set<number>();
  readonly #groupOfSlot: number[] = [];
  readonly #names = new ObjectNames<undefined>();

  constructor(program: Program) {
    this.#program = program;
    this.#allocatedBy = new Int32Array(program.groupNames.length);
    this.#freedBy = new Int32Array(program.groupNames.length);
  }

  alloc(instruction: number, slot: number): void {
    const group = this.#program.groups[instruction] ?? 0;
    this.#groupOfSlot[slot] = group;
    this.#allocatedBy[group] = instruction + 1;
  }

  free(instruction: number, slot: number): void {
    this.#freedBy[this.#groupOfSlot[slot] ?? 0] = instruction + 1;
  }

  operate(instruction: number, operation: Operation): boolean {
    const mistake = this.#names.check(operation);
    if (mistake === undefined) {
      this.#names.apply(operation, undefined);
      return true;
    }
    if (this.#reported.has(instruction)) return true;
    this.#reported.add(instruction);
    this.problems.push({
      severity: 'error',
      code: mistake.kind === 'still-live' ? 'id-in-use' : 'id-unknown',
      message: nameMistakeText(mistake, operation),
      place: placeOfInstruction(this.#program, instruction),
    });
    return this.problems.length < mostProblems;
  }

  mistake(instruction: number, mistake: BufferMistake, number: number): boolean {
    if (this.#reported.has(instruction)) return true;
    this.#reported.add(instruction);
    this.problems.push(this.#problem(instruction, mistake, number));
    return this.problems.length < mostProblems;
  }

  #problem(instruction: number, mistake: BufferMistake, number: number): Problem {
    const group = groupOfInstruction(this.#program, instruction);
    const name = this.#program.groupNames[group] ?? '';
    const wasAllocated = this.#allocatedBy[group] !== 0;

    const related: RelatedPlace[] = [];
    this.#relate(related, this.#allocatedBy[group] ?? 0, `\`${name}\` is allocated here`);
    if (freeMistakes.has(mistake))
      this.#relate(related, this.#freedBy[group] ?? 0, this.#freedText(name, this.#freedBy[group] ?? 0));

    return {
      severity: 'error',
      code: codeOf(mistake, wasAllocated),
      message: this.#message(instruction, mistake, name, number, wasAllocated),
      place: placeOfInstruction(this.#program, instruction),
      related,
    };
  }

  #message(
    instruction: number,
    mistake: BufferMistake,
    name: string,
    number: number,
    wasAllocated: boolean,
  ): string {
    if (mistake === 'too-many-live')
      return `More than ${number} buffers are live at once here: nothing frees them.`;
    if (mistake === 'still-live') return `\`${name}\` is allocated a second time without a free in between.`;
    const isOperation = this.#program.opcodes[instruction] === opcode.operate;
    const used = isOperation ? 'used' : 'freed';
    if (!wasAllocated) return `\`${name}\` is ${used} but was never allocated.`;
    if (mistake === 'too-few-live') {
      return `This frees ${this.#program.firsts[instruction]} of \`${name}\`, of which ${number} ${number === 1 ? 'is' : 'are'} live.`;
    }
    const numbered = mistake === 'not-live' || this.#program.opcodes[instruction] === opcode.freeNumbers;
    return `\`${numbered ? `${name}[${number}]` : name}\` is ${used} but not live: it was freed before${numbered ? ', or has no such number' : ''}.`;
  }

  #freedText(name: string, instructionPlus1: number): string {
    const by = this.#program.opcodes[instructionPlus1 - 1];
    if (by === opcode.alloc) return `\`${name}\` frees itself: this is its lifetime`;
    return by === opcode.random ? `\`${name}\` is freed here, by chance` : `\`${name}\` is freed here`;
  }

  #relate(related: RelatedPlace[], instructionPlus1: number, message: string): void {
    if (instructionPlus1 === 0) return;
    related.push({ message, place: placeOfInstruction(this.#program, instructionPlus1 - 1) });
  }
}

function codeOf(mistake: BufferMistake, wasAllocated: boolean): string {
  if (mistake === 'too-many-live') return 'workload-too-long';
  if (mistake === 'still-live') return 'id-in-use';
  return wasAllocated ? 'free-not-live' : 'free-never-allocated';
}
