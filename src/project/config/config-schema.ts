import { z } from 'zod';
import { type PackName, packNames } from '../../lint/packs/packs.ts';
import { type CheckConfig, checkSchema } from './check-schema.ts';
import { patternFault } from './path-pattern.ts';

/** `carveout.config.yaml`, `.json`, or what a module exports. Every part may be left out. */
export interface Config {
  readonly $schema?: string | undefined;
  /** The kernel that the boards are for: as the options of the same names. */
  readonly kernel?: KernelConfig | undefined;
  /** How sources are read. Paths are relative to this file. */
  readonly sources?: SourcesConfig | undefined;
  readonly lint?: LintConfig | undefined;
  readonly check?: CheckConfig | undefined;
}

export interface KernelConfig {
  readonly version?: string | undefined;
  readonly arch?: string | undefined;
  readonly pageSize?: '4K' | '16K' | '64K' | undefined;
  readonly kconfig?: string | undefined;
  readonly cmdline?: string | undefined;
  readonly memory?: readonly string[] | undefined;
  readonly kernelImage?: string | undefined;
  readonly initrd?: string | undefined;
  readonly fdt?: string | undefined;
  readonly ram?: string | undefined;
}

export interface SourcesConfig {
  readonly include?: readonly string[] | undefined;
  readonly define?: readonly string[] | undefined;
  readonly allow?: readonly string[] | undefined;
}

export type Level = 'off' | 'info' | 'warning' | 'error';

export interface RulesConfig {
  readonly preset?: 'recommended' | 'strict' | 'all' | undefined;
  readonly rules?: Readonly<Record<string, Level>> | undefined;
}

export interface LintConfig extends RulesConfig {
  readonly packs?: readonly PackName[] | undefined;
  readonly overrides?: readonly (RulesConfig & { readonly files: readonly string[] })[] | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly failOn?: 'error' | 'warning' | 'info' | 'never' | undefined;
  readonly maxWarnings?: number | undefined;
  readonly baseline?: string | undefined;
  readonly firmware?: Readonly<Record<string, string>> | undefined;
}

/** The schema of a configuration. Names of rules are checked by who knows them. */
export function configSchema(): z.ZodType<Config> {
  const text = z.string().min(1).max(4000);
  const level = z.enum(['off', 'info', 'warning', 'error']);
  const range = text.regex(/^[^@]+@[^@]+$/, 'A range is written SIZE@BASE, such as `64M@0x90000000`.');
  const patterns = z
    .array(
      text.superRefine((pattern, context) => {
        const message = patternFault(pattern);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      }),
    )
    .max(1000);
  const rulesConfig = {
    preset: z
      .enum(['recommended', 'strict', 'all'])
      .optional()
      .describe('Which rules are run. Default: recommended.'),
    rules: z.record(text, level).optional().describe('What a rule is worth, by its id.'),
  };

  return z
    .strictObject({
      $schema: text.optional().describe('For editors.'),
      kernel: z
        .strictObject({
          version: text
            .optional()
            .describe('Such as `6.12` or `6.1.176`. In YAML in quotes: 6.10 is a number.'),
          arch: text.optional().describe('`arm64`, `arm` or `riscv`. Default: what the tree tells.'),
          pageSize: z.enum(['4K', '16K', '64K']).optional(),
          kconfig: text.optional().describe('A kernel’s .config.'),
          cmdline: text.max(65_536).optional().describe('In place of /chosen bootargs.'),
          memory: z
            .array(range)
            .min(1)
            .max(1024)
            .optional()
            .describe('SIZE@BASE of RAM, in place of the memory nodes.'),
          kernelImage: range.optional().describe('SIZE@BASE of the kernel in memory.'),
          initrd: range.optional().describe('SIZE@BASE of the initial RAM disk.'),
          fdt: range.optional().describe('SIZE@BASE of the device-tree blob.'),
          ram: text.optional().describe('How much RAM is fitted, such as `2G`.'),
        })
        .optional()
        .describe('The kernel that the boards are for.'),
      sources: z
        .strictObject({
          include: z.array(text).optional().describe('Folders, as -I.'),
          define: z.array(text).optional().describe('NAME or NAME=VALUE, as -D.'),
          allow: z
            .array(text)
            .optional()
            .describe('Folders that sources may include from besides, as --allow.'),
        })
        .optional(),
      lint: z
        .strictObject({
          ...rulesConfig,
          packs: z
            .array(z.enum(packNames))
            .optional()
            .describe('Packs of rules on what vendors know, beside the preset’s.'),
          overrides: z
            .array(
              z.strictObject({
                files: patterns.min(1).describe('Patterns, relative to this file.'),
                ...rulesConfig,
              }),
            )
            .max(1000)
            .optional()
            .describe('Other rules for some files; later ones win.'),
          ignore: patterns.optional().describe('Patterns of inputs that are passed over in folders.'),
          failOn: z
            .enum(['error', 'warning', 'info', 'never'])
            .optional()
            .describe('From which severity on a finding makes it fail.'),
          maxWarnings: z.int().nonnegative().optional(),
          baseline: text.optional().describe('A file of findings that are known.'),
          firmware: z
            .record(text, text)
            .optional()
            .describe('Firmware files by the path of the node that they are for.'),
        })
        .optional(),
      check: checkSchema(text, range, level).optional(),
    })
    .describe('A carveout configuration.');
}

/** The same as a JSON Schema (2020-12), for editors; `docs/config.schema.json` is this. */
export function configJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(configSchema(), { reused: 'inline' }), title: 'carveout.config' };
}
