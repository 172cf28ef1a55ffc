import yargs, { type Argv } from 'yargs';
import { bootCommand } from './commands/boot.ts';
import { checkCommand } from './commands/check.ts';
import { compileCommand } from './commands/compile.ts';
import { completionCommand } from './commands/completion.ts';
import { decompileCommand } from './commands/decompile.ts';
import { diffCommand } from './commands/diff.ts';
import { explainCommand } from './commands/explain.ts';
import { importTraceCommand } from './commands/import-trace.ts';
import { lintCommand } from './commands/lint.ts';
import { lspCommand } from './commands/lsp.ts';
import { mergeCommand } from './commands/merge.ts';
import { preprocessCommand } from './commands/preprocess.ts';
import { reportCommand } from './commands/report.ts';
import { rulesCommand } from './commands/rules.ts';
import { runCommand } from './commands/run.ts';
import { sizeCommand } from './commands/size.ts';
import { refusal } from './refusal.ts';
import { standardInput } from './streams.ts';
import { version } from './version.ts';

const widestHelp = 100;

const epilogue = [
  'Exit codes: 0 good; 1 it says no (findings, a region or an expectation failed); 2 unusable input or options;',
  '3 a bug in carveout.',
].join(' ');

/**
 * The parser of the whole command line; `parseAsync` on it runs the command. A command loads what it works with only
 * when it runs.
 *
 * It throws UsageError for what it refuses.
 */
export function commandLine(args: readonly string[]): Argv {
  const commands = [
    lintCommand,
    reportCommand,
    diffCommand,
    bootCommand,
    runCommand,
    sizeCommand,
    checkCommand,
    mergeCommand,
    importTraceCommand,
    compileCommand,
    decompileCommand,
    preprocessCommand,
    explainCommand,
    rulesCommand,
    lspCommand,
  ];
  const names = [...commands.map(({ command }) => String(command).split(' ')[0] ?? ''), 'completion'];

  const { words, left } = withoutLongTail(plainWords(args));
  const parser: Argv = yargs(words)
    .scriptName('carveout')
    .usage(
      '$0 <command>\n\nChecks and rehearses the reserved memory of a device tree before the board boots.',
    )
    .command(lintCommand)
    .command(reportCommand)
    .command(diffCommand)
    .command(bootCommand)
    .command(runCommand)
    .command(sizeCommand)
    .command(checkCommand)
    .command(mergeCommand)
    .command(importTraceCommand)
    .command(compileCommand)
    .command(decompileCommand)
    .command(preprocessCommand)
    .command(explainCommand)
    .command(rulesCommand)
    .command(lspCommand)
    .command(completionCommand)
    // It is what answers the script; the command above is the one that people see.
    .completion('completion-script', false)
    .demandCommand(1, 'Name a command.')
    .strict()
    .parserConfiguration({ 'dot-notation': false, 'parse-numbers': false, 'parse-positional-numbers': false })
    .detectLocale(false)
    .version(version)
    .help()
    .alias('help', 'h')
    .example('$0 lint board.dts', 'is its reserved memory right?')
    .example('$0 report board.dts', 'the memory map, and which device gets what')
    .example('$0 boot board.dts --memory 2G@0x40000000', 'what Linux will do with it, line by line')
    .example('$0 run board.dts workload.yaml', 'will these allocations fit?')
    .example('$0 size board.dts workload.yaml', 'how large must the pools be?')
    .epilogue(epilogue)
    .wrap(Math.min(process.stdout.columns ?? 80, widestHelp))
    .exitProcess(false);

  if (left.length > 0) parser.middleware((parsed) => addInputs(parsed, left));
  layNoHelpOut(parser);
  return parser.fail((complaint, error) => {
    // Its own complaints come as errors, too, where an option lacks its value.
    if (error !== undefined && error !== null && error.name !== 'YError') throw error;
    throw refusal(complaint, parser, names, args);
  });
}

/**
 * Yargs lays out the help of each command that it has run, in case its handler fails and asks for it. Nobody does here, and it
 * would cost a cold start 50 ms.
 */
function layNoHelpOut(parser: Argv): void {
  const usage = (parser as YargsInternals).getInternalMethods?.().getUsageInstance?.();
  if (usage?.cacheHelpMessage !== undefined) usage.cacheHelpMessage = () => {};
}

/** What yargs has and its types do not show. */
type YargsInternals = Argv & {
  getInternalMethods?(): { getUsageInstance?(): { cacheHelpMessage?: () => void } };
};

/** By command: the options of one letter that may have their value joined on. */
const joinedOptions: Readonly<Record<string, RegExp>> = {
  compile: /^-[IDibpSaRHdoOWE]./,
  lint: /^-[IDoWE]./,
};

/**
 * `-Ifolder` and `-DNAME=1`, as cpp takes them, and dtc's `-p1024` and `-Wno-reg_format`, in two words: yargs would read the letters as options. And
 * `-` by the name of what it stands for, since yargs takes it for an option without a name.
 */
function plainWords(args: readonly string[]): string[] {
  const withValue = joinedOptions[args[0] ?? ''] ?? /^-[IDo]./;
  if (args.includes('--get-yargs-completions')) return [...args];
  const dashes = args.indexOf('--');
  const options = dashes === -1 ? args : args.slice(0, dashes);
  const names = dashes === -1 ? [] : args.slice(dashes + 1);
  return [
    ...options.flatMap((arg) => {
      if (arg === '-') return [standardInput];
      return withValue.test(arg) ? [arg.slice(0, 2), arg.slice(2)] : [arg];
    }),
    // Behind `--` all are names, which yargs would not count as a command's.
    ...names.map((name) => (name.startsWith('-') ? `./${name}` : name)),
  ];
}

/** Enough for whatever stands between the last option and the inputs: its value, if it has one. */
const longTail = 64;

/**
 * `lint` may be given thousands of boards, and yargs looks at each several times. It is handed the first of those that stand behind the last option, and
 * what is left comes in when it has read them: no option takes more than one value.
 */
function withoutLongTail(words: readonly string[]): { words: readonly string[]; left: readonly string[] } {
  if (words[0] !== 'lint') return { words, left: [] };
  const end = words.findLastIndex((word) => word.startsWith('-')) + longTail;
  return { words: words.slice(0, end), left: words.slice(end) };
}

function addInputs(parsed: object, left: readonly string[]): void {
  if ('inputs' in parsed && Array.isArray(parsed.inputs)) parsed.inputs.push(...left);
}
