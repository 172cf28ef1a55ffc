import type { LintedBoard } from '../lint/lint-report.ts';

/** The kernel that boards were judged for; null where there is none, or where they were judged for several. */
export interface LintKernelJson {
  readonly version: string | null;
  /** What was asked for: `version` is that, or the nearest older one that there is a profile of. */
  readonly requested: string | null;
  readonly arch: string | null;
  readonly pageSize: number | null;
  readonly basis: string | null;
  readonly cmdline: string | null;
  readonly kconfig: string | null;
}

/** The `kernel` block of `lint --format json`. `cmdline` is null where each board's /chosen tells it. */
export function lintKernelJson(boards: readonly LintedBoard[], cmdline: string | undefined): LintKernelJson {
  const profiles = boards.map(({ profile }) => profile);
  const same = <T>(values: readonly T[]): T | null => {
    const distinct = new Set(values);
    return distinct.size === 1 ? (values[0] ?? null) : null;
  };
  return {
    version: same(profiles.flatMap((profile) => profile?.version ?? [])),
    requested: same(profiles.flatMap((profile) => profile?.requested ?? [])),
    arch: same(profiles.map((profile) => profile?.arch ?? null)),
    pageSize: same(profiles.map((profile) => profile?.config.pageSize ?? null)),
    basis: same(profiles.flatMap((profile) => profile?.basis ?? [])),
    cmdline: cmdline ?? null,
    kconfig: same(profiles.flatMap((profile) => profile?.kconfig ?? [])),
  };
}
