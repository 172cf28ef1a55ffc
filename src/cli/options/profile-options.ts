import type { Argv } from 'yargs';
import type { MachineRequest } from '../../kernel/machine.ts';
import { parseSizeAtBase } from '../size-at-base.ts';
import { lastOne } from './last-one.ts';

export interface ProfileArguments {
  readonly kernel: string | undefined;
  readonly arch: string | undefined;
  readonly kconfig: string | undefined;
  readonly cmdline: string | undefined;
  readonly memory: readonly string[];
  readonly kernelImage: string | undefined;
  readonly initrd: string | undefined;
  readonly fdt: string | undefined;
}

const group = 'Kernel profile:';

/** Options of every command whose answer hangs on the kernel and on the boot loader. */
export function withProfileOptions<T>(yargs: Argv<T>): Argv<T & ProfileArguments> {
  return yargs.options({
    kernel: { ...text, defaultDescription: '6.12', describe: 'The kernel version' },
    arch: { ...text, defaultDescription: 'from the tree', describe: "The kernel's folder name: arm64" },
    kconfig: { ...text, defaultDescription: "that kernel's defconfig", describe: 'Its .config file' },
    cmdline: { ...text, defaultDescription: '/chosen bootargs', describe: 'The kernel command line' },
    memory: {
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      defaultDescription: 'the memory nodes',
      describe: 'SIZE@BASE of RAM, in place of the memory nodes (repeatable)',
      group,
    },
    'kernel-image': { ...text, describe: 'SIZE@BASE of the kernel in memory' },
    initrd: { ...text, describe: 'SIZE@BASE of the initial RAM disk' },
    fdt: { ...text, describe: 'SIZE@BASE of the device-tree blob' },
  }) as unknown as Argv<T & ProfileArguments>;
}

const text = { type: 'string', requiresArg: true, coerce: lastOne, group } as const;

/** What the options say about the boot loader's decisions. @throws UsageError for a range that is none */
export function machineRequest(args: ProfileArguments): MachineRequest {
  const { memory, cmdline } = args;
  return {
    cmdline,
    memory: memory.length === 0 ? undefined : memory.map((range) => parseSizeAtBase('--memory', range)),
    kernelImage: rangeOf('--kernel-image', args.kernelImage),
    initrd: rangeOf('--initrd', args.initrd),
    fdt: rangeOf('--fdt', args.fdt),
  };
}

function rangeOf(option: string, value: string | undefined): ReturnType<typeof parseSizeAtBase> | undefined {
  return value === undefined ? undefined : parseSizeAtBase(option, value);
}
