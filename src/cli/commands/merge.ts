import type { Argv, CommandModule } from 'yargs';
import type { CheckPart } from '../../report/check-merge.ts';
import type { CheckReport } from '../../report/check-report.ts';
import { diskFiles } from '../../source/file-access.ts';
import { alsoReports, giveCheck } from '../give-check.ts';
import { type ReportArguments, withReportOptions } from '../options/check-options.ts';
import { UsageError } from '../usage-error.ts';

interface MergeArguments extends ReportArguments {
  readonly reports: readonly string[];
}

/** Of all boards of a large project. */
const mostBytes = 512 << 20;

export const mergeCommand: CommandModule<object, MergeArguments> = {
  command: 'merge <reports..>',
  describe: 'Join the JSON reports of all parts of a check (check --shard) into one',
  builder: (yargs): Argv<MergeArguments> =>
    withReportOptions(yargs)
      .positional('reports', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'What check --format json wrote, one file a part',
      })
      .example(
        '$0 merge part-*.json --format markdown --also junit=carveout.xml',
        '',
      ) as unknown as Argv<MergeArguments>,
  handler: merge,
};

/** Ends as the whole check would have. */
async function merge(args: MergeArguments): Promise<void> {
  alsoReports(args);
  const { mergeChecks } = await import('../../report/check-merge.ts');
  const parts: CheckPart[] = [];
  for (const file of args.reports) parts.push(await readPart(file));
  const merged = mergeChecks(parts);
  if (!merged.ok) throw new UsageError(merged.message, merged.help);
  await giveCheck(merged.report, args);
}

/** @throws UsageError for what is no report of a check */
async function readPart(file: string): Promise<CheckPart> {
  const { readFault } = await import('../../project/settings/read-fault.ts');
  const bytes = diskFiles.read(file, mostBytes);
  if (typeof bytes === 'string')
    throw new UsageError(`${file}: cannot be read (${readFault(bytes, mostBytes)}).`);
  const { checkJsonSchema } = await import('../../report/check-json-schema.ts');
  const value = json(bytes);
  const parsed = checkJsonSchema().safeParse(value);
  // As it was written, member by member: zod has an order of its own.
  if (parsed.success) return { file, report: value as CheckReport };
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `: ${issue.path.map(String).join('.')}`;
  throw new UsageError(
    `${file} is no report of a check${where}.`,
    'carveout check --format json --output-file FILE writes one.',
  );
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
