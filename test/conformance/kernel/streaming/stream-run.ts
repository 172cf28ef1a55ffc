import type { Node } from '../../../../src/devicetree/tree.ts';
import type { BootedKernel } from '../../../../src/kernel/booted-kernel.ts';
import { DeviceAssignments } from '../../../../src/kernel/device-assignment.ts';
import { DmaApi } from '../../../../src/kernel/dma/api/dma-api.ts';
import { DmaDebug } from '../../../../src/kernel/dma/debug/dma-debug.ts';
import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { DmaMachine } from '../../../../src/kernel/dma/dma-machine.ts';
import { iommuBootLines } from '../../../../src/kernel/dma/iommu/iommu-boot-lines.ts';
import { readIommuParameters } from '../../../../src/kernel/dma/iommu/iommu-parameters.ts';
import type { IommuSystem } from '../../../../src/kernel/dma/iommu/iommu-system.ts';
import { resvTypes } from '../../../../src/kernel/dma/iommu/reserved-regions.ts';
import { MemoryBytes } from '../../../../src/kernel/dma/memory-bytes.ts';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { slotSize } from '../../../../src/kernel/dma/swiotlb/bounce-pool.ts';
import { placeDefaultPool } from '../../../../src/kernel/dma/swiotlb/default-pool.ts';
import { hex } from '../../../../src/memory/quantity.ts';
import { bootFacts } from '../boot-facts.ts';
import { clientNodes, RecorderModule } from '../recorder-module.ts';
import type { RecordedCheckpoint } from '../recording.ts';
import { pciFunctions } from './pci-functions.ts';
import type { StreamEmulated } from './stream-emulation.ts';
import type { StreamInput } from './stream-input.ts';
import { StreamOperations } from './stream-operations.ts';
import type { RecordedBouncePool, RecordedIommu, RecordedMessage, StreamDevice } from './stream-recording.ts';

/** One recording's boot and rows on our kernel. */
export class StreamRun {
  readonly #kernel: BootedKernel;
  readonly #input: StreamInput;
  readonly #machine: DmaMachine;
  readonly #module: RecorderModule;
  readonly #iommus: IommuSystem;
  readonly #debug: DmaDebug;
  readonly #api: DmaApi;
  readonly #log: string[];
  readonly #bounceLines: readonly string[];
  readonly #messages: RecordedMessage[] = [];
  readonly #checkpoints: RecordedCheckpoint[] = [];

