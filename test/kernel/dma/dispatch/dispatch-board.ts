import { bootKernel } from '../../../../src/kernel/boot-kernel.ts';
import { DeviceAssignments } from '../../../../src/kernel/device-assignment.ts';
import { type Buffer, dmaHandleOf, physOf, type Refusal } from '../../../../src/kernel/dma/buffer.ts';
import { RecordedPath } from '../../../../src/kernel/dma/decision-path.ts';
import type { DmaRequest } from '../../../../src/kernel/dma/dispatch/ask.ts';
import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { DmaMachine, type DmaMachineOptions } from '../../../../src/kernel/dma/dma-machine.ts';
import { gfpKernel } from '../../../../src/kernel/dma/gfp.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import type { Behaviours } from '../../../../src/kernel/profiles/behaviours.ts';
import { boardFromText } from '../../../helpers/board.ts';

export interface DispatchBoard {
  readonly version?: string;
  readonly arch?: 'arm64' | 'arm' | 'riscv';
  /** `reg` of the memory node; default: 2 GiB from 0x80000000 on. */
  readonly memory?: string;
  /** Children of /reserved-memory; a device names the one with the label `pool`. */
  readonly regions?: string;
  /** Properties of the device, and of the bus that it is on. */
  readonly device?: string;
  readonly bus?: string;
  readonly cmdline?: string;
  readonly config?: ReadonlyMap<string, string>;
  readonly behaviours?: Partial<Behaviours>;
  readonly options?: DmaMachineOptions;
}

/** A kernel with one device, and what its driver asks. */
export interface Asked {
  readonly machine: DmaMachine;
  readonly device: DmaDevice;
  request(size: number, more?: Partial<DmaRequest>): Buffer | Refusal;
  /** Who gave the memory, or why nobody did. */
  from(size: number, more?: Partial<DmaRequest>): string;
  /** CPU address and what the device sees. */
  at(size: number, more?: Partial<DmaRequest>): readonly [bigint, bigint];
  /** The tests on the way that held, by what they led to. */
  path(size: number, more?: Partial<DmaRequest>): readonly string[];
}

export function bootBoard(board: DispatchBoard = {}): Asked {
  const { version, arch, config, behaviours, cmdline = 'cma=64M', options } = board;
  const found = profileFor({ version, arch, config, behaviours });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <${board.memory ?? '0x80000000 0x7ff00000'}>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${board.regions ?? ''} };
  soc { #address-cells = <1>; #size-cells = <1>; ranges; ${board.bus ?? ''}
    dev@0 { compatible = "some,dev"; ${board.device ?? ''} }; };
};`);
  const kernel = bootKernel({ model, profile: found.profile, machine: { cmdline } });
  const machine = new DmaMachine(kernel, options);
  const node = model.tree.nodeByPath('/soc/dev@0');
  if (node === undefined) throw new Error('no device');
  const device = machine.device(node);
  const assignments = new DeviceAssignments(machine);
  assignments.configure(device);
  if (node.property('memory-region') !== undefined) assignments.initByIndex(device, 0);

  const full = (size: number, more: Partial<DmaRequest> = {}): DmaRequest => ({
    size,
    gfp: gfpKernel,
    attrs: 0,
    call: 'attrs',
    ...more,
  });
  const request = (size: number, more?: Partial<DmaRequest>): Buffer | Refusal =>
    machine.allocate(device, full(size, more));
  return {
    machine,
    device,
    request,
    from(size, more) {
      const buffer = request(size, more);
      return typeof buffer === 'string' ? buffer : buffer.from;
    },
    at(size, more) {
      const buffer = request(size, more);
      if (typeof buffer === 'string') throw new Error(buffer);
      return [physOf(buffer), dmaHandleOf(buffer)];
    },
    path(size, more) {
      const recorded = new RecordedPath();
      machine.allocate(device, full(size, more), recorded);
      return recorded.steps.map(({ test, answer, source }) => `${source} ${test}: ${answer}`);
    },
  };
}
