import { describe, expect, it } from 'vitest';
import { DmaDebug } from '../../../../src/kernel/dma/debug/dma-debug.ts';
import { dmaAttr } from '../../../../src/kernel/dma/dma-attrs.ts';
import { PciFunction } from '../../../../src/kernel/dma/pci-function.ts';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { scatterList } from '../../../../src/kernel/dma/streaming/scatter-list.ts';
import { KernelLog } from '../../../../src/kernel/log.ts';
import { pages, streamingBoard } from '../streaming/streaming-board.ts';

const { bidirectional, fromDevice, toDevice } = dmaDirection;
const allOnes = (1n << 64n) - 1n;

/** dma-debug beside a device `wide`, without a mapping machine below it. */
function debugOf({ version = '6.12', cmdline = '', isBouncing = false } = {}) {
  const board = streamingBoard({ version });
  const log = new KernelLog();
  const debug = new DmaDebug({
    profile: board.api.machine.profile,
    log,
    commandLine: cmdline,
    isBouncing: () => isBouncing,
  });
  debug.printer.allErrors = 1;
  const device = board.wide;
  device.driver = 'some-driver';
  const booted = log.lines.length;
  return {
    ...board,
    debug,
    device,
    boot: () => log.lines.slice(0, booted).map(({ text }) => text),
    /** What was printed, without places and without what all messages begin with. */
    printed: () =>
      log.lines
        .slice(booted)
        .map(({ text }) => text)
        .filter((text) => !text.startsWith('WARNING: '))
        .map((text) => text.replace(/^DMA-API: some-driver wide: /, '')),
    map: (dma: bigint, size = 100, direction: 0 | 1 | 2 = toDevice, attrs = 0) =>
      debug.mapPage(device, pages(dma), { dma, size, direction, attrs }),
    unmap: (dma: bigint, size = 100, direction: 0 | 1 | 2 = toDevice, attrs = 0) =>
      debug.unmapPage(device, { dma, size, direction, attrs }),
  };
}

describe('the end of a mapping', () => {
  it('is silent where it was looked at and fits', () => {
    const { debug, device, map, unmap, printed } = debugOf();
    map(0x1000n);
    debug.mappingError(device, 0x1000n);
    unmap(0x1000n);
    expect(printed()).toEqual([]);
    expect(debug.state).toMatchObject({ errorCount: 0, freeEntries: 65536, minFreeEntries: 65535 });
  });

  it('tells size, direction and the missing check of one mapping, in this order', () => {
    const { map, unmap, printed, debug } = debugOf();
    map(0x1000n, 4096, fromDevice);
    unmap(0x1000n, 100, toDevice);
    expect(printed()).toEqual([
      'device driver frees DMA memory with different size [device address=0x0000000000001000] [map size=4096 bytes] [unmap size=100 bytes]',
      'device driver frees DMA memory with different direction [device address=0x0000000000001000] [size=100 bytes] [mapped with DMA_FROM_DEVICE] [unmapped with DMA_TO_DEVICE]',
      'device driver failed to check map error[device address=0x0000000000001000] [size=100 bytes] [mapped as single]',
    ]);
    // However little fits, the entry is gone.
    expect(debug.state.freeEntries).toBe(65536);
  });

  it('stands in check_unmap(), which the line of the WARNING names', () => {
    const board = streamingBoard();
    const log = new KernelLog();
    const debug = new DmaDebug({ profile: board.api.machine.profile, log, commandLine: '' });
    debug.unmapPage(board.wide, { dma: 0x1000n, size: 1, direction: toDevice, attrs: 0 });
    expect(log.lines.slice(-2).map(({ text }) => text)).toEqual([
      'DMA-API: platform wide: device driver tries to free DMA memory it has not allocated [device address=0x0000000000001000] [size=1 bytes]',
      'WARNING: at kernel/dma/debug.c check_unmap',
    ]);
  });

  it('of the error value is told in words of its own', () => {
    const { unmap, printed } = debugOf();
    unmap(allOnes);
    expect(printed()).toEqual(['device driver tries to free an invalid DMA memory address']);
  });

  it('names both kinds where a resource is unmapped as memory', () => {
    const { debug, device, unmap, printed } = debugOf();
    debug.mapResource(device, 0x9000000n, { dma: 0x9000000n, size: 4096, direction: 0, attrs: 0 });
    debug.mappingError(device, 0x9000000n);
    unmap(0x9000000n, 4096, bidirectional);
    expect(printed()).toEqual([
      'device driver frees DMA memory with wrong function [device address=0x0000000009000000] [size=4096 bytes] [mapped as resource] [unmapped as single]',
    ]);
  });

  it('finds the mapping that fits best among several at one address, and none where none fits', () => {
    const { debug, device, map, unmap, printed } = debugOf();
    map(0x1000n, 100);
    map(0x1000n, 200);
    debug.mappingError(device, 0x1000n);
    unmap(0x1000n, 300);
    expect(printed()).toEqual([
      'device driver tries to free DMA memory it has not allocated [device address=0x0000000000001000] [size=300 bytes]',
    ]);
    unmap(0x1000n, 200);
    unmap(0x1000n, 100);
    expect(printed()).toHaveLength(1);
  });

  it('of coherent memory at another CPU address shows both, with the 0x that 6.12 prints twice', () => {
    const alloc = { kind: 'coherent', handle: 0x1000n, size: 64, direction: 0, attrs: 0 } as const;
    const { debug, device, printed } = debugOf();
    debug.alloc(device, { ...alloc, phys: 0x41000000n });
    debug.free(device, { ...alloc, phys: 0x42000000n });
    expect(printed()).toEqual([
      'device driver frees DMA memory with different CPU address [device address=0x0000000000001000] [size=64 bytes] [cpu alloc address=0x0x0000000041000000] [cpu free address=0x0x0000000042000000]',
    ]);
    const old = debugOf({ version: '6.1' });
    old.debug.alloc(old.device, { ...alloc, phys: 0x41000000n });
    old.debug.free(old.device, { ...alloc, phys: 0x42000000n });
    expect(old.printed()[0]).toMatch(
      /alloc address=0x0000000041000000\] \[cpu free address=0x0000000042000000\]$/,
    );
  });
});

