import type { KernelConfig } from './kernel-config.ts';

/** An architecture, by the name of its folder in the kernel. */
export type Architecture = 'arm64' | 'arm' | 'riscv';

/** What an architecture fixes, given its page size and address width. */
export interface ArchitectureFacts {
  /** Bits of `phys_addr_t`. */
  readonly addressBits: 32 | 64;
  /** Bits of `unsigned long` and `size_t`. */
  readonly wordBits: 32 | 64;
  /** Memory from this bit on is dropped (arm64_memblock_init(), spec 01 §1). */
  readonly physicalBits: number;
  /** Bytes that the linear map covers. */
  readonly linearMapSize: bigint;
  /** The linear map's base is rounded down to this. */
  readonly linearMapAlign: bigint;
  /** Bytes that one entry of the second lowest page table maps. */
  readonly pmdSize: bigint;
  /** Bytes of a memory section: the granule of `struct page` arrays. */
  readonly sectionSize: bigint;
  /** Whether devices are coherent where the tree does not say. */
  readonly dmaCoherentByDefault: boolean;
}

/** The facts of an architecture under a configuration. */
export function factsOf(arch: Architecture, config: KernelConfig): ArchitectureFacts {
  if (arch === 'arm64') return arm64Facts(config);
  return arch === 'arm' ? armFacts(config.largePhysicalAddresses) : riscvFacts;
}

/**
 * Half of the kernel's map is linear. Of CONFIG_ARM64_VA_BITS_52 48 bits are left: few CPUs have more, and the recorded ones have
 * not.
 */
function arm64Facts({ pageSize, virtualBits }: KernelConfig): ArchitectureFacts {
  return Object.freeze({
    addressBits: 64,
    wordBits: 64,
    physicalBits: 48,
    linearMapSize: 1n << BigInt(Math.min(virtualBits, 48) - 1),
    linearMapAlign: 1n << 30n,
    pmdSize: BigInt(pageSize) * BigInt(pageSize / 8),
    sectionSize: pageSize === 65536 ? 1n << 29n : 1n << 27n,
    dmaCoherentByDefault: false,
  });
}

/** One array of `struct page` covers all memory from the first byte to the last (FLATMEM); pmdSize is PMD_SIZE, two sections. */
function armFacts(hasLpae: boolean): ArchitectureFacts {
  return Object.freeze({
    addressBits: hasLpae ? 64 : 32,
    wordBits: 32,
    physicalBits: hasLpae ? 40 : 32,
    linearMapSize: 1n << 32n,
    linearMapAlign: 1n << 21n,
    pmdSize: 1n << 21n,
    sectionSize: 1n << 40n,
    dmaCoherentByDefault: false,
  });
}

/** Four levels of page tables, as most CPUs that Linux runs on have at least three: 2^47 bytes of linear map (Sv48). */
const riscvFacts: ArchitectureFacts = Object.freeze({
  addressBits: 64,
  wordBits: 64,
  physicalBits: 56,
  linearMapSize: 1n << 46n,
  linearMapAlign: 1n << 21n,
  pmdSize: 1n << 21n,
  sectionSize: 1n << 27n,
  dmaCoherentByDefault: true,
});
