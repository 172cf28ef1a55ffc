import { traceSummaryJson } from '../report/trace-summary-json.ts';
import { traceSummaryText } from '../report/trace-summary-text.ts';
import { TraceImporter } from '../workload/trace/import-trace.ts';
import { foreignForm, kindOfText, type RecordingKind } from '../workload/trace/recording-kind.ts';
import { traceBoard } from '../workload/trace/trace-board.ts';
import type { TraceSummary } from '../workload/trace/trace-summary.ts';
import type { WorkloadBoard } from '../workload/workload.ts';
import { GrowingOutput } from './growing-output.ts';
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
export async function importStream(request: ImportRequest): Promise<void> {
  const { file } = request;
  const name = file === standardInput ? '<stdin>' : file;
  const { first, all } = firstPiece(file);
  if (first === undefined) throw new UsageError(`${name}: empty: there is no recording in it.`, howToRecord);
  const foreign = foreignForm(first);
  if (foreign !== undefined) throw new UsageError(`${name}: ${foreign.message}.`, foreign.help);

  const kind = request.from ?? kindOfText(new TextDecoder().decode(first));
  importLines(name, all, request);
  void kind;
}

export async function importFolder(request: ImportRequest): Promise<void> {
  void request;
}

const howToRecord =
  'docs/traces.md says how to record: echo 1 > /sys/kernel/tracing/events/dma/enable; cat /sys/kernel/tracing/trace_pipe';

function importLines(name: string, pieces: Iterable<Uint8Array>, request: ImportRequest): void {
  const output = new GrowingOutput(request);
  const importer = new TraceImporter((text) => output.write(text), {
    board: request.board === undefined ? undefined : traceBoard(request.board),
    renamed: request.renamed,
    pageSize: pageSizeOf(request),
    mappings: request.mappings,
  });
  const isCut = readLines(pieces, importer);
  const summary = importer.end(isCut);
  if (!importer.hasEvents) throw new UsageError(nothingFound(name, summary), howToRecord);
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

function nothingFound(name: string, { lines, unknownLines, tooLong }: TraceSummary): string {
  const [place] = [...unknownLines.first, ...tooLong.first];
  const where = place === undefined ? name : `${name}:${place.line}`;
  const what = lines === 1 ? 'its line is' : `none of its ${lines} lines is`;
  return `${where}: ${what} an event of a trace, nor anything else that can be imported.`;
}

const pageSizes: Readonly<Record<string, number>> = { '4K': 4096, '16K': 16384, '64K': 65536 };

function pageSizeOf({ board, pageSize }: ImportRequest): number {
  return board?.pageSize ?? pageSizes[pageSize ?? ''] ?? 4096;
}
