import type { BootFacts } from '../boot-facts.ts';
import { bootRecorded } from '../boot-recorded.ts';
import type { RecordedCheckpoint } from '../recording.ts';
import type { StreamInput } from './stream-input.ts';
import type { RecordedMessage, StreamDevice } from './stream-recording.ts';
import { StreamRun } from './stream-run.ts';

/** What our kernel answered, in the recording's form. */
export interface StreamEmulated extends BootFacts {
  /** What the boot says of the default bounce pool. */
  readonly bounceLines: readonly string[];
  /** What it says of IOMMUs in general. */
  readonly iommuLines: readonly string[];
  readonly devices: readonly StreamDevice[];
  /** Each row from its status on. */
  readonly ops: readonly (readonly unknown[])[];
  readonly messages: readonly RecordedMessage[];
  readonly checkpoints: readonly RecordedCheckpoint[];
  readonly final: RecordedCheckpoint;
  readonly dmaDebug: Readonly<Record<string, string>>;
  readonly dmaDebugDump: readonly string[];
  readonly iommuGroups: readonly string[];
}

export type StreamEmulation =
  | { readonly kind: 'emulated'; readonly result: StreamEmulated }
  | { readonly kind: 'missing'; readonly what: string };

/** Boots the tree and runs the rows, from the allowed inputs only. */
export function emulateStream(input: StreamInput): StreamEmulation {
  const booted = bootRecorded({ ...input, operations: [] });
  if (booted === undefined) return { kind: 'missing', what: `a profile of ${input.kernel.tag}` };
  return { kind: 'emulated', result: new StreamRun(booted, input).result() };
}
