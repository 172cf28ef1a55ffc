/** What a running system can tell, by what it is told from. */
export const recordingKinds = ['ftrace', 'dmesg', 'cma-debugfs', 'dma-buf'] as const;

export type RecordingKind = (typeof recordingKinds)[number];

/** A file that holds a recording in another form, and how to come to its text. */
export interface ForeignForm {
  readonly message: string;
  readonly help: string;
}

const forms: readonly (readonly [magic: readonly number[], form: ForeignForm])[] = [
  [
    [0x17, 0x08, 0x44, 0x74, 0x72, 0x61, 0x63, 0x69, 0x6e, 0x67],
    {
      message: 'this is a trace.dat of trace-cmd, not text',
      help: 'Make text of it first: trace-cmd report -i trace.dat | carveout import-trace -',
    },
  ],
  [
    [0x50, 0x45, 0x52, 0x46, 0x49, 0x4c, 0x45, 0x32],
    {
      message: 'this is a perf.data, not text',
      help: 'Make text of it first: perf script -i perf.data | carveout import-trace -',
    },
  ],
  [[0x1f, 0x8b], { message: 'this is compressed with gzip', help: 'zcat FILE | carveout import-trace -' }],
  [
    [0x28, 0xb5, 0x2f, 0xfd],
    { message: 'this is compressed with zstd', help: 'zstdcat FILE | carveout import-trace -' },
  ],
  [
    [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    { message: 'this is compressed with xz', help: 'xzcat FILE | carveout import-trace -' },
  ],
  [
    [0xff, 0xfe],
    { message: 'this text is UTF-16', help: 'iconv -f UTF-16 -t UTF-8 FILE | carveout import-trace -' },
  ],
];

const binary: ForeignForm = {
  message: 'this is no text: a perfetto trace, or another binary file',
  help: 'Record text (/sys/kernel/tracing/trace_pipe), or take it from trace-cmd report or perf script. A perfetto trace becomes text with traceconv systrace.',
};

const traceEvents: ForeignForm = {
  message: 'this is a trace in JSON, as browsers and perfetto write it',
  help: 'Record the text of ftrace: /sys/kernel/tracing/trace_pipe, trace-cmd report or perf script.',
};

/** What else than text a file is, by its first bytes; undefined: it is text. */
export function foreignForm(bytes: Uint8Array): ForeignForm | undefined {
  for (const [magic, form] of forms) if (magic.every((byte, at) => bytes[at] === byte)) return form;
  if (bytes.includes(0)) return binary;
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).trimStart();
  return /^\{\s*"(?:traceEvents|displayTimeUnit)"/.test(start) ? traceEvents : undefined;
}

/** What a text is by its beginning, where that tells: of a log and a trace only the whole does. */
export function kindOfText(start: string): RecordingKind | undefined {
  if (/^\s*Dma-buf Objects:/m.test(start.slice(0, 1000))) return 'dma-buf';
  return /^\S*\/(?:base_pfn|bitmap|count|used|maxchunk|order_per_bit):\s*\d/m.test(start)
    ? 'cma-debugfs'
    : undefined;
}
