import { describe, expect, it } from 'vitest';
import { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { iommuBootLines } from '../../../../src/kernel/dma/iommu/iommu-boot-lines.ts';
import { readIommuParameters } from '../../../../src/kernel/dma/iommu/iommu-parameters.ts';
import { IommuSystem } from '../../../../src/kernel/dma/iommu/iommu-system.ts';
import { PciFunction, readPciAddress } from '../../../../src/kernel/dma/pci-function.ts';
import { KernelLog } from '../../../../src/kernel/log.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import { boardFromText } from '../../../helpers/board.ts';

const page = 4096;
const below4GiB = 0xffffffffn;

interface Setting {
  readonly version?: string;
  readonly cmdline?: string;
  readonly clients?: string;
  readonly iommu?: string;
  readonly pci?: string;
  readonly map?: string;
  readonly reserved?: string;
}

/** A board with an SMMUv3, a PCI host bridge whose window lies at 256 MiB, and the clients of the test. */
class TestBoard {
  readonly log = new KernelLog();
  readonly system: IommuSystem;
  readonly #device: (path: string, alias?: string) => DmaDevice;

  constructor({
    version = '6.12',
    cmdline = '',
    clients = '',
    iommu,
    pci = '',
    map = '<0 &smmu 0 0x10000>',
    reserved = '',
  }: Setting) {
    const { model } = boardFromText(`/dts-v1/;
      / {
        #address-cells = <2>;
        #size-cells = <2>;
        memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
        reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${reserved} };
        smmu: iommu@9050000 { ${iommu ?? 'compatible = "arm,smmu-v3";'} reg = <0 0x9050000 0 0x20000>; #iommu-cells = <1>; };
        pcie@10000000 {
          device_type = "pci";
          #address-cells = <3>;
          #size-cells = <2>;
          reg = <0x40 0x10000000 0 0x10000000>;
          ranges = <0x1000000 0 0 0 0x3eff0000 0 0x10000>, <0x2000000 0 0x10000000 0 0x10000000 0 0x2eff0000>;
          iommu-map = ${map};
          ${pci}
        };
        ${clients}
      };`);
    const found = profileFor({ version });
    if (!found.ok) throw new Error(found.problem.message);
    const { tree } = model;
    this.system = new IommuSystem({
      tree,
      profile: found.profile,
      parameters: readIommuParameters(cmdline),
      log: this.log,
    });
    this.#device = (path, alias) => {
      const address = readPciAddress(path);
      const host = tree.nodeByPath('/pcie@10000000');
      const bridge = alias === undefined ? undefined : readPciAddress(alias);
      const node =
        address === undefined || host === undefined
          ? tree.nodeByPath(path)
          : new PciFunction(host, address, bridge);
      if (node === undefined) throw new Error(`no node ${path}`);
      return new DmaDevice(node, tree, found.profile);
    };
  }

  /** A platform device by its path, or a PCI function by its name, `alias` the bridge that stands for it. */
  device(path: string, alias?: string): DmaDevice {
    return this.#device(path, alias);
  }

  /** The IOVAs of so many mappings of a page. */
  iovas(device: DmaDevice, count: number, limit: bigint): (string | undefined)[] {
    const iommu = this.system.translationOf(device);
    return Array.from({ length: count }, () => iommu?.mapPage(0x40000000n, page, limit)?.toString(16));
  }

  get lines(): string[] {
    return this.log.take().map(({ text }) => text);
  }
}

