import type { Allocation, AllocRequest, FreeRequest } from '../kernel/dma/types.ts';
import { flag, opcode, type Program } from './program.ts';

/** What an `alloc` instruction asks for, each time it runs. */
export function allocRequestOf(program: Program, instruction: number): AllocRequest {
  const maySleep = ((program.flags[instruction] ?? 0) & flag.atomic) === 0;
  const variant = program.variants[program.lasts[instruction] ?? 0];
  const at = program.recorded.get(instruction)?.phys;
  const request = { size: program.sizes[instruction] ?? 0, maySleep, ...variant };
  return at === undefined ? request : { ...request, at };
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
