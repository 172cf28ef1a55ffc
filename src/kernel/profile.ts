import type { Problem } from '../source/problem.ts';
import { type Architecture, type ArchitectureFacts, factsOf } from './profiles/architecture.ts';
import type { Behaviours } from './profiles/behaviours.ts';
import { behavioursByVersion, early61 } from './profiles/behaviours-by-version.ts';
import { defconfigOf } from './profiles/defconfigs.ts';
import { type KconfigSymbols, type KernelConfig, kernelConfig } from './profiles/kernel-config.ts';
import {
  type KernelVersion,
  nearestLine,
  parseKernelVersion,
  releaseLine,
} from './profiles/kernel-version.ts';
import { withPageSize } from './profiles/page-size.ts';
import { isRecorded } from './profiles/recorded.ts';

export type { Architecture } from './profiles/architecture.ts';

/** All that decides how a kernel behaves, but for the board: frozen data. */
export interface KernelProfile {
  /** The release that is emulated: that which was asked for, or the line of the nearest profile. */
  readonly version: string;
  /** What was asked for, word for word; undefined: nothing was. */
  readonly requested: string | undefined;
  /** False: there is no profile of the version that was asked for, and the nearest older one stands in for it. */
  readonly isExactVersion: boolean;
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
  /** Any of {@link parseKernelVersion}'s forms. Default: {@link defaultVersion}. */
  readonly version?: string | undefined;
  /** The kernel's folder name. Default: arm64. */
  readonly arch?: string | undefined;
  /** Symbols of a `.config`; default: the architecture's defconfig. */
  readonly config?: KconfigSymbols | undefined;
  /** What to call that configuration in outputs. */
  readonly kconfig?: string | undefined;
  /** Bytes, in place of the configuration's. */
  readonly pageSize?: number | undefined;
  /** Behaviours that this kernel is to have instead of its own: an experiment, not a kernel that there is. */
  readonly behaviours?: Partial<Behaviours> | undefined;
}

export type ProfileResult =
  | { readonly ok: true; readonly profile: KernelProfile }
  | { readonly ok: false; readonly problem: Problem };

/** Release lines by architecture, newest first. */
const supported: Readonly<Record<Architecture, readonly string[]>> = {
  arm64: ['7.2', '6.12', '6.1', '5.10', '4.14'],
  arm: ['7.2', '6.12', '6.1', '5.10', '4.14'],
  riscv: ['7.2', '6.12', '6.1', '5.10'],
};

/** The release lines that there is a profile of, newest first; none for an architecture that is not emulated. */
export function versionsOf(arch: string): readonly string[] {
  return isArchitecture(arch) ? supported[arch] : [];
}

/** The profile of a kernel, or that of the nearest older one; a problem that names what is there where there is neither. */
export function profileFor(request: ProfileRequest = {}): ProfileResult {
  const asked = request.version ?? defaultVersion;
  const arch = request.arch ?? 'arm64';
  const version = parseKernelVersion(asked);
  if (!isArchitecture(arch)) return refused(unknownArchitecture(arch));
  if (version === undefined) return refused(malformedVersion(asked));

  const line = nearestLine(version, supported[arch]);
  const own = line === undefined ? undefined : behavioursOf(version, line);
  if (line === undefined || own === undefined) return refused(tooOld(asked, arch));
  const found = request.behaviours === undefined ? own : Object.freeze({ ...own, ...request.behaviours });

  const symbols = withPageSize(request.config ?? defconfigOf(arch, found), arch, request.pageSize);
  if (symbols === undefined) return refused(unknownPageSize(arch, request.pageSize ?? 0));

  const config = kernelConfig(arch, symbols, found);
  const isExactVersion = releaseLine(version) === line;
  const patch = isExactVersion && version.patch !== undefined ? `.${version.patch}` : '';
  const profile: KernelProfile = {
    version: `${line}${patch}`,
    requested: request.version,
    isExactVersion,
    arch,
    basis: isExactVersion && isRecorded(line, arch, config) ? 'recorded' : 'from source',
    behaviours: found,
    facts: factsOf(arch, config),
    config,
    kconfig: request.config === undefined ? undefined : (request.kconfig ?? 'given'),
  };
  return { ok: true, profile: Object.freeze(profile) };
}

/** The last stable release of 6.1 that is known to behave as all before it. */
const lastEarly61 = 176;

/** The table's, but for early releases of 6.1 and those that only stand on its profile. */
function behavioursOf(version: KernelVersion, line: string): Behaviours | undefined {
  if (line !== '6.1') return behavioursByVersion[line];

  const isSuccessor = releaseLine(version) !== line;
  const isEarly = version.patch !== undefined && version.patch <= lastEarly61;
  return isSuccessor || isEarly ? early61 : behavioursByVersion[line];
}

function isArchitecture(arch: string): arch is Architecture {
  return Object.hasOwn(supported, arch);
}

function refused(problem: Problem): ProfileResult {
  return { ok: false, problem };
}

function unknownArchitecture(arch: string): Problem {
  const archs = Object.keys(supported);
  return {
    severity: 'error',
    code: 'unsupported-architecture',
    message: `There is no kernel profile for the architecture ${arch === '' ? '""' : arch}; there is one for ${archs.join(', ')}.`,
    help: `Name another with --arch, for instance --arch ${archs[0] ?? 'arm64'}.`,
  };
}

function malformedVersion(version: string): Problem {
  return {
    severity: 'error',
    code: 'unsupported-kernel',
    message: `"${version}" is no version of Linux: it has two or three numbers, as 6.12 or 6.1.176.`,
    help: 'Name one with --kernel, for instance --kernel 6.12.',
  };
}

function tooOld(version: string, arch: Architecture): Problem {
  const oldest = supported[arch].at(-1) ?? defaultVersion;
  return {
    severity: 'error',
    code: 'unsupported-kernel',
    message: `There is no kernel profile for Linux ${version} on ${arch}; the oldest is that of ${oldest}.`,
    help: `Name a newer one with --kernel: ${supported[arch].join(', ')}, or any release after the oldest.`,
  };
}

function unknownPageSize(arch: Architecture, pageSize: number): Problem {
  return {
    severity: 'error',
    code: 'unsupported-page-size',
    message: `Linux on ${arch} has no pages of ${pageSize} bytes.`,
    help: arch === 'arm64' ? 'Name 4K, 16K or 64K.' : `On ${arch} all pages have 4 KiB.`,
  };
}
