/** What a driver does with an entry of its device's `memory-region`. */
export interface DriverUse {
  /**
   * `assign`: of_reserved_mem_device_init_by_idx(), which gives the device a pool. `map`: it maps the region itself.
   * `resource`: it takes address and size only. `lookup`: it takes the entry of the kernel's table (of_reserved_mem_lookup()).
   */
  readonly how: 'assign' | 'map' | 'resource' | 'lookup';
  readonly select: DriverSelect;
  /** Whether the driver does without, where there is no such entry. */
  readonly required: boolean;
  /** What another error, or a required entry that is missing, comes to. */
  readonly onError: 'fails' | 'ignored' | 'fallback' | 'later';
  /** Whether a device of the driver's own gets it, one for each such use. */
  readonly ownDevice: boolean;
  /** Whether the driver does this only where no IOMMU serves the device. */
  readonly withoutIommu: boolean;
}

/** Which entries a driver reads. */
export type DriverSelect =
  | { readonly kind: 'index'; readonly index: number }
  /** This one and all after it. */
  | { readonly kind: 'from'; readonly index: number }
  /** By `memory-region-names`. */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** Regions whose node names begin, or do not begin, like this. */
  | { readonly kind: 'node' | 'other-nodes'; readonly prefix: string };

/** A driver of the kernel, as far as reserved memory goes. */
export interface DriverFacts {
  /** `ti_k3_r5`. */
  readonly name: string;
  /** In the kernel's tree; undefined: no driver of the kernel binds to these compatibles. */
  readonly file: string | undefined;
  readonly compatibles: readonly string[];
  /** Children of the device's node, by name, each of which carries one region that the driver reads. */
  readonly children: readonly string[];
  /** In the order of the driver's doing. None: it does not read the property. */
  readonly uses: readonly DriverUse[];
  /** The DMA mask that it sets; undefined: it leaves the bus's 32 bits. */
  readonly maskBits: number | undefined;
}
