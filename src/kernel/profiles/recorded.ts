import type { Architecture } from './architecture.ts';
import type { KernelConfig } from './kernel-config.ts';

/** A kernel that was booted under QEMU, and whose boots the emulation is compared with. */
interface RecordedKernel {
  readonly line: string;
  readonly arch: Architecture;
  readonly pageSize: number;
}

/** CONFIG_VMSPLIT_3G. */
const usualPageOffset = 0xc0000000n;

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

/** Whether there are recordings of a release line on an architecture, in a configuration that is like the recorded one where it counts. */
export function isRecorded(line: string, arch: Architecture, config: KernelConfig): boolean {
  return (
    isLikeRecorded(arch, config) &&
    recordedKernels.some((one) => one.line === line && one.arch === arch && one.pageSize === config.pageSize)
  );
}

/** Addresses, zones and allocators as all recorded kernels of the architecture have them. */
function isLikeRecorded(arch: Architecture, config: KernelConfig): boolean {
  if (!config.dmaDeclareCoherent || config.dmaGlobalPool || config.dmaCma !== (arch !== 'riscv'))
    return false;
  switch (arch) {
    case 'arm64':
      return config.virtualBits >= 47 && config.zoneDma && config.zoneDma32;
    case 'arm':
      return !config.largePhysicalAddresses && config.highmem && config.pageOffset === usualPageOffset;
    case 'riscv':
      return config.zoneDma32;
  }
}
