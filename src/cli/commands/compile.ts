import type { Argv, CommandModule } from 'yargs';
import { exitCode } from '../exit-code.ts';
import { openAnyInput, openOverlays, sourceOptions } from '../open-input.ts';
import { openedPaths } from '../opened-paths.ts';
import {
  type CompileArguments,
  compileOptions,
  toldProblems,
  withCompileOptions,
} from '../options/compile-options.ts';
import {
  type FileArguments,
  inputsAndOutputs,
  withFileOptions,
  writeOneOfMany,
} from '../options/file-options.ts';
import { limitsOf } from '../options/limit-options.ts';
import { one } from '../options/option-kinds.ts';
import { type SourceArguments, withSourceOptions } from '../options/source-options.ts';
import { writeOutputFile } from '../output.ts';
import { sayProblems } from '../read-board.ts';
import { UsageError } from '../usage-error.ts';

interface Arguments extends SourceArguments, CompileArguments, FileArguments {
  readonly depfile: string | undefined;
}

const suffixes = { '.dts': '.dtb', '.dtso': '.dtbo' };

export const compileCommand: CommandModule<object, Arguments> = {
  command: 'compile <inputs..>',
  describe: 'Compile sources to blobs, byte for byte as dtc',
  builder: (yargs): Argv<Arguments> =>
    withFileOptions(withCompileOptions(withSourceOptions(yargs)))
      .positional('inputs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'Files, folders (every .dts and .dtso below them; or /proc/device-tree itself), or - for standard input',
      })
      .alias('include', 'i')
      .options({
        depfile: {
          alias: 'd',
          ...one,
          describe: 'Write the files that were read to this file, as a rule for make',
          group: 'Output:',
        },
      })
      .example('$0 compile board.dts -o board.dtb', '')
      .example('$0 compile -@ board.dts -o board.dtb', 'for overlays')
      .example(
        '$0 compile arch/arm64/boot/dts --out-dir build',
        'every board below a folder',
      ) as unknown as Argv<Arguments>,
  handler: compile,
};

/** Ends with 2 if an input cannot be compiled; the others are. */
async function compile(args: Arguments): Promise<void> {
  const jobs = inputsAndOutputs(args, suffixes);
  if (args.depfile !== undefined && jobs.length > 1) throw new UsageError('--depfile takes one input.');
  if (process.stdout.isTTY && jobs.some(([, output]) => output === undefined))
    throw new UsageError('A blob would go to the terminal.', 'Name a file with -o.');
  const { compileTree } = await import('../../project/compile-tree.ts');
  const { Project } = await import('../../project/project.ts');
  const project = new Project({ limits: limitsOf(args) });
  const { overlays, problems: faults } = openOverlays(project.files, args);
  const { configuration } = args;
  const options = { ...sourceOptions(args), ...compileOptions(args), project, overlays, configuration };
  await sayProblems(faults, args);
  if (faults.length > 0) {
    process.exitCode = exitCode.unusable;
    return;
  }

  let failures = 0;
  for (const [input, output] of jobs) {
    const opened = openAnyInput(project.files, input, args);
    if ('severity' in opened) {
      await sayProblems(toldProblems([opened], args), args);
      failures++;
      process.exitCode = exitCode.unusable;
      continue;
    }
    const { blob, problems, dependencies, includedFrom = new Map() } = compileTree(opened, options);
    await sayProblems(toldProblems(problems, args), args);
    if (blob === undefined) {
      failures++;
      process.exitCode = exitCode.unusable;
      continue;
    }
    if (output === undefined) process.stdout.write(blob);
    else writeOneOfMany(jobs, output, blob);
    if (args.depfile === undefined) continue;
    const context = { files: project.files, includeFolders: args.include, includedFrom };
    const rule = makeRule(output ?? '-', openedPaths(input, dependencies, context));
    writeOutputFile('--depfile', args.depfile, rule);
  }
  sayFailures(failures, jobs.length, args);
}

/** Of many inputs the messages of those that failed are far apart. */
function sayFailures(failures: number, inputs: number, { quiet }: CompileArguments): void {
  if (failures === 0 || inputs === 1 || quiet > 1) return;
  process.stderr.write(`carveout: ${failures} of ${inputs} inputs could not be compiled.\n`);
}

/** A rule for make: `board.dtb: board.dts soc.dtsi`. */
function makeRule(target: string, dependencies: readonly string[]): string {
  return `${escaped(target)}: ${[...new Set(dependencies)].map(escaped).join(' ')}\n`;
}

function escaped(path: string): string {
  return path.replace(/[ $#]/g, (sign) => (sign === '$' ? '$$' : `\\${sign}`));
}
