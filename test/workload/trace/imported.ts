import { TraceImporter, type TraceImportOptions } from '../../../src/workload/trace/import-trace.ts';
import type { TraceSummary } from '../../../src/workload/trace/trace-summary.ts';

/** An operation of an imported log. */
export interface ImportedLine {
  readonly device: string;
  readonly do: string;
  readonly id: string;
  readonly size?: number;
  readonly recorded?: { readonly dma?: string; readonly phys?: string; readonly ok?: boolean };
  readonly [other: string]: unknown;
}

export interface Imported {
  readonly log: string;
  readonly lines: readonly ImportedLine[];
  /** `do device id` of each line, in short. */
  readonly short: readonly string[];
  readonly summary: TraceSummary;
}

/** Imports a trace that is all there. */
export function imported(text: string, options: TraceImportOptions = {}): Imported {
  let log = '';
  const importer = new TraceImporter((piece) => {
    log += piece;
  }, options);
  for (const line of text.split('\n')) importer.line(line);
  const summary = importer.end();
  const lines = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line): ImportedLine => JSON.parse(line));
  return { log, lines, short: lines.map((line) => `${line.do} ${line.device} ${line.id}`), summary };
}
