/** early_mem() of arm64 and riscv. */
export function memoryLimited(bytes: bigint): string {
  return `Memory limited to ${bytes >> 20n}MB`;
}
