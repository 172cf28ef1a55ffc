import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from './compare.ts';
import { emulate } from './emulate.ts';
import { inputOf } from './emulation-input.ts';
import { type Recording, readRecording } from './recording.ts';
import { compareStream } from './streaming/compare-stream.ts';
import { emulateStream } from './streaming/stream-emulation.ts';
import { streamInputOf } from './streaming/stream-input.ts';
import { type StreamRecording, streamRecording } from './streaming/stream-recording.ts';
import { Tally } from './tally.ts';

/** What came of one recording. */
export interface Outcome {
  readonly folder: string;
  readonly scenario: string;
  readonly template: string;
  /** `uname -r`, architecture and bytes of a page. */
  readonly release: string;
  readonly arch: string;
  readonly pageSize: number;
  readonly result: 'passed' | 'failed' | 'missing' | 'left-out';
  /** What is missing, or why it was left out. */
  readonly reason: string | undefined;
  readonly tally: Tally;
}

export interface ConformanceOptions {
  /** Only folders of these names. */
  readonly folders?: readonly string[];
  /** Only scenarios whose name or template contains this. */
  readonly only?: string;
}

/** Templates of FORMAT-streaming.md, in folders of their own. */
const streamingFolders = /-(debug|iommu)$/;

/** Runs every recording below a folder such as `golden/`, in the order of names. */
export function* runConformance(folder: string, options: ConformanceOptions = {}): Generator<Outcome> {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (options.folders?.includes(entry.name) ?? true))
    .map((entry) => entry.name)
    .sort();
  for (const name of folders) {
    const files = readdirSync(join(folder, name)).filter((file) => /\.json(\.gz)?$/.test(file));
    for (const file of files.sort(byNumbers)) {
      const recording = readRecording(join(folder, name, file));
      const { only } = options;
      if (only !== undefined && !`${recording.scenario} ${recording.template}`.includes(only)) continue;
      yield judge(recording, name);
    }
  }
}

function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Emulates one recording's inputs and compares the answers. */
export function judge(recording: Recording, folder: string): Outcome {
  const { scenario, template } = recording;
  const about = {
    folder,
    scenario,
    template,
    release: recording.kernel.release ?? recording.kernel.tag,
    arch: recording.machine.arch,
    pageSize: recording.machine.page_size,
  };
  if (streamingFolders.test(folder)) return { ...about, ...judgeStream(streamRecording(recording)) };
  if (recording.boot.qemu_rc === 'timeout') {
    return { ...about, result: 'left-out', reason: 'the recorded kernel hung', tally: new Tally() };
  }

  const emulation = emulate(inputOf(recording));
  if (emulation.kind === 'missing')
    return { ...about, result: 'missing', reason: emulation.what, tally: new Tally() };

  const tally = compare(recording, emulation.result);
  return { ...about, result: tally.differenceCount === 0 ? 'passed' : 'failed', reason: undefined, tally };
}

/** The same for the streaming format. */
export function judgeStream(recording: StreamRecording): Pick<Outcome, 'result' | 'reason' | 'tally'> {
  const emulation = emulateStream(streamInputOf(recording));
  if (emulation.kind === 'missing') return { result: 'missing', reason: emulation.what, tally: new Tally() };
  const tally = compareStream(recording, emulation.result);
  return { result: tally.differenceCount === 0 ? 'passed' : 'failed', reason: undefined, tally };
}
