import type { Argv } from 'yargs';
import type { FailOn } from '../../lint/fail-on.ts';
import type { LintPreset } from '../../lint/lint.ts';
import { type PackName, packNames } from '../../lint/packs/packs.ts';
import { type LintFormat, lintFormats } from '../lint-formats.ts';
import { lastOne } from './last-one.ts';
import { many, one } from './option-kinds.ts';
import { failOnOption, ruleOption } from './verdict-options.ts';

/** What decides which findings there are, which are shown, and which make the command fail. */
export interface LintArguments {
  readonly format: LintFormat;
  readonly also: readonly string[];
  readonly preset: LintPreset | undefined;
  readonly pack: readonly PackName[];
  readonly rule: readonly string[];
  readonly W: readonly string[];
  readonly E: readonly string[];
  readonly maxWarnings: number | undefined;
  readonly failOn: FailOn | undefined;
  readonly quiet: boolean;
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  readonly config: string | undefined;
  readonly configFile: boolean;
  readonly printConfig: boolean;
  readonly fix: boolean;
  readonly fixDryRun: boolean;
  readonly unsafeFixes: boolean;
}

/** What the boards have beside the tree; rules that need it are silent without. */
export interface FactArguments {
  readonly kernelImage: string | undefined;
  readonly initrd: string | undefined;
  readonly fdt: string | undefined;
  readonly ram: string | undefined;
  readonly efiMap: string | undefined;
  readonly firmware: readonly string[];
  readonly runtimeOverlay: boolean;
}

const rulesGroup = 'Rules:';
const verdictGroup = 'Verdict:';
const configGroup = 'Configuration:';
const fixGroup = 'Fixes:';
const factsGroup = 'Facts that the tree lacks:';

export function withLintOptions<T>(yargs: Argv<T>): Argv<T & LintArguments & FactArguments> {
  return yargs.options({
    format: {
      choices: lintFormats,
      default: 'pretty',
      coerce: lastOne,
      describe: 'For people, for editors (compact), for scripts, or for a service that shows findings',
      group: 'Output:',
    },
    also: {
      ...many,
      describe: 'FORMAT=FILE: write the findings in another format to a file as well (repeatable)',
      group: 'Output:',
    },
    preset: {
      ...one,
      choices: ['recommended', 'strict', 'all'],
      defaultDescription: 'recommended',
      describe: 'Which rules are run: errors and warnings, infos too, or what vendors know as well',
      group: rulesGroup,
    },
    pack: {
      ...many,
      choices: packNames,
      describe: 'Rules on what vendors know, beside the preset (repeatable)',
      group: rulesGroup,
    },
    rule: { ...ruleOption, group: rulesGroup },
    W: {
      ...many,
      describe: 'As for dtc: make a rule a warning; no-ID turns it off (repeatable)',
      group: rulesGroup,
    },
    E: {
      ...many,
      describe: 'As for dtc: make a rule an error; no-ID makes it none (repeatable)',
      group: rulesGroup,
    },
    'fail-on': { ...failOnOption, defaultDescription: 'error', group: verdictGroup },
    'max-warnings': {
      type: 'number',
      requiresArg: true,
      coerce: lastOne,
      describe: 'Fail when there are more warnings',
      group: verdictGroup,
    },
    quiet: { type: 'boolean', default: false, describe: 'Show errors only', group: 'Output:' },
    baseline: {
      ...one,
      describe: 'A file of findings that are known: only new ones are shown and count',
      group: verdictGroup,
    },
    'update-baseline': {
      type: 'boolean',
      default: false,
      describe: 'Write the findings that there are to the file of --baseline',
      group: verdictGroup,
    },
    config: {
      ...one,
      defaultDescription: 'the nearest carveout.config.yaml or .json above each input',
      describe: 'The configuration; a .ts or .js file is run',
      group: configGroup,
    },
    'config-file': {
      type: 'boolean',
      default: true,
      describe: 'Look for a configuration; --no-config-file does not',
      group: configGroup,
    },
    'print-config': {
      type: 'boolean',
      default: false,
      describe: 'Print the settings of an input instead of linting it',
      group: configGroup,
    },
    fix: {
      type: 'boolean',
      default: false,
      describe: 'Make the remedies that are mechanical, in the sources',
      group: fixGroup,
    },
    'fix-dry-run': {
      type: 'boolean',
      default: false,
      describe: 'Show them as a diff instead',
      group: fixGroup,
    },
    'unsafe-fixes': {
      type: 'boolean',
      default: false,
      describe: 'Also those that change more than the finding tells of',
      group: fixGroup,
    },
    'kernel-image': { ...one, describe: 'SIZE@BASE of the kernel in memory', group: factsGroup },
    initrd: {
      ...one,
      defaultDescription: '/chosen',
      describe: 'SIZE@BASE of the initial RAM disk',
      group: factsGroup,
    },
    fdt: { ...one, describe: 'SIZE@BASE of the device-tree blob', group: factsGroup },
    ram: { ...one, describe: 'How much RAM is fitted, such as 2G', group: factsGroup },
    'efi-map': {
      ...one,
      describe: 'A UEFI memory map: the kernel log of efi=debug, or what memmap prints',
      group: factsGroup,
    },
    firmware: {
      ...many,
      describe: 'NODE=FILE: the firmware (ELF, mbn) that a region or device gets (repeatable)',
      group: factsGroup,
    },
    'runtime-overlay': {
      type: 'boolean',
      default: false,
      describe: 'The overlays are applied by the running kernel',
      group: factsGroup,
    },
  }) as unknown as Argv<T & LintArguments & FactArguments>;
}