describe('the check with dma_mapping_error()', () => {
  it('counts for one of two mappings at an address, and mapping a second one is a look at the first', () => {
    const { debug, device, map, unmap, printed } = debugOf();
    map(0x1000n);
    map(0x1000n);
    debug.mappingError(device, 0x1000n);
    unmap(0x1000n);
    unmap(0x1000n);
    expect(printed()).toEqual([]);
  });
});

describe('a synchronisation', () => {
  it('beyond the mapping, or in part, is of memory that was not allocated', () => {
    const { debug, device, map, printed } = debugOf();
    map(0x1000n, 100, bidirectional);
    debug.syncSingleForCpu(device, 0x1000n, 101, bidirectional);
    debug.syncSingleForCpu(device, 0x1032n, 51, bidirectional);
    debug.syncSingleForCpu(device, 0x1032n, 50, toDevice);
    expect(printed()).toEqual([
      'device driver tries to sync DMA memory it has not allocated [device address=0x0000000000001000] [size=101 bytes]',
      'device driver tries to sync DMA memory it has not allocated [device address=0x0000000000001032] [size=51 bytes]',
    ]);
  });

  it('finds a mapping that begins buckets of 8 KiB earlier', () => {
    const { debug, device, map, printed } = debugOf();
    map(0x100000n, 0x40000, bidirectional);
    debug.syncSingleForDevice(device, 0x13f000n, 0x1000, toDevice);
    expect(printed()).toEqual([]);
  });

  it('in another direction is told, and once more where the CPU would read what no device wrote', () => {
    const { debug, device, map, printed } = debugOf();
    map(0x1000n, 100, toDevice);
    debug.syncSingleForCpu(device, 0x1000n, 10, fromDevice);
    const about =
      '[device address=0x0000000000001000] [size=100 bytes] [mapped with DMA_TO_DEVICE] [synced with DMA_FROM_DEVICE]';
    expect(printed()).toEqual([
      `device driver syncs DMA memory with different direction ${about}`,
      `device driver syncs device read-only DMA memory for cpu ${about}`,
    ]);
  });
});

describe('a scatter list', () => {
  const mapped = () => {
    const entries = scatterList([
      { phys: 0x41000000n, length: 4096 },
      { phys: 0x41002000n, length: 4096 },
      { phys: 0x41004000n, length: 4096 },
    ]);
    for (const entry of entries) {
      entry.dmaAddress = entry.phys;
      entry.dmaLength = entry.length;
    }
    return entries;
  };

  it('has an entry for each element; a wrong count is told of each, and the rest stays', () => {
    const { debug, device, printed } = debugOf();
    const entries = mapped();
    debug.mapSg(device, entries, { entries: 3, mapped: 3 }, toDevice, 0);
    expect(debug.state.freeEntries).toBe(65533);
    debug.unmapSg(device, entries, 2, toDevice);
    expect(printed()).toEqual([
      'device driver frees DMA sg list with different entry count [map count=3] [unmap count=2]',
      'device driver frees DMA sg list with different entry count [map count=3] [unmap count=2]',
    ]);
    expect(debug.state.freeEntries).toBe(65535);
  });

  it('is held against the limits of the device as it is mapped', () => {
    const { debug, device, printed } = debugOf();
    device.segments.maxSegmentSize = 2048;
    device.segments.segmentBoundary = 0x7ffn;
    debug.mapSg(device, mapped().slice(0, 1), { entries: 1, mapped: 1 }, toDevice, 0);
    expect(printed()).toEqual([
      'mapping sg segment longer than device claims to support [len=4096] [max=2048]',
      'mapping sg segment across boundary [start=0x0000000041000000] [end=0x0000000041000fff] [boundary=0x00000000000007ff]',
    ]);
  });
});

