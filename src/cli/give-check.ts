import { resolve } from 'node:path';
import type { CheckReport } from '../report/check-report.ts';
import { formatCheck, parseAlsoCheck } from './check-formats.ts';
import { exitCode } from './exit-code.ts';
import type { ReportArguments } from './options/check-options.ts';
import { deliver, writeOutputFile } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Two formats in one file would leave the last alone. @throws UsageError */
export function refuseSameFiles({ also, outputFile }: ReportArguments): void {
  const files = new Set(outputFile === undefined ? [] : [resolve(outputFile)]);
  for (const { file } of parseAlsoCheck(also)) {
    if (files.has(resolve(file)))
      throw new UsageError(`--also …=${file}: another format goes to this file.`, 'Name one file a format.');
    files.add(resolve(file));
  }
}

/** Writes a report in all formats that are asked for, and sets the exit code by it. */
export async function giveCheck(report: CheckReport, args: ReportArguments): Promise<void> {
  const codes = { passes: exitCode.good, fails: exitCode.no, unusable: exitCode.unusable };
  process.exitCode = codes[report.outcome];
  deliver(await formatCheck(args.format, report, args), args);
  for (const { format, file } of parseAlsoCheck(args.also))
    writeOutputFile('--also', file, await formatCheck(format, report, { ...args, outputFile: file }));
}
