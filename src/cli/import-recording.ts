import { traceSummaryJson } from '../report/trace-summary-json.ts';
import { traceSummaryText } from '../report/trace-summary-text.ts';
import { cmaFoldersOfText } from '../workload/trace/cma-debugfs.ts';
import { readDmaBufInfo } from '../workload/trace/dma-buf-info.ts';
import { DmesgFailures } from '../workload/trace/dmesg-failures.ts';
import { TraceImporter } from '../workload/trace/import-trace.ts';
import { foreignForm, kindOfText, type RecordingKind } from '../workload/trace/recording-kind.ts';
import { traceBoard } from '../workload/trace/trace-board.ts';
import type { TraceSummary } from '../workload/trace/trace-summary.ts';
import type { WorkloadBoard } from '../workload/workload.ts';
import { readCmaFolder } from './cma-folder.ts';
import { GrowingOutput } from './growing-output.ts';
import { importAreas, importDmaBufs, importFailures } from './import-facts.ts';
import type { OutputArguments } from './options/output-options.ts';
import { errorTerminal } from './output.ts';
import { standardInput } from './streams.ts';
import { firstPiece, readLines } from './trace-lines.ts';
import { UsageError } from './usage-error.ts';

/** What is to be imported, and how. */
export interface ImportRequest extends OutputArguments {
  readonly file: string;
  readonly board: WorkloadBoard | undefined;
  readonly from: RecordingKind | undefined;
  /** What operations are to call a device, by the kernel's name. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly area: string | undefined;
  readonly mappings: boolean;
  readonly pageSize: string | undefined;
  readonly format: 'text' | 'json';
}

/** @throws UsageError for what holds no recording */
export function importStream(request: ImportRequest): void {
  const { file } = request;
  const name = file === standardInput ? '<stdin>' : file;
  const { first, all } = firstPiece(file);
  if (first === undefined) throw new UsageError(`${name}: empty: there is no recording in it.`, howToRecord);
  const foreign = foreignForm(first);
  if (foreign !== undefined) throw new UsageError(`${name}: ${foreign.message}.`, foreign.help);

  const kind = request.from ?? kindOfText(new TextDecoder().decode(first));
  if (kind === 'dma-buf') importDmaBufs(readDmaBufInfo(wholeText(all, name)), name, request);
  else if (kind === 'cma-debugfs') importAreas(cmaFoldersOfText(wholeText(all, name)), name, request);
  else importLines(name, all, request, kind);
}

/** @throws UsageError for what is no copy of /sys/kernel/debug/cma */
export function importFolder(request: ImportRequest): void {
  const { file, from } = request;
  const folders =
    from === undefined || from === 'cma-debugfs' ? readCmaFolder(file) : new Map<string, never>();
  if (folders.size === 0)
    throw new UsageError(
      `${file}: a folder, but no copy of /sys/kernel/debug/cma.`,
      'cp -r /sys/kernel/debug/cma FOLDER makes one.',
    );
  importAreas(folders, file, request);
}

/** What debugfs shows, which is not long. @throws UsageError for more */
function wholeText(pieces: Iterable<Uint8Array>, name: string): string {
  const decoder = new TextDecoder();
  let text = '';
  for (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > mostCharacters)
      throw new UsageError(`${name}: larger than ${mostCharacters >> 20} MiB.`);
  }
  return text + decoder.decode();
}

/** Of a list of areas or of shared buffers. */
const mostCharacters = 64 << 20;

const howToRecord =
  'docs/traces.md says how to record: echo 1 > /sys/kernel/tracing/events/dma/enable; cat /sys/kernel/tracing/trace_pipe';

/** A trace, or a kernel's log where there is no event in it. */
function importLines(
  name: string,
  pieces: Iterable<Uint8Array>,
  request: ImportRequest,
  kind: RecordingKind | undefined,
): void {
  const failures = new DmesgFailures();
  const output = new GrowingOutput(request);
  const importer = new TraceImporter((text) => output.write(text), {
    board: request.board === undefined ? undefined : traceBoard(request.board),
    renamed: request.renamed,
    pageSize: pageSizeOf(request),
    mappings: request.mappings,
    otherLine: (text, line) => failures.line(text, line),
  });
  if (kind === 'dmesg') {
    let line = 0;
    const next = (text: string): void => failures.line(text, ++line);
    readLines(pieces, { line: next, longLine: next });
    const facts = failures.facts();
    if (facts.length === 0) throw new UsageError(`${name}: CMA refuses nothing in this log.`);
    importFailures(facts, name, request);
    return;
  }
  const isCut = readLines(pieces, importer);
  const summary = importer.end(isCut);
  if (!importer.hasEvents) {
    const facts = kind === undefined ? failures.facts() : [];
    if (facts.length === 0) throw new UsageError(nothingFound(name, summary), howToRecord);
    importFailures(facts, name, request);
    return;
  }
  output.close();
  tell(summary, name, request);
}

function tell(summary: TraceSummary, name: string, request: ImportRequest): void {
  process.stderr.write(
    request.format === 'json'
      ? traceSummaryJson(summary, name)
      : traceSummaryText(summary, name, errorTerminal(request)),
  );
}

function nothingFound(name: string, { lines, unknownLines, malformed, tooLong }: TraceSummary): string {
  const [place] = [...malformed.first, ...unknownLines.first, ...tooLong.first];
  const where = place === undefined ? name : `${name}:${place.line}`;
  const what = lines === 1 ? 'its only line is not' : `none of its ${lines} lines is`;
  return `${where}: ${what} an event of a trace, or anything else that can be imported.`;
}

const pageSizes: Readonly<Record<string, number>> = { '4K': 4096, '16K': 16384, '64K': 65536 };

function pageSizeOf({ board, pageSize }: ImportRequest): number {
  return board?.pageSize ?? pageSizes[pageSize ?? ''] ?? 4096;
}
