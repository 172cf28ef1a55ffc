import { resolve } from 'node:path';
import type { ConfigFile } from '../project/config/config-file.ts';
import type { FactArguments, LintArguments } from './options/lint-options.ts';
import type { KernelArguments } from './options/profile-options.ts';
import type { SourceArguments } from './options/source-options.ts';

type Arguments = SourceArguments & KernelArguments & LintArguments & FactArguments;

/** The options, each that the user did not give taken from the configuration; lists of folders and macros are put together. */
export function withConfig<T extends Arguments>(args: T, file: ConfigFile | undefined): T {
  if (file === undefined) return args;
  const { kernel = {}, sources = {}, lint = {} } = file.config;
  const at = (path: string): string => resolve(file.folder, path);
  const maybeAt = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : at(path);
  const either = <V>(given: readonly V[], configured: readonly V[] = []): readonly V[] =>
    given.length > 0 ? given : configured;

  return {
    ...args,
    kernel: args.kernel ?? kernel.version,
    arch: args.arch ?? kernel.arch,
    pageSize: args.pageSize ?? kernel.pageSize,
    kconfig: args.kconfig ?? maybeAt(kernel.kconfig),
    cmdline: args.cmdline ?? kernel.cmdline,
    memory: either(args.memory, kernel.memory),
    kernelImage: args.kernelImage ?? kernel.kernelImage,
    initrd: args.initrd ?? kernel.initrd,
    fdt: args.fdt ?? kernel.fdt,
    ram: args.ram ?? kernel.ram,
    include: [...args.include, ...(sources.include ?? []).map(at)],
    define: [...(sources.define ?? []), ...args.define],
    allow: [...args.allow, ...(sources.allow ?? []).map(at)],
    failOn: args.failOn ?? lint.failOn,
    maxWarnings: args.maxWarnings ?? lint.maxWarnings,
    baseline: args.baseline ?? maybeAt(lint.baseline),
    firmware: either(
      args.firmware,
      Object.entries(lint.firmware ?? {}).map(([node, path]) => `${node}=${at(path)}`),
    ),
  };
}
