import { describe, expect, it } from 'vitest';
import { busToVirt, virtToBus } from '../../../../src/kernel/dma/linear-map.ts';
import { bootBoard } from './dispatch-board.ts';

const bits = (count: number): bigint => (1n << BigInt(count)) - 1n;

describe('masks', () => {
  it('of 24 bits are refused on arm64 whose memory begins at 2 GiB (spec 05 §9)', () => {
    // zone_dma_limit is 32 bits; min(last page, limit) is 0xffeff000, which 24 bits do not hold.
    const { machine, device } = bootBoard();
    expect(machine.setMask(device, bits(24))).toBe(-5);
    expect(machine.setMask(device, bits(31))).toBe(-5);
    expect([machine.setMask(device, bits(32)), machine.setMask(device, bits(64))]).toEqual([0, 0]);
    expect([device.dmaMask, device.coherentMask]).toEqual([bits(64), bits(64)]);
  });

  it('are set one without the other', () => {
    const { machine, device } = bootBoard();
    expect(machine.setDmaMask(device, bits(40))).toBe(0);
    expect([device.dmaMask, device.coherentMask]).toEqual([bits(40), bits(32)]);
    expect(machine.setCoherentMask(device, bits(36))).toBe(0);
    expect([device.dmaMask, device.coherentMask]).toEqual([bits(40), bits(36)]);
    expect([machine.setDmaMask(device, bits(20)), machine.setCoherentMask(device, bits(20))]).toEqual([
      -5, -5,
    ]);
    expect([device.dmaMask, device.coherentMask]).toEqual([bits(40), bits(36)]);
  });

  it('of 24 bits will do on 32-bit Arm from 6.1 on, where the limit of the DMA zone stays at 24', () => {
    const { machine, device } = bootBoard({ arch: 'arm', version: '6.1' });
    expect([machine.setMask(device, bits(24)), machine.setMask(device, bits(23))]).toEqual([0, -5]);
    const older = bootBoard({ arch: 'arm', version: '5.10' });
    expect([
      older.machine.setMask(older.device, bits(24)),
      older.machine.setMask(older.device, bits(32)),
    ]).toEqual([-5, 0]);
  });

  it('are to reach a page more on 32-bit Arm up to 4.20', () => {
    // Memory ends at 0xc0000000: max_pfn 0xc0000. A bus that sees 0x40000000 at 0 reaches with 31 bits up to pfn 0xbffff.
    const board = {
      arch: 'arm',
      memory: '0x80000000 0x40000000',
      bus: 'dma-ranges = <0x0 0x40000000 0x80000000>;',
    } as const;
    const old = bootBoard({ ...board, version: '4.14' });
    expect(old.machine.setMask(old.device, bits(31))).toBe(-5);
    const newer = bootBoard({ ...board, version: '5.10' });
    expect(newer.machine.setMask(newer.device, bits(31))).toBe(0);
  });

  it('that are required reach the last page, or from 7.2 on the last byte', () => {
    // Memory ends at 0x80001000; its last page begins at 0x80000000, for which 32 bits are needed either way.
    const { machine, device } = bootBoard();
    expect(machine.requiredMask(device)).toBe(bits(32));
    const small = { memory: '0x0 0x1001000' };
    // The last page begins at 0x1000000: 25 bits.
    const at16MiB = bootBoard({ ...small, version: '6.12' });
    expect(at16MiB.machine.requiredMask(at16MiB.device)).toBe(bits(25));
  });
});

describe('addresses below mem=', () => {
  it('are all that a device can be given', () => {
    const { machine, from } = bootBoard({ cmdline: 'cma=0 mem=256M' });
    expect(machine.kernel.memblock.endOfDram()).toBe(0x90000000n);
    let pages = 0;
    while (from(4 << 20) === 'pages') pages++;
    // 256 MiB are 64 blocks, less what the kernel has in use.
    expect(pages).toBeGreaterThan(40);
    expect(pages).toBeLessThan(64);
  });

  it('decide which masks reach memory', () => {
    const { machine, device } = bootBoard({ cmdline: 'cma=0 mem=256M', memory: '0x0 0x40000000' });
    expect([machine.setMask(device, bits(28)), machine.setMask(device, bits(27))]).toEqual([0, -5]);
  });
});

describe('the linear map', () => {
  it('is arithmetic: virt_to_bus() and back', () => {
    // PAGE_OFFSET 0xc0000000 is the first byte of memory.
    const { kernel } = bootBoard({ arch: 'arm', version: '5.10' }).machine;
    expect(virtToBus(kernel, 0xc0001234n)).toBe(0x80001234n);
    expect(busToVirt(kernel, 0x80001234n)).toBe(0xc0001234n);
  });

  it('begins at the bottom of arm64’s kernel half, in the middle of it up to 5.3', () => {
    const newer = bootBoard({ version: '5.10' }).machine.kernel;
    expect(busToVirt(newer, 0x80000000n)).toBe(0xffff000000000000n);
    const old = bootBoard({ version: '4.14' }).machine.kernel;
    expect(busToVirt(old, 0x80000000n)).toBe(0xffff800000000000n);
  });

  it('knows neither an IOMMU nor dma-ranges', () => {
    const { device, machine } = bootBoard({
      version: '4.14',
      bus: 'dma-ranges = <0x0 0x80000000 0x40000000>;',
    });
    expect(virtToBus(machine.kernel, 0xffff800000001000n)).toBe(0x80001000n);
    expect(device.physToDma(0x80001000n)).toBe(0x1000n);
  });

  it('is not there on riscv, which never had virt_to_bus()', () => {
    expect(virtToBus(bootBoard({ arch: 'riscv' }).machine.kernel, 0n)).toBeUndefined();
  });
});
