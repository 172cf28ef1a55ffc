import { relative, resolve, sep } from 'node:path';
import type { LintPreset, RuleLevel } from '../../lint/lint.ts';
import type { PackName } from '../../lint/packs/packs.ts';
import type { Problem } from '../../source/problem.ts';
import type { ConfigFile } from './config-file.ts';
import { matchesPath } from './path-pattern.ts';

/** What decides which rules a board is judged by, and what they are worth. */
export interface LintSettings {
  readonly preset: LintPreset | undefined;
  readonly packs: readonly PackName[];
  readonly levels: ReadonlyMap<string, RuleLevel>;
}

/** What stands on the command line, which wins over every configuration. */
export interface GivenSettings {
  readonly preset?: LintPreset | undefined;
  /** Beside the configuration's. */
  readonly packs?: readonly PackName[] | undefined;
  readonly levels: ReadonlyMap<string, RuleLevel>;
}

/**
 * The settings for one input: the configuration's, then those of its overrides whose patterns match the input's path (relative to
 * the configuration, later ones win), then the command line's.
 *
 * @param input absolute
 */
export function lintSettingsFor(
  file: ConfigFile | undefined,
  input: string,
  given: GivenSettings,
): LintSettings {
  const lint = file?.config.lint ?? {};
  const parts = [lint, ...(lint.overrides ?? []).filter(({ files }) => matches(file, input, files))];

  let preset: LintPreset | undefined;
  const levels = new Map<string, RuleLevel>();
  for (const part of parts) {
    preset = part.preset ?? preset;
    for (const [rule, level] of Object.entries(part.rules ?? {})) levels.set(rule, level);
  }
  for (const [rule, level] of given.levels) levels.set(rule, level);
  const packs = [...new Set([...(lint.packs ?? []), ...(given.packs ?? [])])];
  return { preset: given.preset ?? preset, packs, levels };
}

/** Whether a configuration's `ignore` has this input. */
export function isIgnored(file: ConfigFile | undefined, input: string): boolean {
  return matches(file, input, file?.config.lint?.ignore ?? []);
}

function matches(file: ConfigFile | undefined, input: string, patterns: readonly string[]): boolean {
  if (file === undefined || patterns.length === 0) return false;
  const path = relative(file.folder, resolve(input)).split(sep).join('/');
  return matchesPath(path, patterns);
}

/** Names of rules in a configuration that are none, with what may have been meant. */
export function unknownRules(
  { config, placeOf }: ConfigFile,
  ruleIds: readonly string[],
  suggest: (word: string) => string | undefined,
): readonly Problem[] {
  const known = new Set(ruleIds);
  const lint = config.lint ?? {};
  const parts = [
    { path: ['lint', 'rules'], rules: lint.rules ?? {} },
    ...(lint.overrides ?? []).map(({ rules = {} }, index) => ({
      path: ['lint', 'overrides', index, 'rules'],
      rules,
    })),
  ];
  return parts.flatMap(({ path, rules }) =>
    Object.keys(rules)
      .filter((rule) => !known.has(rule))
      .map((rule) => {
        const near = suggest(rule);
        return {
          severity: 'error' as const,
          code: 'config-unknown-rule',
          message: `There is no rule ${rule}.`,
          place: placeOf([...path, rule]),
          help: near === undefined ? 'carveout rules lists them.' : `Did you mean ${near}?`,
        };
      }),
  );
}
