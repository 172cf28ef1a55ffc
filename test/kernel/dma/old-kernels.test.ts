import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../../src/kernel/boot-kernel.ts';
import { DeviceAssignments } from '../../../src/kernel/device-assignment.ts';
import { dmaHandleOf } from '../../../src/kernel/dma/buffer.ts';
import type { DmaDevice } from '../../../src/kernel/dma/dma-device.ts';
import { type AllocCall, DmaMachine } from '../../../src/kernel/dma/dma-machine.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { boardFromText } from '../../helpers/board.ts';

const mebibyte = 1 << 20;

interface Booted {
  readonly device: DmaDevice;
  /** Where a request is answered from, or why it is not. */
  ask(size: number, call?: AllocCall): string;
  handle(size: number): bigint;
}

/** One device on a bus that sees memory from 0x80000000 on at 0, with the region that it names. */
function bootDevice(version: string, region: string, cmdline = 'cma=4M'): Booted {
  const found = profileFor({ version });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@80000000 { device_type = "memory"; reg = <0 0x80000000 1 0x40000000>; };
  reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${region} };
  soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0 0 0x80000000 0x7f000000>;
    dev@0 { compatible = "some,dev"; memory-region = <&pool>; }; };
};`);
  const kernel = bootKernel({ model, profile: found.profile, machine: { cmdline } });
  const machine = new DmaMachine(kernel);
  const node = model.tree.nodeByPath('/soc/dev@0');
  if (node === undefined) throw new Error('no device');
  const device = machine.device(node);
  new DeviceAssignments(machine).initByIndex(device, 0);
  return {
    device,
    ask(size, call = 'coherent') {
      const buffer = machine.allocate(device, call, size);
      return typeof buffer === 'string' ? buffer : buffer.from;
    },
    handle(size) {
      const buffer = machine.allocate(device, 'coherent', size);
      return typeof buffer === 'string' ? -1n : dmaHandleOf(buffer);
    },
  };
}

const none = 'pool: none { };';
const pool = (gibibytes: string): string =>
  `pool: pool@90000000 { compatible = "shared-dma-pool"; no-map; reg = <0 0x90000000 ${gibibytes}>; };`;

describe('dma_alloc_coherent() of arm64 on 4.14', () => {
  it('takes single pages out of the default area, and nothing else once that is full', () => {
    const old = bootDevice('4.14', none);
    expect([old.ask(4096), old.ask(2 * mebibyte), old.ask(2 * mebibyte)]).toEqual([
      'default-cma',
      'default-cma',
      'no-hole',
    ]);
    const newer = bootDevice('5.10', none);
    expect([newer.ask(4096), newer.ask(4 * mebibyte), newer.ask(4 * mebibyte)]).toEqual([
      'pages',
      'pages',
      'pages',
    ]);
  });

  it('gives devices the base of a pool as it stands in the tree', () => {
    expect(bootDevice('4.14', pool('0 0x100000')).handle(4096)).toBe(0x90000000n);
    expect(bootDevice('5.10', pool('0 0x100000')).handle(4096)).toBe(0x10000000n);
  });

  it('gets nothing out of a pool of 2 GiB, whose size no int holds', () => {
    expect(bootDevice('4.14', pool('0 0x80000000')).ask(4096)).toBe('no-hole');
    expect(bootDevice('5.10', pool('0 0x80000000')).ask(4096)).toBe('coherent');
  });

  it('has 256 KiB for all that must not sleep', () => {
    const { ask } = bootDevice('4.14', none);
    expect([ask(128 << 10, 'atomic'), ask(128 << 10, 'atomic'), ask(4096, 'atomic')]).toEqual([
      'atomic-pool',
      'atomic-pool',
      'no-hole',
    ]);
  });
});
