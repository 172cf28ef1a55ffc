/** RAM of a board, in bytes, and where it begins; without a base, where the board's own memory begins. */
export interface RamAmount {
  readonly size: bigint;
  readonly base: bigint | undefined;
}

/** One cell of a workload's matrix: what one run of it is made with. */
export interface WorkloadSetting {
  /** The axes that vary, with this cell's values: `ram=512MiB seed=3`; empty for the only cell. */
  readonly label: string;
  /** Undefined: what the board or the command line says. */
  readonly ram: RamAmount | undefined;
  /** A kernel's version, such as `6.12`; undefined: what the command line says. */
  readonly kernel: string | undefined;
  /** Of all that is random in the run. */
  readonly seed: number;
  /** What `${name}` stands for. */
  readonly variables: ReadonlyMap<string, number | string>;
}

/** The seed of a workload that says none. */
export const usualSeed = 1;