  constructor(kernel: BootedKernel, input: StreamInput) {
    this.#kernel = kernel;
    this.#input = input;
    const taken = input.defaultAreaTaken;
    this.#machine = new DmaMachine(kernel, {
      // The machine's SMMUv3 reaches 44 bits, as it says in the log.
      iommu: { outputBits: 44 },
      ...(taken === undefined ? {} : { defaultAreaTaken: taken }),
    });
    this.#log = kernel.log.map(({ text }) => text);
    this.#module = new RecorderModule({
      machine: this.#machine,
      assignments: new DeviceAssignments(this.#machine),
      // Its lines are among the running kernel's.
      log: [],
      asksPastEnd: false,
    });
    const { profile, log } = this.#machine;
    const commandLine = kernel.commandLine.text;
    this.#iommus = this.#machine.iommus;
    const iommu = (device: DmaDevice) => this.#iommus.translationOf(device);
    this.#debug = new DmaDebug({
      profile,
      log,
      commandLine,
      isBouncing: (device) => this.#api.swiotlb.poolOf(device) !== undefined,
      hasIommu: (device) => iommu(device) !== undefined,
    });
    // The recording's script asks for all errors before the first row.
    this.#debug.printer.allErrors = 1;
    const place = placeDefaultPool(kernel);
    this.#bounceLines = place?.lines ?? [];
    const base = input.bounceBase ?? place?.base ?? 0n;
    this.#api = new DmaApi(this.#machine, {
      bouncePool: place === undefined ? 'none' : { ...place, base },
      memory: new MemoryBytes(),
      debug: this.#debug,
      iommu,
    });
  }

  result(): StreamEmulated {
    const boots = this.#kernel.outcome === 'boots';
    const devices = boots ? this.#probeAll() : [];
    this.#enterOwnMemory();
    this.#log.push(...this.#printed());
    const ops = boots ? this.#runAll() : [];
    const { state } = this.#debug;

    return {
      ...bootFacts(this.#kernel, this.#log),
      bounceLines: this.#bounceLines,
      iommuLines: iommuBootLines(
        readIommuParameters(this.#kernel.commandLine.text),
        this.#kernel.profile.behaviours,
      ),
      devices,
      ops,
      messages: this.#messages,
      checkpoints: this.#checkpoints,
      final: this.#module.checkpoint(),
      dmaDebug: {
        disabled: state.disabled,
        error_count: `${state.errorCount}`,
        all_errors: `${state.allErrors}`,
        num_errors: `${state.numErrors}`,
        num_free_entries: `${state.freeEntries}`,
        min_free_entries: `${state.minFreeEntries}`,
        nr_total_entries: `${state.totalEntries}`,
        ...(state.driverFilter === '' ? {} : { driver_filter: state.driverFilter }),
      },
      // The recorder kept the lines of its own devices.
      dmaDebugDump: this.#debug.dump().filter((line) => line.startsWith('dma-probe')),
      iommuGroups: this.#iommuGroups(),
    };
  }

  #probeAll(): readonly StreamDevice[] {
    const { root } = this.#kernel.model.tree;
    const host = [...root.children.values()].find(({ baseName }) => baseName === 'pcie');
    const functions = host === undefined ? [] : pciFunctions(host, this.#input.machine.emulator ?? '');
    const platform = clientNodes(root);
    return [
      ...platform.map((node, dev) => this.#probe(node, dev, 'dma-probe')),
      ...functions.map((node, at) => this.#probe(node, platform.length + at, 'dma-probe-pci')),
    ];
  }

  #probe(node: Node, dev: number, driver: string): StreamDevice {
    const device = this.#machine.device(node);
    device.driver = driver;
    const iommu = this.#iommuOf(device);
    const recorded = this.#module.probe(node, dev, driver);
    const swiotlb = this.#bouncePoolOf(device);
    return {
      ...recorded,
      bus: device.bus,
      name: device.name,
      ...(iommu === undefined ? {} : { iommu }),
      swiotlb,
    };
  }

  /** dma-debug knows what the IOMMUs' drivers allocated as well, wherever that lies. */
  #enterOwnMemory(): void {
    for (const { iommu, bytes: size } of this.#iommus.ownMemory) {
      const device = this.#machine.device(iommu);
      const { bidirectional: direction } = dmaDirection;
      this.#debug.alloc(device, { kind: 'coherent', handle: 0n, phys: 0n, size, direction, attrs: 0 });
    }
  }

  #iommuOf(device: DmaDevice): RecordedIommu | undefined {
    const attached = this.#iommus.attach(device);
    if (attached === undefined) return undefined;
    const { domain, group, reserved } = attached;
    // A domain that passes all on has neither pages nor an aperture.
    const isIdentity = domain.type === 'identity';
    return {
      domain_type: { dma: '0x3', 'dma-fq': '0xb', identity: '0x4' }[domain.type],
      pgsize_bitmap: hex(isIdentity ? 0n : domain.pageSizes),
      aperture: [hex(0n), hex(isIdentity ? 0n : domain.apertureEnd)],
      force_aperture: !isIdentity,
      group: group.number,
      resv: reserved.map(({ start, end, type, prot }) => [
        hex(start),
        hex(end),
        resvTypes.indexOf(type),
        hex(prot),
      ]),
    };
  }

  #bouncePoolOf(device: DmaDevice): RecordedBouncePool {
    const pool = this.#api.swiotlb.poolOf(device);
    // The device points at the default pool even where that has nothing.
    if (pool === undefined) return { range: [], nslabs: 0, force_bounce: false, areas: 0, area_nslabs: 0 };
    return {
      range: [hex(pool.base), hex(pool.base + BigInt(pool.slotCount * slotSize))],
      nslabs: pool.slotCount,
      force_bounce: this.#api.swiotlb.forces(device),
      areas: pool.areaCount,
      area_nslabs: pool.slotCount / pool.areaCount,
    };
  }

  #runAll(): readonly (readonly unknown[])[] {
    const operations = new StreamOperations({
      api: this.#api,
      debug: this.#debug,
      places: this.#input.places,
      iommuOf: (device) => this.#iommus.translationOf(device),
      onCheckpoint: (op) => {
        this.#checkpoints.push({ op, ...this.#module.checkpoint() });
        return this.#checkpoints.length - 1;
      },
    });
    return this.#input.operations.map((operation, index) => {
      const device = this.#module.devices[operation.device];
      const row = device === undefined ? ['badop'] : operations.run(device, operation, index);
      for (const line of this.#printed()) this.#messages.push([index, line]);
      return row;
    });
  }

  #seen = 0;

  /** Lines of the running kernel since the last call, those of two lines as two. */
  #printed(): readonly string[] {
    const { lines } = this.#machine.log;
    const fresh = lines.slice(this.#seen).flatMap(({ text }) => text.split('\n'));
    this.#seen = lines.length;
    return fresh;
  }

  /** As the recorder's script prints sysfs. */
  #iommuGroups(): readonly string[] {
    const { groups } = this.#iommus;
    if (groups.length === 0) return ['/sys/kernel/iommu_groups/*  '];
    const digits = (value: bigint): string => `0x${value.toString(16).padStart(16, '0')}`;
    return groups.flatMap(({ number, domain, devices, reserved }) => [
      `/sys/kernel/iommu_groups/${number} ${{ dma: 'DMA', 'dma-fq': 'DMA-FQ', identity: 'identity' }[domain.type]} ${devices.map((name) => `${name},`).join('')}`,
      ...reserved.map(
        ({ start, end, type }) =>
          `${digits(start)} ${digits(end - 1n)} ${type === 'software-msi' ? 'msi' : type}`,
      ),
    ]);
  }
}
