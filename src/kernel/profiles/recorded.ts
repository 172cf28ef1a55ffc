import type { Architecture } from './architecture.ts';
import type { KernelConfig } from './kernel-config.ts';

/** A kernel that was booted under QEMU, and whose boots the emulation is compared with. */
interface RecordedKernel {
  readonly line: string;
  readonly arch: Architecture;
  readonly pageSize: number;
}

const recordedKernels: readonly RecordedKernel[] = [
  { line: '7.2', arch: 'arm64', pageSize: 4096 },
  { line: '6.12', arch: 'arm64', pageSize: 4096 },
  { line: '6.12', arch: 'arm64', pageSize: 16384 },
  { line: '6.12', arch: 'arm', pageSize: 4096 },
  { line: '6.12', arch: 'riscv', pageSize: 4096 },
  { line: '6.1', arch: 'arm64', pageSize: 4096 },
  { line: '6.1', arch: 'arm', pageSize: 4096 },
  { line: '5.10', arch: 'arm64', pageSize: 4096 },
  { line: '5.10', arch: 'arm', pageSize: 4096 },
];

/** Whether there are recordings of a release line on an architecture, with this page size and width of addresses. */
export function isRecorded(
  line: string,
  arch: Architecture,
  { pageSize, largePhysicalAddresses }: Pick<KernelConfig, 'pageSize' | 'largePhysicalAddresses'>,
): boolean {
  if (arch === 'arm' && largePhysicalAddresses) return false;
  return recordedKernels.some((one) => one.line === line && one.arch === arch && one.pageSize === pageSize);
}
