import type { LoadedHooks } from '../project/hooks/load-hooks.ts';
import type { ProfileArguments } from './options/profile-options.ts';

/** The hooks of the files that `--hooks` names, with their problems; undefined where it names none. */
export async function readHooks({ hooks }: ProfileArguments): Promise<LoadedHooks | undefined> {
  if (hooks.length === 0) return undefined;
  const { loadHooks } = await import('../project/hooks/load-hooks.ts');
  return loadHooks(hooks);
}
