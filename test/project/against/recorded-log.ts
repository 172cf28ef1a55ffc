import type { Board } from '../../../src/project/board.ts';
import type { BootRequest } from '../../../src/project/boot-board.ts';
import { loadBoardText } from '../../../src/project/load-board.ts';
import { toRange } from '../../conformance/kernel/emulation-input.ts';
import type { Recording } from '../../conformance/kernel/recording.ts';

/** A recorded boot as somebody has it who has the board, its kernel's configuration, and a log. */
export interface RecordedBoot {
  readonly board: Board;
  readonly request: BootRequest;
  /** What the kernel printed, without time stamps. */
  readonly lines: readonly string[];
}

/** Debian's names do not tell the patch level. */
const patchLevels: Readonly<Record<string, string>> = { '6.1.0-50': '6.1.176', '6.1.0-56': '6.1.192' };

export function recordedBoot(recording: Recording): RecordedBoot {
  const { kernel, machine, log, dts } = recording;
  const { board } = loadBoardText('recording.dts', dts);
  if (board === undefined || log === null) throw new Error(`${recording.scenario} has no log`);

  const abi = /^\d+\.\d+\.0-\d+/.exec(kernel.release ?? '')?.[0] ?? '';
  const version = patchLevels[abi] ?? kernel.tag.replace(/-.*/, '');
  const symbols = Object.entries(kernel.config).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  const image = machine.kernel_reserved ?? null;
  const load = BigInt(machine.kernel_load);
  return {
    board,
    request: {
      kernel: { arch: machine.arch === 'riscv64' ? 'riscv' : machine.arch, config: new Map(symbols) },
      machine: {
        kernelImage: image === null ? undefined : toRange(image),
        initrd: machine.initrd === null ? undefined : toRange(machine.initrd),
        fdt: toRange(machine.dtb),
        pageTables: { base: load - 0x4000n, size: 0x4000n },
      },
    },
    lines: [
      'Booting Linux on physical CPU 0x0000000000 [0x411fd070]',
      `Linux version ${version} (builder@host) (gcc 14.2.0) #1 SMP`,
      ...log,
    ],
  };
}
