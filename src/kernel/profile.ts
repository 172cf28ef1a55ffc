import type { Problem } from '../source/problem.ts';
import { type Behaviours, behavioursOf } from './profiles/behaviours.ts';
import {
  arm64Config,
  arm64Defconfig,
  type KconfigSymbols,
  type KernelConfig,
} from './profiles/kernel-config.ts';

export type Architecture = 'arm64' | 'arm' | 'riscv';

/** Facts of an architecture that no configuration changes here. */
export interface ArchitectureFacts {
  /** Bits of `phys_addr_t`. */
  readonly addressBits: 32 | 64;
  /** Memory from this bit on is dropped (arm64_memblock_init(), spec 01 §1). */
  readonly physicalBits: number;
  /** Bytes that the linear map covers. */
  readonly linearMapSize: bigint;
  /** The linear map's base is rounded down to this. */
  readonly linearMapAlign: bigint;
  /** Bytes of a memory section: the granule of `struct page` arrays. */
  readonly sectionSize: bigint;
  /** Whether devices are coherent where the tree does not say. */
  readonly dmaCoherentByDefault: boolean;
}

/** All that decides how a kernel behaves, but for the board: frozen data. */
export interface KernelProfile {
  readonly version: string;
  readonly arch: Architecture;
  /** Whether this profile was compared with recordings of that kernel, or read from its source only. */
  readonly basis: 'recorded' | 'from source';
  readonly behaviours: Behaviours;
  readonly facts: ArchitectureFacts;
  readonly config: KernelConfig;
  /** Name of the configuration file, as the user gave it; undefined: that kernel's defconfig. */
  readonly kconfig: string | undefined;
}

export interface ProfileRequest {
  /** `6.12`, or with a patch level `6.12.107`. Default: 6.12. */
  readonly version?: string | undefined;
  /** The kernel's folder name. Default: arm64. */
  readonly arch?: string | undefined;
  /** Symbols of a `.config`; default: the architecture's defconfig. */
  readonly config?: KconfigSymbols | undefined;
  /** What to call that configuration in outputs. */
  readonly kconfig?: string | undefined;
}

export type ProfileResult =
  | { readonly ok: true; readonly profile: KernelProfile }
  | { readonly ok: false; readonly problem: Problem };

/** What {@link profileFor} knows: release lines and architectures that were compared with recordings. */
const supported: readonly { readonly version: string; readonly arch: Architecture }[] = [
  { version: '7.2', arch: 'arm64' },
  { version: '6.12', arch: 'arm64' },
  { version: '6.1', arch: 'arm64' },
  { version: '5.10', arch: 'arm64' },
];

/** The profile of a kernel, or a problem that names what is there. */
export function profileFor(request: ProfileRequest = {}): ProfileResult {
  const version = request.version ?? '6.12';
  const arch = request.arch ?? 'arm64';
  const line = /^\d+\.\d+/.exec(version)?.[0] ?? version;
  const behaviours = behavioursOf(version);
  const known = supported.find((one) => one.version === line && one.arch === arch);
  if (known === undefined || behaviours === undefined)
    return { ok: false, problem: unsupported(version, arch) };

  const config = arm64Config(request.config ?? arm64Defconfig, behaviours);
  const profile: KernelProfile = {
    version,
    arch: known.arch,
    basis: 'recorded',
    behaviours,
    facts: arm64Facts(config.pageSize),
    config,
    kconfig: request.config === undefined ? undefined : (request.kconfig ?? 'given'),
  };
  return { ok: true, profile: Object.freeze(profile) };
}

function unsupported(version: string, arch: string): Problem {
  const archs = [...new Set(supported.map((one) => one.arch))];
  const versions = supported.filter((one) => one.arch === arch).map((one) => one.version);
  if (versions.length === 0) {
    return {
      severity: 'error',
      code: 'unsupported-architecture',
      message: `There is no kernel profile for the architecture ${arch}; there is one for ${archs.join(', ')}.`,
      help: `Name another with --arch, for instance --arch ${archs[0] ?? 'arm64'}.`,
    };
  }
  return {
    severity: 'error',
    code: 'unsupported-kernel',
    message: `There is no kernel profile for Linux ${version} on ${arch}; there is one for ${versions.join(', ')}.`,
    help: `Name another with --kernel, for instance --kernel 6.12.`,
  };
}

/** 48 bits of address in the kernel's map and 47 in its linear half, whatever CONFIG_ARM64_VA_BITS_52 wishes for: the recorded CPUs have no more. */
function arm64Facts(pageSize: number): ArchitectureFacts {
  return Object.freeze({
    addressBits: 64,
    physicalBits: 48,
    linearMapSize: 1n << 47n,
    linearMapAlign: 1n << 30n,
    sectionSize: pageSize === 65536 ? 1n << 29n : 1n << 27n,
    dmaCoherentByDefault: false,
  });
}
