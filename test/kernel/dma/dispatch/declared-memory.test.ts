import { describe, expect, it } from 'vitest';
import {
  declareFlags,
  declareMemory,
  isDeclared,
  markMemoryOccupied,
  releaseDeclaredMemory,
} from '../../../../src/kernel/dma/declared-memory.ts';
import type { Behaviours } from '../../../../src/kernel/profiles/behaviours.ts';
import { type Asked, bootBoard, type DispatchBoard } from './dispatch-board.ts';

const map = 1;
const io = 2;
const exclusive = 8;

interface Declared extends Asked {
  /** dma_declare_coherent_memory() of 64 KiB beyond all memory; what the kernel returns. */
  declare(flags: number, place?: { readonly physical?: bigint; readonly size?: bigint }): number;
}

function bootDeclared(
  version: string,
  behaviours: Partial<Behaviours> = {},
  more: DispatchBoard = {},
): Declared {
  const asked = bootBoard({ version, behaviours, memory: '0x80000000 0x40000000', ...more });
  return {
    ...asked,
    declare: (flags, { physical = 0x10000000n, size = 0x10000n } = {}) =>
      declareMemory(
        asked.device,
        { node: asked.device.node, name: 'declared' },
        { physical, deviceAddress: 0x4000n, size, flags },
        asked.machine.kernel,
      ),
  };
}

const upTo413 = { declareCoherent: 'map-or-io' } as const;

describe('dma_declare_coherent_memory()', () => {
  it('answers with the flag up to 4.13, and with 0 for a failure (spec 04 §3)', () => {
    expect(bootDeclared('4.14', upTo413).declare(map)).toBe(1);
    expect(bootDeclared('4.14', upTo413).declare(io)).toBe(2);
    expect(bootDeclared('4.14', upTo413).declare(map | io | exclusive)).toBe(1);
    // Neither MAP nor IO: the trap of those who pass EXCLUSIVE alone.
    expect(bootDeclared('4.14', upTo413).declare(exclusive)).toBe(0);
    expect(bootDeclared('4.14', upTo413).declare(map, { size: 0n })).toBe(0);
    const twice = bootDeclared('4.14', upTo413);
    expect([twice.declare(map), twice.declare(map)]).toEqual([1, 0]);
  });

  it.each(['4.14', '5.10', '6.12', '7.2'])('answers with 0 or an errno on %s', (version) => {
    const { declare } = bootDeclared(version);
    expect(declare(0, { size: 0n })).toBe(-22);
    // Memory that the kernel has mapped.
    expect(declare(0, { physical: 0x90000000n })).toBe(-22);
    expect([declare(0), declare(0)]).toEqual([0, -16]);
  });

  it('maps by memremap() with MAP, which refuses all memory, and by ioremap() with IO, which looks at the first page', () => {
    // Begins a page below memory and goes on in it.
    const place = { physical: 0x7ffff000n, size: 0x2000n };
    expect(bootDeclared('4.14', upTo413).declare(map, place)).toBe(0);
    expect(bootDeclared('4.14', upTo413).declare(io, place)).toBe(2);
  });

  it('knows flags by the kernel’s own headers', () => {
    const names = ['map', 'exclusive'];
    expect(declareFlags(names, upTo413)).toBe(9);
    expect(declareFlags(names, { declareCoherent: 'flags' })).toBe(1);
    expect(declareFlags(names, { declareCoherent: 'no-flags' })).toBe(0);
    expect([isDeclared(0, upTo413), isDeclared(2, upTo413)]).toEqual([false, true]);
    expect([
      isDeclared(0, { declareCoherent: 'flags' }),
      isDeclared(-16, { declareCoherent: 'flags' }),
    ]).toEqual([true, false]);
  });
});

