import { bootKernel } from '../../../../src/kernel/boot-kernel.ts';
import { DmaApi, type DmaApiOptions } from '../../../../src/kernel/dma/api/dma-api.ts';
import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { DmaMachine } from '../../../../src/kernel/dma/dma-machine.ts';
import { MemoryBytes } from '../../../../src/kernel/dma/memory-bytes.ts';
import type { CpuBuffer } from '../../../../src/kernel/dma/streaming/cpu-buffer.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import { boardFromText } from '../../../helpers/board.ts';

/** Memory that both devices reach, and memory that only `wide` reaches. */
export const near = 0x41000000n;
export const far = 0x45600000n;

/** Where the default pool lies: the device behind the window sees it at 0x3bff000. */
export const poolBase = 0x43bff000n;

export interface StreamingBoard {
  readonly api: DmaApi;
  readonly memory: MemoryBytes;
  /** Sees 64 MiB of memory from 0x40000000 on, at 0; not coherent. */
  readonly narrow: DmaDevice;
  /** Has no window and 32 bits, and is coherent. */
  readonly wide: DmaDevice;
  /** The same, not coherent. */
  readonly plain: DmaDevice;
  /** With a restricted pool of 1 MiB at 0x54000000. */
  readonly guarded: DmaDevice;
  /** The log's lines so far. */
  readonly log: () => readonly string[];
}

export interface BoardRequest extends DmaApiOptions {
  readonly version?: string;
  readonly arch?: string;
  readonly cmdline?: string;
  /** GiB of memory. Default: 1. */
  readonly gibibytes?: number;
  /** Slots of the default pool; 0: none. */
  readonly slots?: number;
}

/** Memory from 0x40000000 on, four devices, and a bounce pool whose place is given. */
export function streamingBoard(request: BoardRequest = {}): StreamingBoard {
  const { version = '6.12', arch = 'arm64', cmdline = '', slots = 512, gibibytes = 1, ...options } = request;
  const found = profileFor({ version, arch });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@40000000 { device_type = "memory"; reg = <0 0x40000000 ${hexCells(gibibytes)}>; };
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
    pool: restricted@54000000 { compatible = "restricted-dma-pool"; reg = <0 0x54000000 0 0x100000>; }; };
  bus { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0x0 0x0 0x40000000 0x4000000>;
    narrow { compatible = "some,dev"; }; };
  wide { compatible = "some,dev"; dma-coherent; };
  plain { compatible = "some,dev"; };
  guarded { compatible = "some,dev"; memory-region = <&pool>; };
};`);
  const kernel = bootKernel({ model, profile: found.profile, machine: { cmdline } });
  const machine = new DmaMachine(kernel);
  const device = (path: string): DmaDevice => {
    const node = model.tree.nodeByPath(path);
    if (node === undefined) throw new Error(`no ${path}`);
    return machine.device(node);
  };
  const guarded = device('/guarded');
  const region = kernel.table.entries.find(({ name }) => name === 'restricted@54000000');
  if (region !== undefined && found.profile.config.dmaRestrictedPool) {
    const pool = machine.restrictedPoolOf(region);
    if (typeof pool !== 'number') guarded.restrictedPool = pool;
  }
  const memory = new MemoryBytes();
  const api = new DmaApi(machine, {
    memory,
    bouncePool: slots === 0 ? 'none' : { base: poolBase, slots, areas: 1 },
    ...options,
  });
  return {
    api,
    memory,
    narrow: device('/bus/narrow'),
    wide: device('/wide'),
    plain: device('/plain'),
    guarded,
    log: () => machine.log.lines.map(({ text }) => text),
  };
}

function hexCells(gibibytes: number): string {
  return `${gibibytes >> 2} 0x${((gibibytes & 3) * 2 ** 30).toString(16)}`;
}

export function pages(phys: bigint): CpuBuffer {
  return { phys, kind: 'pages' };
}

/** Bytes as hex digits. */
export function hexAt(memory: MemoryBytes, phys: bigint, length: number): string {
  return Buffer.from(memory.read(phys, length)).toString('hex');
}
