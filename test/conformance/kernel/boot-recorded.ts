import { bootKernel } from '../../../src/kernel/boot-kernel.ts';
import type { BootedKernel } from '../../../src/kernel/booted-kernel.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { loadBoardText } from '../../../src/project/load-board.ts';
import { type EmulationInput, toRange } from './emulation-input.ts';

/** Our kernel on a recording's board; undefined: there is no profile of that kernel. */
export function bootRecorded(input: EmulationInput): BootedKernel | undefined {
  const { kernel, machine } = input;
  const symbols = Object.entries(kernel.config).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  const found = profileFor({
    version: versionOf(kernel),
    arch: machine.arch === 'riscv64' ? 'riscv' : machine.arch,
    config: new Map(symbols),
  });
  if (!found.ok) return undefined;

  const { board, problems } = loadBoardText('recording.dts', input.dts);
  if (board === undefined) throw new Error(`the recorded tree has errors: ${problems[0]?.message}`);
  const image = machine.kernel_reserved ?? null;
  const load = BigInt(machine.kernel_load);
  return bootKernel({
    model: board.model,
    profile: found.profile,
    machine: {
      kernelImage: image === null ? undefined : toRange(image),
      initrd: machine.initrd === null ? undefined : toRange(machine.initrd),
      fdt: toRange(machine.dtb),
      // 32-bit Arm keeps its first page tables in the 16 KiB below the place that it is loaded to.
      pageTables: { base: load - 0x4000n, size: 0x4000n },
      cmdline: machine.cmdline ?? undefined,
    },
    ...(input.earlyAllocations === undefined ? {} : { earlyAllocations: input.earlyAllocations }),
  });
}

/** What FORMAT.md says about Debian's names: their patch level is not in them. */
const debianReleases: Readonly<Record<string, string>> = {
  '6.1.0-50': '6.1.176',
  '6.1.0-56': '6.1.192',
};

function versionOf({ tag, release }: EmulationInput['kernel']): string {
  const abi = /^\d+\.\d+\.0-\d+/.exec(release ?? '')?.[0] ?? '';
  return debianReleases[abi] ?? tag.replace(/-.*/, '');
}
