import type { BootedKernel } from '../../kernel/booted-kernel.ts';

/** Bytes of RAM: what the memory nodes say, or the user. */
export function ramOf({ machine, model }: BootedKernel): bigint {
  return (machine.memory ?? model.banks).reduce((sum, { size }) => sum + size, 0n);
}
