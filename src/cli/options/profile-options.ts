import type { Argv } from 'yargs';
import type { MachineRequest } from '../../kernel/machine.ts';
import type { AddressRange } from '../../memory/model.ts';
import { parseSizeAtBase } from '../size-at-base.ts';
import { lastOne } from './last-one.ts';
import { many } from './option-kinds.ts';

/** What decides how a kernel behaves, and the memory that it gets. */
export interface KernelArguments {
  readonly kernel: string | undefined;
  readonly arch: string | undefined;
  readonly kconfig: string | undefined;
  readonly pageSize: string | undefined;
  readonly cmdline: string | undefined;
  readonly memory: readonly string[];
}

/** Where the boot loader puts things. */
export interface PlacementArguments {
  readonly kernelImage: string | undefined;
  readonly initrd: string | undefined;
  readonly fdt: string | undefined;
}

export interface ProfileArguments extends KernelArguments, PlacementArguments {
  /** Files of reserved-memory drivers. */
  readonly hooks: readonly string[];
}

const group = 'Kernel profile:';
const text = { type: 'string', requiresArg: true, coerce: lastOne, group } as const;

/** Options of every command whose answer hangs on the kernel. */
export function withKernelOptions<T>(yargs: Argv<T>): Argv<T & KernelArguments> {
  return yargs.options({
    kernel: {
      ...text,
      defaultDescription: '6.12',
      describe:
        'The kernel version, such as 6.12 or 6.1.176: 7.2, 6.12, 6.1, 5.10, 4.14, or the nearest below',
    },
    arch: {
      ...text,
      defaultDescription: 'from the tree',
      describe: "The kernel's name of the architecture: arm64, arm or riscv",
    },
    kconfig: {
      ...text,
      defaultDescription: "that kernel's defconfig",
      describe: 'Its .config file, or a /proc/config.gz; its header names version and architecture',
    },
    'page-size': {
      ...text,
      choices: ['4K', '16K', '64K'],
      defaultDescription: "the configuration's, or 4K",
      describe: "The size of arm64's pages",
    },
    cmdline: { ...text, defaultDescription: '/chosen bootargs', describe: 'The kernel command line' },
    memory: {
      ...many,
      defaultDescription: 'the memory nodes',
      describe: 'SIZE@BASE of RAM, in place of the memory nodes (repeatable)',
      group,
    },
  }) as unknown as Argv<T & KernelArguments>;
}

/** Options of the commands that boot. */
export function withProfileOptions<T>(yargs: Argv<T>): Argv<T & ProfileArguments> {
  return withKernelOptions(yargs).options({
    'kernel-image': { ...text, defaultDescription: 'assumed', describe: 'SIZE@BASE of the kernel in memory' },
    initrd: { ...text, defaultDescription: '/chosen', describe: 'SIZE@BASE of the initial RAM disk' },
    fdt: { ...text, defaultDescription: 'assumed', describe: 'SIZE@BASE of the device-tree blob' },
    hooks: {
      ...many,
      describe: 'A module of reserved-memory drivers of your own (repeatable); it is run',
      group,
    },
  }) as unknown as Argv<T & ProfileArguments>;
}

/** The RAM that `--memory` gives; undefined where the tree tells it. @throws UsageError for a range that is none */
export function givenMemory({ memory }: KernelArguments): readonly AddressRange[] | undefined {
  return memory.length === 0 ? undefined : memory.map((range) => parseSizeAtBase('--memory', range));
}

/** What the options say about the boot loader's decisions. @throws UsageError for a range that is none */
export function machineRequest(args: ProfileArguments): MachineRequest {
  return {
    cmdline: args.cmdline,
    memory: givenMemory(args),
    kernelImage: rangeOf('--kernel-image', args.kernelImage),
    initrd: rangeOf('--initrd', args.initrd),
    fdt: rangeOf('--fdt', args.fdt),
  };
}

function rangeOf(option: string, value: string | undefined): AddressRange | undefined {
  return value === undefined ? undefined : parseSizeAtBase(option, value);
}
