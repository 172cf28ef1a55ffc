import type {
  CoherentDeclaration,
  DriverFunction,
  KernelFacts,
  RegionFacts,
} from '../../kernel/hooks/driver.ts';
import type { NodeFacts } from '../../kernel/hooks/driver-node.ts';
import type { LogLevel } from '../../kernel/log.ts';

/** A call of a driver's function: to the worker. */
export interface HookCall {
  /** Which declaration of the file. */
  readonly hook: number;
  readonly function: DriverFunction;
  readonly region: RegionFacts;
  /** Of the functions that have one. */
  readonly device: NodeFacts | undefined;
  readonly kernel: KernelFacts;
}

/** What a driver does to the kernel while it is called; each is answered with a {@link HookAnswer}. */
export type HookAction =
  | { readonly kind: 'declare'; readonly declaration: CoherentDeclaration }
  | { readonly kind: 'release' }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly text: string };

export interface HookAnswer {
  readonly result: number;
}

/** A call of declareReservedMemory(), as found in a file. */
export interface HookDeclaration {
  readonly compatible: string;
  readonly functions: readonly DriverFunction[];
}

/** What the worker says. */
export type WorkerMessage =
  /** It runs, and is about to load the file. */
  | { readonly kind: 'started' }
  | { readonly kind: 'loaded'; readonly declarations: readonly HookDeclaration[] }
  | { readonly kind: 'acts'; readonly action: HookAction }
  | { readonly kind: 'returned'; readonly result: number }
  /** The file, or the function that was called, is not as it should be: a clause without its subject. */
  | { readonly kind: 'failed'; readonly why: string };