describe('a declared pool', () => {
  it('hands out the device address that was given', () => {
    const { declare, at } = bootDeclared('6.12');
    declare(0);
    expect([at(4096), at(8192)]).toEqual([
      [0x10000000n, 0x4000n],
      [0x10002000n, 0x6000n],
    ]);
  });

  it('falls back to the whole dispatch where it is full and not exclusive', () => {
    const shared = bootDeclared('4.14', upTo413);
    shared.declare(map);
    expect([shared.from(0x10000), shared.from(4096)]).toEqual(['coherent', 'default-cma']);
    const alone = bootDeclared('4.14', upTo413);
    alone.declare(map | exclusive);
    expect([alone.from(0x10000), alone.from(4096)]).toEqual(['coherent', 'no-hole']);
  });

  it('of 4.14 is exclusive by the value that was DMA_MEMORY_MAP', () => {
    const asked = bootDeclared('4.14');
    asked.declare(map);
    expect([asked.from(0x10000), asked.from(4096)]).toEqual(['coherent', 'no-hole']);
    const shared = bootDeclared('4.14');
    shared.declare(exclusive);
    expect([shared.from(0x10000), shared.from(4096)]).toEqual(['coherent', 'default-cma']);
  });

  it('is always exclusive from 5.1 on', () => {
    const { declare, from } = bootDeclared('5.10');
    declare(0);
    expect([from(0x10000), from(4096)]).toEqual(['coherent', 'no-hole']);
  });

  it('answers nothing up to 5.0 once it has 2 GiB, whose bytes no int holds', () => {
    const huge = { physical: 0x100000000n, size: 0x80000000n };
    const old = bootDeclared('4.14', upTo413);
    expect(old.declare(map | exclusive, huge)).toBe(1);
    expect(old.from(4096)).toBe('no-hole');
    const newer = bootDeclared('5.10');
    newer.declare(0, huge);
    expect(newer.from(4096)).toBe('coherent');
  });

  it('answers a size of 0 with its first page from 6.12 on, and takes none', () => {
    const { declare, at, device } = bootDeclared('6.12');
    declare(0);
    expect([at(0), at(0)]).toEqual([
      [0x10000000n, 0x4000n],
      [0x10000000n, 0x4000n],
    ]);
    expect(device.coherentPool?.bitmap.takenCount).toBe(0);
    const older = bootDeclared('6.1');
    older.declare(0);
    expect(older.from(0)).toBe('no-hole');
  });

  it('is let go with buffers in it, which nobody frees then', () => {
    const { declare, request, device, machine } = bootDeclared('6.12');
    declare(0);
    const buffer = request(8192);
    const pool = device.coherentPool;
    releaseDeclaredMemory(device);
    if (typeof buffer !== 'string') machine.free(buffer);
    expect(pool?.bitmap.takenCount).toBe(2);
    expect(declare(0)).toBe(0);
  });
});

describe('a free with another size', () => {
  it('clears as many pages as the size takes: neighbours’ too, or too few', () => {
    const { declare, request, device, machine } = bootDeclared('6.12');
    declare(0);
    const [first, second] = [request(4096), request(4096)];
    if (typeof first === 'string' || typeof second === 'string') throw new Error('no memory');
    machine.free(first, { size: 8192 });
    expect(device.coherentPool?.bitmap.takenRuns()).toEqual([]);
    const large = request(0x4000);
    if (typeof large === 'string') throw new Error('no memory');
    machine.free(large, { size: 4096 });
    expect(device.coherentPool?.bitmap.takenRuns()).toEqual([[1, 4]]);
  });

  it.each([
    [
      '6.1',
      [
        [0, 62],
        [64, 128],
      ],
    ],
    [
      '6.12',
      [
        [0, 62],
        [66, 128],
      ],
    ],
  ] as const)('from page 62 clears on %s what the kernel’s mask holds', (version, left) => {
    // 4 pages from bit 62 on: one word's mask keeps bits 62 and 63 (__reg_op()), 6.12 clears all four.
    const { declare, request, device, machine } = bootDeclared(version);
    declare(0, { size: 0x80000n });
    const buffers = Array.from({ length: 128 }, () => request(4096));
    const at62 = buffers[62];
    if (at62 === undefined || typeof at62 === 'string') throw new Error('no memory');
    machine.free(at62, { size: 0x4000 });
    expect(device.coherentPool?.bitmap.takenRuns()).toEqual(left);
  });

  it('counts from where the driver says', () => {
    const { declare, request, device, machine } = bootDeclared('7.2');
    declare(0);
    const buffer = request(0x4000);
    if (typeof buffer !== 'string') machine.free(buffer, { size: 4096, offset: 0x2000 });
    expect(device.coherentPool?.bitmap.takenRuns()).toEqual([
      [0, 2],
      [3, 4],
    ]);
  });
});

describe('dma_mark_declared_memory_occupied()', () => {
  it('takes a power of two of pages from the address, aligned or not', () => {
    const { declare, device, machine } = bootDeclared('4.14');
    declare(0);
    // 0x5800 lies in page 1; 0x1800 bytes and the 0x800 before them are 2 pages.
    expect(markMemoryOccupied(device, 0x5800n, 0x1800, machine.kernel)).toBe(1);
    expect(device.coherentPool?.bitmap.takenRuns()).toEqual([[1, 3]]);
    expect(markMemoryOccupied(device, 0x6000n, 0x1000, machine.kernel)).toBe(-16);
  });

  it('needs a pool, and a kernel that has the function', () => {
    const old = bootDeclared('4.14');
    expect(markMemoryOccupied(old.device, 0n, 4096, old.machine.kernel)).toBe(-22);
    const newer = bootDeclared('5.10');
    expect(markMemoryOccupied(newer.device, 0n, 4096, newer.machine.kernel)).toBe(-38);
  });
});
