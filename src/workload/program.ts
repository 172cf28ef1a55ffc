import type { Place } from '../source/place.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { AllocVariant } from './alloc-variant.ts';
import type { Lifetime } from './generate/lifetime.ts';
import type { RandomPlan } from './generate/random-plan.ts';
import type { Operation } from './operations/operation.ts';
import type { RecordedOutcome } from './recorded-outcome.ts';
import type { StepDetails } from './step-details.ts';

/** What an instruction does; `first` and `last` are its two operands. */
export const opcode = {
  /** Allocates `first` buffers of `size` bytes for `device` into `group`, as variant number `last`. */
  alloc: 0,
  /** Frees every live buffer of `group`; with `flag.wrongly`, `last` bytes beside its address. */
  freeGroup: 1,
  /** Frees the buffers of `group` numbered `first` to `last`, both included. */
  freeNumbers: 2,
  /** Frees the `first` oldest of `group`. */
  freeOldest: 3,
  /** Frees the `first` newest of `group`. */
  freeNewest: 4,
  /** Frees all that `device` holds. */
  freeDevice: 5,
  /** Frees all that is live. */
  freeAll: 6,
  /** Runs what follows, up to the matching `loopEnd`, `first` times. */
  loop: 7,
  /** Ends the loop that begins at instruction `first`. */
  loopEnd: 8,
  /** From here on, phase number `first`; `phaseEnd` returns to the one around it. */
  phase: 9,
  phaseEnd: 10,
  /** Performs operation number `first`. */
  operate: 11,
  /** Actors, number `first` of `parallels`, take turns; instruction `last` is the first behind them. */
  parallel: 12,
  /** Allocates and frees by number `first` of `randoms`, into `group`, as variant number `last`. */
  random: 13,
} as const;

/** Bits of an instruction's `flags`. */
export const flag = {
  /** GFP_ATOMIC: the caller may not sleep. */
  atomic: 1,
  /** The group holds one buffer at a time, as an operation log's ids do. */
  exclusive: 2,
  /** Written without a count: its buffer is called by the group's name alone. */
  single: 4,
  /** Frees with `size` bytes, whatever was allocated. */
  wrongly: 8,
  /** Of an allocation: `lifetimes` says when its buffers are freed. Of a loop or a phase: some live in it. */
  lifetime: 16,
} as const;

/** `expectedFailures` of a step on which a failure is neither good nor bad. */
export const anyFailures = -1;

/** One of several that take turns. */
export interface Actor {
  /** Number of its name in `actorNames`. */
  readonly name: number;
  /** Operations a turn, at least 1. */
  readonly per: number;
  /** Rounds of turns that go by before its first. */
  readonly start: number;
  /** Half-open range of its instructions. */
  readonly from: number;
  readonly to: number;
}

/**
 * A workload, flat: one column per operand, one row per instruction, so that a log of a million lines and three nested
 * loops run through the same few lines, without an object per operation.
 */
export interface Program {
  readonly file: SourceFile;
  readonly length: number;
  readonly opcodes: Uint8Array;
  readonly devices: Int32Array;
  readonly groups: Int32Array;
  /** Bytes; whole numbers up to 2^53 - 1. */
  readonly sizes: Float64Array;
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
  readonly flags: Uint8Array;
  /** How many of an `alloc`'s buffers must fail each time it runs, or `anyFailures`. */
  readonly expectedFailures: Int32Array;
  /** By instruction: what the step says that it gives. */
  readonly details: ReadonlyMap<number, StepDetails>;
  /** By instruction: what a running system recorded of it. */
  readonly recorded: ReadonlyMap<number, RecordedOutcome>;
  /** 1 where the step itself says what it expects. */
  readonly stated: Uint8Array;
  /** Half-open range of the instruction in `file`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly variants: readonly AllocVariant[];
  readonly operations: readonly Operation[];
  readonly groupNames: readonly string[];
  readonly phaseNames: readonly string[];
  /** By phase: number of the actor that it belongs to; undefined: none. */
  readonly phaseActors: readonly (number | undefined)[];
  readonly actorNames: readonly string[];
  /** Actors in the order of their turns. */
  readonly parallels: readonly (readonly Actor[])[];
  readonly randoms: readonly RandomPlan[];
  /** By instruction. */
  readonly lifetimes: ReadonlyMap<number, Lifetime>;
}

/** Where an instruction was written. */
export function placeOfInstruction(program: Program, instruction: number): Place {
  return { file: program.file, start: program.starts[instruction] ?? 0, end: program.ends[instruction] ?? 0 };
}

/** The group that an instruction is about: that of an operation's allocation, else its own. */
export function groupOfInstruction(program: Program, instruction: number): number {
  if (program.opcodes[instruction] !== opcode.operate) return program.groups[instruction] ?? 0;
  return program.operations[program.firsts[instruction] ?? 0]?.allocation?.group ?? 0;
}

/** What a trace calls a buffer: its id alone where the step has no count, else with its number, `cap[3]`. */
export function bufferName(program: Program, group: number, number: number, isAlone: boolean): string {
  const name = program.groupNames[group] ?? '';
  return isAlone && number === 0 ? name : `${name}[${number}]`;
}
