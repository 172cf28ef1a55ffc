import type { CheckReport } from '../report/check-report.ts';
import { type AlsoFile, alsoFiles } from './also-files.ts';
import { type CheckFormat, checkFormats, formatCheck } from './check-formats.ts';
import { exitCode } from './exit-code.ts';
import type { ReportArguments } from './options/check-options.ts';
import { deliver, writeOutputFile } from './output.ts';

/** What is to be written besides. @throws UsageError */
export function alsoReports({ also, outputFile }: ReportArguments): readonly AlsoFile<CheckFormat>[] {
  return alsoFiles(also, checkFormats, outputFile);
}

/** Writes a report in all formats that are asked for, and sets the exit code by it. */
export async function giveCheck(report: CheckReport, args: ReportArguments): Promise<void> {
  const codes = { passes: exitCode.good, fails: exitCode.no, unusable: exitCode.unusable };
  process.exitCode = codes[report.outcome];
  deliver(await formatCheck(args.format, report, args), args);
  for (const { format, file } of alsoReports(args))
    writeOutputFile('--also', file, await formatCheck(format, report, { ...args, outputFile: file }));
}
