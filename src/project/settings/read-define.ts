import type { Define } from '../../preprocessor/run.ts';
import { good, type Setting, wrong } from './setting.ts';

/** `NAME`, `NAME=VALUE` or `NAME(parameters)=VALUE`, as a macro. */
export function readDefine(setting: string, text: string): Setting<Define> {
  const [, name, value] = /^([A-Za-z_]\w*(?:\([^()]*\))?)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined)
    return wrong(`${setting} ${text}: not a macro.`, `Write ${setting} NAME or ${setting} NAME=VALUE.`);
  return good({ name, value });
}
