import type { Allocation, AllocRequest, FreeRequest } from '../kernel/dma/types.ts';
import { flag, opcode, type Program } from './program.ts';

/** What the instructions of a program ask for; one that asks for the same again gives the same object. */
export class ProgramRequests {
  readonly #program: Program;
  readonly #requests: (AllocRequest | undefined)[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  /** What an `alloc` or a `random` asks for, of `size` bytes. */
  of(instruction: number, size: number): AllocRequest {
    const last = this.#requests[instruction];
    if (last !== undefined && last.size === size) return last;
    const request = last === undefined ? this.#first(instruction, size) : { ...last, size };
    this.#requests[instruction] = request;
    return request;
  }

  #first(instruction: number, size: number): AllocRequest {
    const maySleep = ((this.#program.flags[instruction] ?? 0) & flag.atomic) === 0;
    const variant = this.#program.variants[this.#program.lasts[instruction] ?? 0];
    const at = this.#program.recorded.get(instruction)?.phys;
    const request = { size, maySleep, ...variant };
    return at === undefined ? request : { ...request, at };
  }
}

/** What the driver says as it frees, where that is not what it was given; only a free of a whole group can say it. */
export function freeRequestOf(
  program: Program,
  instruction: number,
  { size }: Allocation,
): FreeRequest | undefined {
  if (program.opcodes[instruction] !== opcode.freeGroup) return undefined;
  const isWrong = ((program.flags[instruction] ?? 0) & flag.wrongly) !== 0;
  const offset = program.lasts[instruction] ?? 0;
  if (!isWrong && offset === 0) return undefined;
  return { size: isWrong ? (program.sizes[instruction] ?? 0) : size, offset };
}
