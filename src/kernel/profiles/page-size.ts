import type { Architecture } from './architecture.ts';
import type { KconfigSymbols } from './kernel-config.ts';

/** arm64's choices, by bytes. */
const arm64Symbols: Readonly<Record<number, string>> = {
  4096: 'ARM64_4K_PAGES',
  16384: 'ARM64_16K_PAGES',
  65536: 'ARM64_64K_PAGES',
};

/**
 * A configuration with its page size replaced; the same where none is asked for, undefined where the architecture has no such
 * pages. What Kconfig derives from the page size goes back to its defaults, as in a defconfig.
 */
export function withPageSize(
  symbols: KconfigSymbols,
  arch: Architecture,
  pageSize: number | undefined,
): KconfigSymbols | undefined {
  if (pageSize === undefined) return symbols;
  if (arch !== 'arm64') return pageSize === 4096 ? symbols : undefined;

  const chosen = arm64Symbols[pageSize];
  if (chosen === undefined) return undefined;
  if (symbols.get(chosen) === 'y') return symbols;

  const changed = new Map(symbols);
  for (const name of Object.values(arm64Symbols)) changed.delete(name);
  for (const name of ['FORCE_MAX_ZONEORDER', 'ARCH_FORCE_MAX_ORDER', 'PAGE_BLOCK_MAX_ORDER'])
    changed.delete(name);
  return changed.set(chosen, 'y');
}
