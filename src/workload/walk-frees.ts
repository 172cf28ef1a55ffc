import type { LiveBuffers } from './live-buffers.ts';
import { opcode, type Program } from './program.ts';

/** Why a step cannot be performed, whatever the allocator says. */
export type BufferMistake = 'nothing-live' | 'not-live' | 'too-few-live' | 'still-live' | 'too-many-live';

/**
 * Which buffers a step frees. How many is settled when the step begins; which, when the turn of each has come, as another actor may
 * have freed or allocated some since.
 */
export class WalkFrees {
  #program: Program;
  readonly #buffers: LiveBuffers;
  readonly #mistake: (at: number, mistake: BufferMistake, number: number) => void;

  constructor(
    program: Program,
    buffers: LiveBuffers,
    mistake: (at: number, mistake: BufferMistake, number: number) => void,
  ) {
    this.#program = program;
    this.#buffers = buffers;
    this.#mistake = mistake;
  }

  continueWith(program: Program): void {
    this.#program = program;
  }

  /** How many buffers a step frees: all or none, so a step that names one that is not live frees nothing. */
  begin(at: number): number {
    const { opcodes, devices, groups, firsts, lasts } = this.#program;
    if (opcodes[at] === opcode.freeAll) return this.#buffers.live;
    if (opcodes[at] === opcode.freeDevice) return this.#buffers.liveOfDevice(devices[at] ?? 0);

    const group = this.#buffers.group(groups[at] ?? 0);
    const first = firsts[at] ?? 0;
    if (group === undefined) return this.#refuse(at, 'nothing-live', first);
    if (opcodes[at] === opcode.freeGroup) return group.live;
    if (opcodes[at] !== opcode.freeNumbers)
      return group.live < first ? this.#refuse(at, 'too-few-live', group.live) : first;

    const last = lasts[at] ?? first;
    for (let number = first; number <= last; number++)
      if (group.slot(number) === undefined) return this.#refuse(at, 'not-live', number);
    return last - first + 1;
  }

  /** Slot of the next that a step frees, which has `left` to go; undefined where none is left, because it was freed since. */
  next(at: number, left: number): number | undefined {
    const { opcodes, devices, groups, lasts } = this.#program;
    if (opcodes[at] === opcode.freeAll) return this.#buffers.oldest();
    if (opcodes[at] === opcode.freeDevice) return this.#buffers.oldestOfDevice(devices[at] ?? 0);

    const group = this.#buffers.group(groups[at] ?? 0);
    if (opcodes[at] === opcode.freeGroup) return group?.slot(group.oldest);
    if (opcodes[at] === opcode.freeNumbers) {
      const number = (lasts[at] ?? 0) - left + 1;
      const slot = group?.slot(number);
      if (slot === undefined) this.#mistake(at, 'not-live', number);
      return slot;
    }
    if (group === undefined) {
      this.#mistake(at, 'too-few-live', 0);
      return undefined;
    }
    return group.slot(opcodes[at] === opcode.freeOldest ? group.oldest : group.newest);
  }

  #refuse(at: number, mistake: BufferMistake, number: number): 0 {
    this.#mistake(at, mistake, number);
    return 0;
  }
}
