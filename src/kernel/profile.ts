import type { Problem } from '../source/problem.ts';
import { type Architecture, type ArchitectureFacts, factsOf } from './profiles/architecture.ts';
import { type Behaviours, behavioursOf } from './profiles/behaviours.ts';
import { defconfigs } from './profiles/defconfigs.ts';
import { type KconfigSymbols, type KernelConfig, kernelConfig } from './profiles/kernel-config.ts';

export type { Architecture } from './profiles/architecture.ts';

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

/** The release line that is meant where none is named. */
export const defaultVersion = '6.12';

export interface ProfileRequest {
  /** `6.12`, or with a patch level `6.12.107`. Default: {@link defaultVersion}. */
  readonly version?: string | undefined;
  /** The kernel's folder name. Default: arm64. */
  readonly arch?: string | undefined;
  /** Symbols of a `.config`; default: the architecture's defconfig. */
  readonly config?: KconfigSymbols | undefined;
  /** What to call that configuration in outputs. */
  readonly kconfig?: string | undefined;
  /** Behaviours that this kernel is to have instead of its own: an experiment, not a kernel that there is. */
  readonly behaviours?: Partial<Behaviours> | undefined;
}

export type ProfileResult =
  | { readonly ok: true; readonly profile: KernelProfile }
  | { readonly ok: false; readonly problem: Problem };

interface Known {
  readonly version: string;
  readonly arch: Architecture;
  readonly basis: KernelProfile['basis'];
}

/** What {@link profileFor} knows: release lines by architecture, newest first. */
const supported: readonly Known[] = [
  { version: '7.2', arch: 'arm64', basis: 'recorded' },
  { version: '6.12', arch: 'arm64', basis: 'recorded' },
  { version: '6.1', arch: 'arm64', basis: 'recorded' },
  { version: '5.10', arch: 'arm64', basis: 'recorded' },
  { version: '7.2', arch: 'arm', basis: 'from source' },
  { version: '6.12', arch: 'arm', basis: 'recorded' },
  { version: '6.1', arch: 'arm', basis: 'recorded' },
  { version: '5.10', arch: 'arm', basis: 'recorded' },
  { version: '7.2', arch: 'riscv', basis: 'from source' },
  { version: '6.12', arch: 'riscv', basis: 'recorded' },
  { version: '6.1', arch: 'riscv', basis: 'from source' },
  { version: '5.10', arch: 'riscv', basis: 'from source' },
];

/** The release lines that there is a profile of, newest first; none for an architecture that is not emulated. */
export function versionsOf(arch: string): readonly string[] {
  return supported.filter((one) => one.arch === arch).map(({ version }) => version);
}

/** The profile of a kernel, or a problem that names what is there. */
export function profileFor(request: ProfileRequest = {}): ProfileResult {
  const version = request.version ?? defaultVersion;
  const arch = request.arch ?? 'arm64';
  const line = /^\d+\.\d+/.exec(version)?.[0] ?? version;
  const own = behavioursOf(version);
  const behaviours = own === undefined ? undefined : Object.freeze({ ...own, ...request.behaviours });
  const known = supported.find((one) => one.version === line && one.arch === arch);
  if (known === undefined || behaviours === undefined)
    return { ok: false, problem: unsupported(version, arch) };

  const config = kernelConfig(known.arch, request.config ?? defconfigs[known.arch], behaviours);
  const profile: KernelProfile = {
    version,
    arch: known.arch,
    basis: known.basis,
    behaviours,
    facts: factsOf(known.arch, config),
    config,
    kconfig: request.config === undefined ? undefined : (request.kconfig ?? 'given'),
  };
  return { ok: true, profile: Object.freeze(profile) };
}

function unsupported(version: string, arch: string): Problem {
  const archs = [...new Set(supported.map((one) => one.arch))];
  const versions = versionsOf(arch);
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
