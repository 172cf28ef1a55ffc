import type { LintPlan } from './lint-plan.ts';

/** What each input is judged by, as JSON: where its configuration stands, and what that and the options come to. */
export function printConfig({ inputs }: LintPlan): string {
  const settings = inputs.map(({ input, config, args, request }) => ({
    input,
    config: config?.path ?? null,
    kernel: {
      version: args.kernel ?? null,
      arch: args.arch ?? null,
      pageSize: args.pageSize ?? null,
      kconfig: args.kconfig ?? null,
      cmdline: args.cmdline ?? null,
      memory: args.memory,
      kernelImage: args.kernelImage ?? null,
      initrd: args.initrd ?? null,
      fdt: args.fdt ?? null,
      ram: args.ram ?? null,
    },
    sources: { include: args.include, define: args.define, allow: args.allow },
    lint: {
      preset: request.preset ?? 'recommended',
      packs: request.packs ?? [],
      rules: Object.fromEntries(request.levels ?? []),
      failOn: args.failOn ?? 'error',
      maxWarnings: args.maxWarnings ?? null,
      baseline: args.baseline ?? null,
      firmware: args.firmware,
    },
  }));
  return `${JSON.stringify(settings.length === 1 ? settings[0] : settings, null, 2)}\n`;
}
