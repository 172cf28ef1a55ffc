import { basename, dirname, join } from 'node:path';
import type { ConfigFile, ReadConfig } from '../project/config/config-file.ts';
import { findConfig } from '../project/config/find-config.ts';
import type { GivenSettings } from '../project/config/lint-settings.ts';
import type { BoardBuild, BoardInput } from '../project/inputs/board-input.ts';
import type { LintRequest } from '../project/lint-board.ts';
import { FileStore } from '../source/file-store.ts';
import type { Problem } from '../source/problem.ts';
import { didYouMean } from './did-you-mean.ts';
import { profileRequest } from './kernel-profile.ts';
import type { FactArguments, LintArguments } from './options/lint-options.ts';
import { givenMemory, type KernelArguments } from './options/profile-options.ts';
import type { SourceArguments } from './options/source-options.ts';
import { parseRuleLevels } from './rule-levels.ts';
import { parseSize, parseSizeAtBase } from './size-at-base.ts';
import { isStream } from './streams.ts';
import { withConfig } from './with-config.ts';

export type PlanArguments = SourceArguments & KernelArguments & LintArguments & FactArguments;

/** How one input is linted. */
export interface InputPlan {
  readonly input: string;
  /** Whether it gives its text only once. */
  readonly isStream: boolean;
  /** How it is built, where a build tells. */
  readonly build?: BoardBuild | undefined;
  readonly config: ConfigFile | undefined;
  /** The options, completed by the configuration. Inputs of one configuration share one object. */
  readonly args: PlanArguments;
  readonly request: LintRequest;
}

/** What all inputs of a run come to. */
export interface LintPlan {
  readonly inputs: readonly InputPlan[];
  /** Wrong configurations, each once. Their inputs are not in `inputs`. */
  readonly problems: readonly Problem[];
  readonly ruleIds: readonly string[];
}

/**
 * Finds each input's configuration, and works out what it is judged by. Inputs in folders that a configuration ignores are left out.
 *
 * @param isNamed whether the user named the input himself: it is then linted whatever a configuration ignores
 * @throws UsageError for options that say what cannot be
 */
export async function planLint(
  inputs: readonly BoardInput[],
  args: PlanArguments,
  isNamed: (input: string) => boolean = () => true,
): Promise<LintPlan> {
  const { allRuleIds } = await import('../project/remark-levels.ts');
  const ruleIds = allRuleIds();
  const given: GivenSettings = {
    preset: args.preset,
    packs: args.pack,
    levels: parseRuleLevels(args, ruleIds),
  };
  const planner = new Planner(args, given, ruleIds);

  const plans: InputPlan[] = [];
  for (const { path, build } of inputs) {
    const plan = await planner.plan(path, isNamed(path));
    if (plan !== undefined) plans.push(build === undefined ? plan : { ...plan, build });
  }
  return { inputs: plans, problems: planner.problems, ruleIds };
}

/** What inputs of one configuration share. */
interface Shared {
  readonly file: ConfigFile | undefined;
  readonly args: PlanArguments;
  readonly facts: LintRequest;
  /** Of inputs without a configuration. */
  readonly request: LintRequest;
}

class Planner {
  readonly problems: Problem[] = [];
  readonly #args: PlanArguments;
  readonly #given: GivenSettings;
  readonly #ruleIds: readonly string[];
  readonly #files = new FileStore();
  readonly #pathByFolder = new Map<string, string | undefined>();
  readonly #byPath = new Map<string | undefined, Shared | undefined>();

  constructor(args: PlanArguments, given: GivenSettings, ruleIds: readonly string[]) {
    this.#args = args;
    this.#given = given;
    this.#ruleIds = ruleIds;
  }

