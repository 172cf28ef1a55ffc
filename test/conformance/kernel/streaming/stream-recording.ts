import { type RecordedDevice, type Recording, readRecording } from '../recording.ts';

/** A row: `[dev, op, id, args, status, ...]`; args are a number for one-letter operations, else a list of numbers. */
export type StreamOp = readonly unknown[];

export interface StreamDevice extends RecordedDevice {
  readonly bus: string;
  readonly name: string;
  readonly swiotlb?: RecordedBouncePool;
  readonly iommu?: RecordedIommu;
}

export interface RecordedBouncePool {
  readonly range: readonly string[];
  readonly nslabs: number;
  readonly force_bounce: boolean;
  readonly areas: number;
  readonly area_nslabs: number;
}

export interface RecordedIommu {
  readonly domain_type: string;
  readonly pgsize_bitmap: string;
  /** Both ends inclusive. */
  readonly aperture: readonly string[];
  readonly force_aperture: boolean;
  readonly group: number;
  /** `[start, end, type, prot]`. */
  readonly resv: readonly (readonly (string | number)[])[];
}

/** A row's number, or `after` for what was printed behind the last one, and a line. */
export type RecordedMessage = readonly [op: number | string, line: string];

/** One booted kernel and its streaming workload, in the form `rmem-golden-stream-1`. */
export interface StreamRecording extends Omit<Recording, 'ops' | 'devices'> {
  readonly machine: Recording['machine'] & { readonly emulator?: string };
  readonly devices: readonly StreamDevice[];
  readonly ops: readonly StreamOp[];
  readonly messages: readonly RecordedMessage[];
  /** The files of /sys/kernel/debug/dma-api. */
  readonly dma_debug: Readonly<Record<string, string>>;
  readonly dma_debug_dump: readonly string[];
  readonly iommu_groups: readonly string[];
}

/** The format has no early events: they count as not recorded. */
export function readStreamRecording(file: string): StreamRecording {
  return streamRecording(readRecording(file));
}

/** A recording that was read without a look at its form. */
export function streamRecording(recording: Recording): StreamRecording {
  return { ...recording, memblock_events: null } as unknown as StreamRecording;
}
