/** What somebody wrote as a setting, read; or what is wrong with it. */
export type Setting<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly help?: string | undefined };

export function good<T>(value: T): Setting<T> {
  return { ok: true, value };
}

export function wrong(message: string, help?: string): Setting<never> {
  return { ok: false, message, help };
}
