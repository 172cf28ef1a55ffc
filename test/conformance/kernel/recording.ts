import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** `[base, end)` or `[base, end, flags]`, as hex strings. */
export type RecordedRange = readonly string[];

/** `[dev, op, id, arg, status, ...]`. */
export type RecordedOp = readonly (string | number | boolean | null)[];

export interface RecordedPool {
  readonly pfn_base: string;
  readonly device_base: string;
  readonly pages: number;
  readonly use_dev_dma_pfn_offset: number;
  readonly set: readonly (readonly [number, number])[];
}

export interface RecordedDeviceState {
  readonly dma_mask: string;
  readonly coherent_dma_mask: string;
  readonly pool: RecordedPool | null;
  readonly cma: number | null;
}

export interface RecordedCma {
  readonly index: number;
  readonly name: string;
  readonly base_pfn: string;
  readonly count: number;
  readonly order_per_bit: number;
  readonly set: readonly (readonly [number, number])[] | null;
}

export interface RecordedDevice {
  readonly dev: number;
  readonly path: string;
  readonly probe_dma_mask: string;
  readonly probe_coherent_dma_mask: string;
  readonly bus_dma_limit: string;
  readonly dma_coherent: boolean;
  readonly dma_ranges: readonly (readonly string[])[];
  readonly set_mask: { readonly bits: number; readonly rc: number } | null;
  readonly memory_region_count: number;
  readonly init: readonly number[];
  readonly state: RecordedDeviceState;
}

export interface RecordedCheckpoint {
  readonly op?: number;
  readonly devices: readonly (RecordedDeviceState & { readonly dev: number })[];
  readonly cma: readonly RecordedCma[];
}

export interface RecordedEvent {
  readonly op: string;
  readonly fn?: string;
  readonly range?: RecordedRange;
  readonly got?: RecordedRange;
  readonly size?: string;
  readonly by?: string;
  readonly line?: string;
}

/** One booted kernel, in the form `rmem-golden-1`. */
export interface Recording {
  readonly scenario: string;
  readonly template: string;
  readonly kernel: {
    readonly tag: string;
    readonly release: string | null;
    readonly config: Readonly<Record<string, string | null>>;
  };
  readonly machine: {
    readonly arch: string;
    readonly page_size: number;
    readonly dtb: RecordedRange;
    readonly initrd: RecordedRange | null;
    readonly cmdline: string | null;
    readonly kernel_reserved?: RecordedRange | null;
    readonly kernel_load: string;
    readonly kernel_image_size?: string | null;
  };
  readonly dts: string;
  readonly boot: {
    readonly completed: boolean;
    readonly qemu_rc: number | string;
    readonly panic: string | null;
  };
  readonly memblock_events: readonly RecordedEvent[] | null;
  readonly memblock_config: {
    readonly memory: readonly RecordedRange[];
    readonly reserved: readonly RecordedRange[];
  } | null;
  readonly log: readonly string[] | null;
  readonly reserved_mem: readonly {
    readonly node: string;
    readonly found: boolean;
    readonly name?: string;
    readonly base?: string;
    readonly size?: string;
    readonly has_ops?: boolean;
  }[];
  readonly reserved_mem_array: readonly (readonly [string, string, string, boolean])[] | null;
  readonly cma_boot: readonly RecordedCma[];
  readonly devices: readonly RecordedDevice[];
  readonly ops: readonly RecordedOp[];
  readonly checkpoints: readonly RecordedCheckpoint[];
  readonly final: RecordedCheckpoint | null;
  /** Lines of /proc/zoneinfo and /proc/buddyinfo, and values of /proc/meminfo, after the workload. */
  readonly zoneinfo?: readonly string[] | null;
  readonly buddyinfo?: readonly string[] | null;
  readonly meminfo_kb?: Readonly<Record<string, number>>;
}

/** Reads a recording, plain or compressed. */
export function readRecording(file: string): Recording {
  const bytes = readFileSync(file);
  const text = file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
  return JSON.parse(text) as Recording;
}