  async plan(input: string, isNamed: boolean): Promise<InputPlan | undefined> {
    const isInput = { input, isStream: isStream(input) };
    const place = this.#placeOf(isInput);
    const shared = await this.#sharedOf(place);
    if (shared === undefined) return undefined;
    const { file, args, facts, request } = shared;
    if (file === undefined) return { ...isInput, config: file, args, request };

    const { isIgnored, lintSettingsFor } = await import('../project/config/lint-settings.ts');
    const real = this.#realPlaceOf(place);
    if (!isNamed && isIgnored(file, real)) return undefined;
    const settings = lintSettingsFor(file, real, this.#given);
    return { ...isInput, config: file, args, request: { ...facts, ...settings } };
  }

  async #sharedOf(place: string): Promise<Shared | undefined> {
    const path = this.#configPath(place);
    if (!this.#byPath.has(path)) this.#byPath.set(path, await this.#read(path));
    return this.#byPath.get(path);
  }

  #configPath(place: string): string | undefined {
    const { config, configFile } = this.#args;
    if (config !== undefined) return config;
    if (!configFile) return undefined;

    const folder = dirname(place);
    if (!this.#pathByFolder.has(folder)) this.#pathByFolder.set(folder, findConfig(this.#files, folder));
    return this.#pathByFolder.get(folder);
  }

  /** Where an input stands; a stream stands where the user says. */
  #placeOf({ input, isStream }: Pick<InputPlan, 'input' | 'isStream'>): string {
    return isStream ? (this.#args.stdinFilename ?? 'stdin.dts') : input;
  }

  /** A configuration stands where links lead, and so must the folder of an input that its patterns are to match. */
  #realPlaceOf(place: string): string {
    const folder = this.#files.realPath(dirname(place));
    return folder === undefined ? place : join(folder, basename(place));
  }

  async #read(path: string | undefined): Promise<Shared | undefined> {
    if (path === undefined) return this.#complete(undefined);

    const { file, problems } = await this.#open(path);
    this.problems.push(...problems);
    if (file === undefined) return undefined;
    const { unknownRules } = await import('../project/config/lint-settings.ts');
    const unknown = unknownRules(file, this.#ruleIds, (word) => didYouMean(word, this.#ruleIds));
    this.problems.push(...unknown);
    return unknown.length === 0 ? this.#complete(file) : undefined;
  }

  async #open(path: string): Promise<ReadConfig> {
    const { readFoundConfig, readGivenConfig } = await import('../project/config/config-file.ts');
    return this.#args.config === undefined
      ? readFoundConfig(this.#files, path)
      : readGivenConfig(this.#files, path);
  }

  async #complete(file: ConfigFile | undefined): Promise<Shared> {
    const args = withConfig(this.#args, file);
    const facts = await factsOf(args);
    return { file, args, facts, request: { ...facts, ...this.#given } };
  }
}

/** What the options say about the kernel and the board. @throws UsageError for what cannot be */
async function factsOf(args: PlanArguments): Promise<LintRequest> {
  const kernel = await profileRequest(args);
  const { refuseUnknownKernel } = await import('./refuse-unknown-kernel.ts');
  refuseUnknownKernel(kernel);
  const { readEfiMapFile, readFirmwareFiles } = await import('./fact-files.ts');
  return {
    kernel,
    memory: givenMemory(args),
    cmdline: args.cmdline,
    kernelImage: rangeOf('--kernel-image', args.kernelImage),
    initrd: rangeOf('--initrd', args.initrd),
    fdt: rangeOf('--fdt', args.fdt),
    ramSize: args.ram === undefined ? undefined : parseSize('--ram', args.ram),
    efiMap: args.efiMap === undefined ? undefined : readEfiMapFile(args.efiMap),
    firmware: args.firmware.length === 0 ? undefined : readFirmwareFiles(args.firmware),
    isRuntimeOverlay: args.runtimeOverlay,
  };
}

function rangeOf(option: string, value: string | undefined): ReturnType<typeof parseSizeAtBase> | undefined {
  return value === undefined ? undefined : parseSizeAtBase(option, value);
}