describe('the IOMMUs of a board', () => {
  it('give each platform device a group and a domain of its own, in the order of probing', () => {
    const board = new TestBoard({
      clients: 'a { iommus = <&smmu 0x20>; }; b { iommus = <&smmu 0x21>; }; c { };',
    });
    const [a, b, c] = ['/a', '/b', '/c'].map((path) => board.device(path));
    expect([a, b, c].map((device) => device && board.system.attach(device)?.group.number)).toEqual([
      0,
      1,
      undefined,
    ]);
    expect(board.lines).toEqual([
      'platform a: Adding to iommu group 0',
      'platform b: Adding to iommu group 1',
    ]);
    expect(board.system.groups.map(({ devices }) => devices)).toEqual([['a'], ['b']]);
    const domain = board.system.groups[0]?.domain;
    expect([domain?.type, domain?.pageSizes, domain?.apertureEnd]).toEqual([
      'dma',
      0x40201000n,
      0xffffffffffffn,
    ]);
  });

  it('do not count where they are disabled, unknown, or not named by a phandle that exists', () => {
    const clients = 'a { iommus = <&smmu 0x20>; }; b { iommus = <0x7777 0x20>; };';
    for (const iommu of ['compatible = "arm,smmu-v3"; status = "disabled";', 'compatible = "acme,iommu";']) {
      const board = new TestBoard({ clients, iommu });
      expect(board.system.translationOf(board.device('/a'))).toBeUndefined();
    }
    const board = new TestBoard({ clients });
    expect(board.system.translationOf(board.device('/b'))).toBeUndefined();
  });

  it('pass addresses through with iommu.passthrough=1, and still make groups', () => {
    const board = new TestBoard({
      clients: 'a { iommus = <&smmu 0x20>; };',
      cmdline: 'quiet iommu.passthrough=1',
    });
    const device = board.device('/a');
    expect(board.system.translationOf(device)).toBeUndefined();
    expect(board.system.attach(device)?.domain).toMatchObject({ type: 'identity', pageSizes: 0n });
  });

  it('hold unmapped addresses back in lazy mode, where the IOMMU can', () => {
    const clients = 'a { iommus = <&smmu 0x20>; };';
    const types = ['compatible = "arm,smmu-v3";', 'compatible = "rockchip,iommu";'].map((iommu) => {
      const board = new TestBoard({ clients, iommu, cmdline: 'iommu.strict=0' });
      return board.system.attach(board.device('/a'))?.domain.type;
    });
    expect(types).toEqual(['dma-fq', 'dma']);

    const board = new TestBoard({ clients, cmdline: 'iommu.strict=0' });
    const device = board.device('/a');
    const iommu = board.system.translationOf(device);
    const first = iommu?.mapPage(0x40000000n, page, below4GiB) ?? 0n;
    iommu?.unmapPage(first, page);
    expect([first.toString(16), ...board.iovas(device, 1, below4GiB)]).toEqual(['fffff000', 'ffffe000']);
  });

  it('let devices with one stream share a group where the driver does', () => {
    const clients =
      'a { iommus = <&smmu 0x20>; }; b { iommus = <&smmu 0x20>; }; c { iommus = <&smmu 0x21>; };';
    const numbers = (iommu: string): (number | undefined)[] => {
      const board = new TestBoard({ clients, iommu });
      return ['/a', '/b', '/c'].map((path) => board.system.attach(board.device(path))?.group.number);
    };
    expect(numbers('compatible = "arm,mmu-500";')).toEqual([0, 0, 1]);
    expect(numbers('compatible = "allwinner,sun50i-h6-iommu";')).toEqual([0, 0, 0]);
  });

  it('refuse a second device behind a conventional bridge, which then maps directly', () => {
    // Both functions of bus 1 carry the bridge's stream: 0000:00:03.0 is (3 << 3) = 24.
    const board = new TestBoard({});
    const [first, second] = ['0000:01:01.0', '0000:01:02.0'].map((name) =>
      board.device(name, '0000:00:03.0'),
    );
    if (first === undefined || second === undefined) throw new Error('no devices');
    expect(board.system.attach(first)?.group.number).toBe(0);
    expect(board.system.translationOf(second)).toBeUndefined();
    expect(board.lines).toEqual([
      'pci 0000:01:01.0: Adding to iommu group 0',
      'pci 0000:01:02.0: stream 24 already in tree from dev 0000:01:01.0',
    ]);
  });

  it('up to 5.10 let both share the group and its addresses', () => {
    const board = new TestBoard({ version: '5.10' });
    const [first, second] = ['0000:01:01.0', '0000:01:02.0'].map((name) =>
      board.device(name, '0000:00:03.0'),
    );
    if (first === undefined || second === undefined) throw new Error('no devices');
    expect([first, second].flatMap((device) => board.iovas(device, 1, below4GiB))).toEqual([
      'fffff000',
      'ffffe000',
    ]);
    expect(board.system.groups.map(({ devices }) => devices)).toEqual([['0000:01:01.0', '0000:01:02.0']]);
  });

  it('put the functions of one slot into one group', () => {
    const board = new TestBoard({});
    const groups = ['0000:00:01.0', '0000:00:01.1', '0000:00:02.0'].map(
      (name) => board.system.attach(board.device(name))?.group.number,
    );
    expect(groups).toEqual([0, 0, 1]);
  });

  it('heed iommu-map-mask, and know no function that the map leaves out', () => {
    const board = new TestBoard({ map: '<0 &smmu 0x100 0x8>' });
    // 00:00.0 to 00:00.7 are mapped, 00:01.0 is requester 8.
    expect(board.system.attach(board.device('0000:00:00.1'))).toBeDefined();
    expect(board.system.attach(board.device('0000:00:01.0'))).toBeUndefined();

    const masked = new TestBoard({ map: '<0 &smmu 0x100 0x8>', pci: 'iommu-map-mask = <7>;' });
    expect(masked.system.attach(masked.device('0000:00:01.0'))).toBeDefined();
  });
});