describe('mappings that share a cache line', () => {
  const told = "cacheline tracking EEXIST, overlapping mappings aren't supported";

  it('are told of from 6.1 on, unless the device only reads or the caches are left alone', () => {
    const { map, printed } = debugOf({ version: '6.1' });
    map(0x1000n, 8, fromDevice);
    map(0x1008n, 8, toDevice);
    map(0x1008n, 8, fromDevice, dmaAttr.skipCpuSync);
    expect(printed()).toEqual([]);
    map(0x1010n, 8, fromDevice);
    expect(printed()).toEqual([told]);
  });

  it('are not told of while a kernel that bounces kmalloc() memory has a bounce pool', () => {
    for (const isBouncing of [true, false]) {
      const { map, printed } = debugOf({ isBouncing });
      map(0x1000n, 8, fromDevice);
      map(0x1000n, 8, fromDevice);
      expect(printed()).toEqual(isBouncing ? [] : [told]);
    }
  });

  it('are only counted on 5.10, up to seven beside the first', () => {
    const { map, printed } = debugOf({ version: '5.10' });
    for (let count = 0; count < 8; count++) map(0x41000000n, 8, fromDevice);
    expect(printed()).toEqual([]);
    map(0x41000000n, 8, fromDevice);
    expect(printed()).toEqual(['DMA-API: exceeded 7 overlapping mappings of cacheline 0x0000000001040000']);
  });
});

describe('memory that must not be mapped', () => {
  it('is told of for the stack, and on 32-bit Arm for the kernel itself', () => {
    const { debug, device, printed } = debugOf();
    const mapping = { dma: 0x1000n, size: 64, direction: toDevice, attrs: 0 };
    debug.mapPage(device, { phys: 0x41000000n, kind: 'stack' }, mapping);
    debug.mapPage(device, { phys: 0x41100000n, kind: 'kernel-image' }, { ...mapping, dma: 0x2000n });
    expect(printed()).toEqual(['device driver maps memory from stack [addr=(____ptrval____)]']);
  });
});

describe('what is printed', () => {
  it('is one error by default, but all are counted', () => {
    const { debug, unmap, printed } = debugOf();
    debug.printer.allErrors = 0;
    debug.printer.numErrors = 2;
    for (let at = 0n; at < 5n; at++) unmap(at << 12n);
    expect(printed()).toHaveLength(2);
    expect(debug.state).toMatchObject({ errorCount: 5, numErrors: 0 });
  });

  it('is about one driver where dma_debug_driver= names one', () => {
    const { debug, device, unmap, printed, boot } = debugOf({ cmdline: 'dma_debug_driver=other' });
    unmap(0x1000n);
    device.driver = 'other';
    unmap(0x1000n);
    expect(printed()).toHaveLength(1);
    expect(debug.state).toMatchObject({ errorCount: 2, driverFilter: 'other' });
    expect(boot()[0]).toBe('DMA-API: enable driver filter for driver [other]');
  });

  it('is nothing at all with dma_debug=off', () => {
    const { debug, map, unmap, printed, boot } = debugOf({ cmdline: 'dma_debug=off' });
    map(0x1000n);
    unmap(0x5000n);
    expect(printed()).toEqual([]);
    expect(boot()).toEqual(['DMA-API: debugging disabled on kernel command line']);
    expect(debug.state).toMatchObject({ disabled: 'Y', errorCount: 0, totalEntries: 0 });
  });

  it('has a line where more entries are needed by as many as were set aside', () => {
    const { debug, map, printed, boot } = debugOf({ cmdline: 'dma_debug_entries=64' });
    expect(boot()[0]).toBe('DMA-API: preallocated 64 debug entries');
    for (let at = 0n; at < 97n; at++) map(at << 12n);
    expect(printed()).toEqual(['DMA-API: dma_debug_entry pool grown to 128 (200%)']);
    expect(debug.state).toMatchObject({ totalEntries: 128, freeEntries: 31 });
  });
});

