import type { Node, Property, Write } from '../../devicetree/tree.ts';
import type { Place } from '../../source/place.ts';

/** A PCI function's place on its bus. */
export interface PciAddress {
  readonly domain: number;
  readonly bus: number;
  readonly device: number;
  readonly function: number;
}

const form = /^([0-9a-f]{4}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/;

/** Reads `0000:00:01.0`, as the kernel writes it; undefined for anything else. */
export function readPciAddress(text: string): PciAddress | undefined {
  const [, domain, bus, device, fn] = form.exec(text) ?? [];
  if (domain === undefined || bus === undefined || device === undefined || fn === undefined) return undefined;
  const number = Number.parseInt(device, 16);
  if (number > 31) return undefined;
  return {
    domain: Number.parseInt(domain, 16),
    bus: Number.parseInt(bus, 16),
    device: number,
    function: Number(fn),
  };
}

/** PCI_DEVID(): 8 bits of bus, 5 of device, 3 of function, as `iommu-map` counts. */
export function requesterId({ bus, device, function: fn }: PciAddress): number {
  return (bus << 8) | (device << 3) | fn;
}

/**
 * A PCI function that was found by looking at the bus, without a node of its own: below its host bridge, of which it has windows
 * and coherence (pci_dma_configure()). Its path is its name.
 */
export class PciFunction implements Node {
  readonly name: string;
  readonly parent: Node;
  readonly address: PciAddress;
  /**
   * Requester ids that its accesses carry: its own, or that of the conventional bridge above it
   * (pci_for_each_dma_alias()).
   */
  readonly requesterId: number;
  readonly unitAddress: undefined = undefined;
  readonly labels: readonly [] = [];
  readonly wasLabelled = false;
  readonly properties: ReadonlyMap<string, Property> = new Map();
  readonly children: ReadonlyMap<string, Node> = new Map();
  readonly writes: readonly Write[] = [];
  readonly phandle: undefined = undefined;
  readonly marks = 0;
  readonly deleted: readonly [] = [];

  constructor(hostBridge: Node, address: PciAddress, alias?: PciAddress) {
    const digits = (value: number, count: number): string => value.toString(16).padStart(count, '0');
    this.parent = hostBridge;
    this.address = address;
    this.requesterId = requesterId(alias ?? address);
    this.name = `${digits(address.domain, 4)}:${digits(address.bus, 2)}:${digits(address.device, 2)}.${address.function}`;
  }

  get baseName(): string {
    return this.name;
  }

  get path(): string {
    return this.name;
  }

  get place(): Place {
    return this.parent.place;
  }

  property(): undefined {
    return undefined;
  }

  child(): undefined {
    return undefined;
  }
}