describe('addresses behind an IOMMU', () => {
  it('of a platform device begin at the top of its mask', () => {
    const board = new TestBoard({ clients: 'a { iommus = <&smmu 0x20>; };' });
    const device = board.device('/a');
    expect(board.iovas(device, 2, below4GiB)).toEqual(['fffff000', 'ffffe000']);
    // A mask above the aperture ends with it.
    expect(board.iovas(device, 1, (1n << 64n) - 1n)).toEqual(['fffffffff000']);
  });

  it('of a PCI device lie below 4 GiB whatever its mask, and not where the bridge has its window', () => {
    const board = new TestBoard({});
    const device = board.device('0000:00:01.0');
    expect(board.iovas(device, 1, (1n << 64n) - 1n)).toEqual(['fffff000']);
    // The window is 0x10000000 to 0x3efeffff: below 0x3f000000 the next page is 0x3eff0000 to 0x3effffff, then 0xffff000.
    expect(board.iovas(device, 17, 0x3effffffn).slice(15)).toEqual(['3eff0000', 'ffff000']);
  });

  it('of a PCI device go above 4 GiB once there are none below, and stay there', () => {
    const board = new TestBoard({});
    const device = board.device('0000:00:01.0');
    const iommu = board.system.translationOf(device);
    board.lines;
    // Two of a GiB each fit between the window and 4 GiB, at 3 and 2 GiB; at 1 GiB there is one more.
    const gib = 0x40000000;
    const all = (1n << 64n) - 1n;
    expect([1, 2, 3, 4].map(() => iommu?.mapPage(0x40000000n, gib, all)?.toString(16))).toEqual([
      'c0000000',
      '80000000',
      '40000000',
      'ffffc0000000',
    ]);
    expect(board.lines).toEqual(['pci 0000:00:01.0: Using 48-bit DMA addresses']);
    iommu?.unmapPage(0xc0000000n, gib);
    expect(iommu?.mapPage(0x40000000n, gib, all)?.toString(16)).toBe('ffff80000000');
  });

  it('of a PCI device before 6.12 are looked for below 4 GiB each time, without a word', () => {
    const board = new TestBoard({ version: '6.1' });
    const device = board.device('0000:00:01.0');
    const iommu = board.system.translationOf(device);
    board.lines;
    const gib = 0x40000000;
    const all = (1n << 64n) - 1n;
    for (let count = 0; count < 4; count++) iommu?.mapPage(0x40000000n, gib, all);
    expect(board.lines).toEqual([]);
    iommu?.unmapPage(0xc0000000n, gib);
    expect(iommu?.mapPage(0x40000000n, gib, all)?.toString(16)).toBe('c0000000');
  });

  it('of a PCI device go to the top at once with iommu.forcedac=1, but not on 5.10, which does not know it', () => {
    const first = (version: string): (string | undefined)[] => {
      const board = new TestBoard({ version, cmdline: 'iommu.forcedac=1' });
      return board.iovas(board.device('0000:00:01.0'), 1, (1n << 64n) - 1n);
    };
    expect(['5.10', '6.1', '6.12'].flatMap(first)).toEqual(['fffff000', 'fffffffff000', 'fffffffff000']);
  });

  it('keep off iommu-addresses, from 6.3 on; those of a region in place are mapped to it', () => {
    const setting = {
      clients: 'c0: a { iommus = <&smmu 0x20>; memory-region = <&fb>, <&hole>; };',
      reserved: `fb: fb@55000000 { reg = <0 0x55000000 0 0x200000>; iommu-addresses = <&c0 0 0x55000000 0 0x200000>; };
        hole: hole { iommu-addresses = <&c0 0 0xffff0000 0 0x10000>; };`,
    };
    const board = new TestBoard(setting);
    const device = board.device('/a');
    expect(board.iovas(device, 1, below4GiB)).toEqual(['fffef000']);
    expect(board.system.attach(device)?.reserved.map(({ type }) => type)).toEqual([
      'software-msi',
      'direct',
      'reserved',
    ]);
    expect(board.system.translationOf(device)?.iovaToPhys(0x55001234n)).toBe(0x55001234n);
    expect(board.system.translationOf(device)?.iovaToPhys(0xffff0000n)).toBeUndefined();

    const old = new TestBoard({ ...setting, version: '6.1' });
    expect(old.iovas(old.device('/a'), 1, below4GiB)).toEqual(['fffff000']);
  });

  it('say of a region that is mapped elsewhere that it is kept off only', () => {
    const board = new TestBoard({
      clients: 'c0: a { iommus = <&smmu 0x20>; memory-region = <&fb>; };',
      reserved:
        'fb: fb@55000000 { reg = <0 0x55000000 0 0x200000>; iommu-addresses = <&c0 0 0x60000000 0 0x200000>; };',
    });
    expect(board.system.attach(board.device('/a'))?.reserved[1]).toMatchObject({ type: 'reserved' });
    expect(board.lines[0]).toBe(
      'platform a: treating non-direct mapping [mem 0x55000000-0x551fffff flags 0x200] -> [0x0000000060000000-0x00000000601fffff] as reservation',
    );
  });

  it('of a PCI device keep to what the dma-ranges of its bridge carry, less the first page of it', () => {
    // Window 0x40000000 to 0x9fffffff: the kernel takes the end of what lies below as inclusive.
    const board = new TestBoard({ pci: 'dma-ranges = <0x2000000 0 0x40000000 0 0x40000000 0 0x60000000>;' });
    const device = board.device('0000:00:01.0');
    expect(board.iovas(device, 1, below4GiB)).toEqual(['9ffff000']);
    expect(board.iovas(device, 2, 0x40001fffn)).toEqual(['40001000', undefined]);
  });

  it('are of no use where the dma-ranges of a bridge overlap: the device keeps mapping directly', () => {
    const board = new TestBoard({
      pci: `dma-ranges = <0x2000000 0 0x40000000 0 0x40000000 0 0x20000000>,
                         <0x2000000 0 0x50000000 0 0x60000000 0 0x20000000>;`,
    });
    expect(board.system.translationOf(board.device('0000:00:01.0'))).toBeUndefined();
    expect(board.lines.slice(1)).toEqual([
      'pci 0000:00:01.0: Failed to reserve IOVA [0x0000000060000000-0x0000000050000000]',
      'Failed to set up IOMMU for device 0000:00:01.0; retaining platform DMA ops',
    ]);
  });

  it('reach the memory behind them until they are unmapped; what was not mapped is told of', () => {
    const board = new TestBoard({ clients: 'a { iommus = <&smmu 0x20>; };' });
    const iommu = board.system.translationOf(board.device('/a'));
    board.lines;
    // 5000 bytes from 0x64: two pages.
    const dma = iommu?.mapPage(0x48428064n, 5000, below4GiB) ?? 0n;
    expect(dma.toString(16)).toBe('ffffe064');
    expect(iommu?.iovaToPhys(dma + 4999n)).toBe(0x48428064n + 4999n);
    // A size of the same number of pages does as well.
    iommu?.unmapPage(dma, 4000);
    expect(iommu?.iovaToPhys(dma)).toBeUndefined();
    expect(board.lines).toEqual([]);
    iommu?.unmapPage(dma, 4000);
    expect(board.lines).toEqual(['WARNING: at drivers/iommu/dma-iommu.c __iommu_dma_unmap']);
  });

  it('are given back where the memory is out of the reach of the IOMMU', () => {
    const board = new TestBoard({ clients: 'a { iommus = <&smmu 0x20>; };' });
    const device = board.device('/a');
    const iommu = board.system.translationOf(device);
    expect(iommu?.mapPage(1n << 48n, page, below4GiB)).toBeUndefined();
    expect(board.iovas(device, 1, below4GiB)).toEqual(['fffff000']);
  });
});

describe('the iommu. parameters', () => {
  it('are read as kstrtobool() reads them, the last one that is well-formed', () => {
    expect(readIommuParameters('iommu.strict=0 iommu.passthrough=on iommu.forcedac=maybe')).toEqual({
      strict: false,
      passthrough: true,
      forceDac: undefined,
    });
    expect(readIommuParameters('iommu.strict=1 iommu.strict=off')).toMatchObject({ strict: false });
  });

  it('are told of at boot', () => {
    const lines = (cmdline: string, invalidationLine = true): readonly string[] =>
      iommuBootLines(readIommuParameters(cmdline), { invalidationLine });
    expect(lines('')).toEqual([
      'iommu: Default domain type: Translated',
      'iommu: DMA domain TLB invalidation policy: strict mode',
    ]);
    expect(lines('iommu.strict=0')[1]).toBe(
      'iommu: DMA domain TLB invalidation policy: lazy mode (set via kernel command line)',
    );
    expect(lines('iommu.passthrough=1')).toEqual([
      'iommu: Default domain type: Passthrough (set via kernel command line)',
    ]);
    expect(lines('', false)).toHaveLength(1);
  });
});
