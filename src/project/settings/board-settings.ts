import { dirname, resolve } from 'node:path';
import { type ProfileRequest, profileFor, versionsOf } from '../../kernel/profile.ts';
import type { FileStore } from '../../source/file-store.ts';
import type { Place } from '../../source/place.ts';
import type { Problem } from '../../source/problem.ts';
import { nearestNames } from '../../workload/nearest-name.ts';
import type { YamlPath } from '../../workload/yaml-source.ts';
import { type ConfigFile, readFoundConfig } from '../config/config-file.ts';
import { findConfig } from '../config/find-config.ts';
import { lintSettingsFor, unknownRules } from '../config/lint-settings.ts';
import type { LintRequest } from '../lint-board.ts';
import type { SourceOptions } from '../preprocess-source.ts';
import { allRuleIds } from '../remark-levels.ts';
import { readFirmwareFiles } from './firmware-files.ts';
import { kernelRequest } from './kernel-request.ts';
import { readDefine } from './read-define.ts';
import type { Setting } from './setting.ts';
import { readSize, readSizeAtBase } from './size-at-base.ts';

/** All that the configuration found for a board says, ready to use. */
export interface BoardSettings {
  readonly request: LintRequest;
  readonly sources: Pick<SourceOptions, 'includeFolders' | 'allowedFolders' | 'defines'>;
  /** Absolute path of the file of known findings. */
  readonly baseline: string | undefined;
  /** What is wrong with the configuration. What is wrong is left out of the settings; the rest holds. */
  readonly problems: readonly Problem[];
}

/** Finds and reads configurations for boards without a command line: each is read once. */
export class BoardSettingsReader {
  readonly #files: FileStore;
  readonly #byFolder = new Map<string, string | undefined>();
  readonly #byPath = new Map<string | undefined, ReadSettings>();

  constructor(files: FileStore) {
    this.#files = files;
  }

  /** @param board absolute path */
  settingsFor(board: string): BoardSettings {
    const folder = dirname(board);
    if (!this.#byFolder.has(folder)) this.#byFolder.set(folder, findConfig(this.#files, folder));
    const path = this.#byFolder.get(folder);
    let read = this.#byPath.get(path);
    if (read === undefined) {
      read = path === undefined ? noSettings : readSettings(this.#files, path);
      this.#byPath.set(path, read);
    }
    const { file, facts, ...rest } = read;
    const settings = lintSettingsFor(file, board, { levels: new Map() });
    return { ...rest, request: { ...facts, ...settings } };
  }
}

/** What a configuration says, whichever board it is for. */
export interface ReadSettings extends Omit<BoardSettings, 'request'> {
  readonly file: ConfigFile | undefined;
  readonly facts: LintRequest;
}

const noSettings: ReadSettings = {
  file: undefined,
  facts: {},
  sources: {},
  baseline: undefined,
  problems: [],
};

function readSettings(files: FileStore, path: string): ReadSettings {
  const { file, problems } = readFoundConfig(files, path);
  return file === undefined ? { ...noSettings, problems } : settingsOf(files, file);
}

/** The settings of a configuration that is read already. Its names of rules are checked, too. */
export function settingsOf(files: FileStore, file: ConfigFile): ReadSettings {
  const { kernel = {}, sources = {}, lint = {} } = file.config;
  const problems: Problem[] = [];
  const value = <T>(at: YamlPath, setting: Setting<T> | undefined): T | undefined => {
    if (setting === undefined || setting.ok) return setting?.value;
    problems.push(problemOf(setting, file.placeOf(at)));
    return undefined;
  };
  const at = (written: string): string => resolve(file.folder, written);
  const range = (name: 'kernelImage' | 'initrd' | 'fdt') => {
    const text = kernel[name];
    return value(['kernel', name], text === undefined ? undefined : readSizeAtBase(name, text));
  };

  const kconfig = kernel.kconfig === undefined ? undefined : at(kernel.kconfig);
  const asked = value(['kernel'], kernelRequest({ ...kernel, kconfig }, 'kconfig', files.access));
  const banks = kernel.memory?.map((text, index) =>
    value(['kernel', 'memory', index], readSizeAtBase('memory', text)),
  );
  const firmware = Object.entries(lint.firmware ?? {}).map(([node, written]) => `${node}=${at(written)}`);
  const facts: LintRequest = {
    kernel: asked,
    // Of wrong ones and right ones together nobody knows what is meant.
    memory: banks?.every((bank) => bank !== undefined) ? banks : undefined,
    cmdline: kernel.cmdline,
    kernelImage: range('kernelImage'),
    initrd: range('initrd'),
    fdt: range('fdt'),
    ramSize: kernel.ram === undefined ? undefined : value(['kernel', 'ram'], readSize('ram', kernel.ram)),
    firmware:
      firmware.length === 0
        ? undefined
        : value(['lint', 'firmware'], readFirmwareFiles('firmware', firmware, files.access)),
  };
  const defines = (sources.define ?? []).map((text, index) =>
    value(['sources', 'define', index], readDefine('define', text)),
  );
  const ids = allRuleIds();
  problems.push(...unknownRules(file, ids, (word) => nearestNames(word, ids, 1)[0]));
  if (asked !== undefined) problems.push(...unknownKernel(asked, file));
  return {
    file,
    facts,
    sources: {
      includeFolders: (sources.include ?? []).map(at),
      allowedFolders: (sources.allow ?? []).map(at),
      defines: defines.filter((define) => define !== undefined),
    },
    baseline: lint.baseline === undefined ? undefined : at(lint.baseline),
    problems,
  };
}

function problemOf(
  { message, help }: { readonly message: string; readonly help?: string | undefined },
  place: Place | undefined,
): Problem {
  return { severity: 'error', code: 'config-invalid', message, place, help };
}

/** An architecture without a profile is linted without one; a version or page size that was asked for is not passed over. */
function unknownKernel(asked: ProfileRequest, { placeOf }: ConfigFile): readonly Problem[] {
  const { version, arch, pageSize } = asked;
  const isKnown = arch !== undefined && versionsOf(arch).length > 0;
  const found = profileFor({ version, pageSize, arch: isKnown ? arch : undefined });
  return found.ok ? [] : [{ ...found.problem, place: placeOf(['kernel']) }];
}