describe('a driver that leaves with mappings', () => {
  it('is told of on PCI only: how many, and the last of the table', () => {
    const { api, debug, device, map, wide, printed } = debugOf();
    map(0x1000n);
    debug.driverReleased(device);
    expect(printed()).toEqual([]);

    const address = { domain: 0, bus: 0, device: 1, function: 0 };
    const pci = api.machine.device(new PciFunction(wide.node, address));
    for (const dma of [0x4000n, 0x2000n])
      debug.mapPage(pci, pages(dma), { dma, size: 16, direction: fromDevice, attrs: 0 });
    debug.driverReleased(pci);
    expect(printed()).toEqual([
      'DMA-API: pci 0000:00:01.0: device driver has pending DMA allocations while released from device [count=2]\n' +
        'One of leaked entries details: [device address=0x0000000000004000] [size=16 bytes] [mapped with DMA_FROM_DEVICE] [mapped as single]',
    ]);
  });
});

describe('words of other kernels', () => {
  it('misspell lists up to 6.1, and call mappings and resources one kind from 7.2 on', () => {
    const kinds = ['5.10', '6.1', '6.12', '7.2'].map((version) => {
      const { debug, device, map } = debugOf({ version });
      const [entry] = scatterList([{ phys: 0x2000n, length: 1 }]);
      if (entry === undefined) throw new Error('no entry');
      entry.dmaAddress = 0x4000n;
      debug.mapSg(device, [entry], { entries: 1, mapped: 1 }, toDevice, 0);
      map(0x8000n);
      return debug.dump().map((line) => line.split(' ')[2]);
    });
    expect(kinds).toEqual([
      ['scather-gather', 'single'],
      ['scather-gather', 'single'],
      ['scatter-gather', 'single'],
      ['scatter-gather', 'phy'],
    ]);
  });

  it('dump pages and offsets up to 6.1, whole addresses and cache lines later, in the order of buckets', () => {
    const dumpOf = (version: string): readonly string[] => {
      const { debug, map } = debugOf({ version });
      map(0x8000040n, 16, fromDevice);
      map(0x41000040n, 16, fromDevice);
      return debug.dump();
    };
    // Buckets are bits 13 to 26 of the address: 0x8000040 is in bucket 0, 0x41000040 in 0x800.
    expect(dumpOf('6.12')).toEqual([
      'some-driver wide single idx 0 P=0x0000000008000040 D=8000040 L=10 cln=0x0000000000200001 DMA_FROM_DEVICE dma map error not checked',
      'some-driver wide single idx 2048 P=0x0000000041000040 D=41000040 L=10 cln=0x0000000001040001 DMA_FROM_DEVICE dma map error not checked',
    ]);
    expect(dumpOf('6.1')[0]).toBe(
      'some-driver wide single idx 0 P=8000040 N=8000 D=8000040 L=10 DMA_FROM_DEVICE dma map error not checked',
    );
  });

  it('take dma_alloc_pages() for a mapping that nobody checks up to 6.1', () => {
    const alloc = {
      kind: 'pages',
      handle: 0x1000n,
      phys: 0x1000n,
      size: 64,
      direction: 0,
      attrs: 0,
    } as const;
    const counts = ['6.1', '6.12'].map((version) => {
      const { debug, device } = debugOf({ version });
      debug.alloc(device, alloc);
      debug.free(device, alloc);
      return debug.state.errorCount;
    });
    expect(counts).toEqual([1, 0]);
  });

  it('hold attributes that last against each other from 7.2 on', () => {
    const { map, unmap, debug, device, printed } = debugOf({ version: '7.2' });
    map(0x1000n, 100, toDevice, dmaAttr.privileged | dmaAttr.skipCpuSync);
    debug.mappingError(device, 0x1000n);
    unmap(0x1000n);
    expect(printed()).toEqual([
      'device driver frees DMA memory with different attributes [device address=0x0000000000001000] [size=100 bytes] [mapped with 0x200] [unmapped with 0x0]',
    ]);
  });
});

describe('no entry', () => {
  it('is made of memory without a kernel mapping, nor looked for as it is freed', () => {
    const { debug, device, printed } = debugOf();
    const page = {
      kind: 'coherent',
      handle: 0x1000n,
      phys: 0x1000n,
      size: 64,
      direction: 0,
      attrs: dmaAttr.noKernelMapping,
    } as const;
    debug.alloc(device, page);
    expect(debug.state.freeEntries).toBe(65536);
    debug.free(device, page);
    expect(printed()).toEqual([]);
  });
});
