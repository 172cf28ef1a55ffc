/**
 * A module of Node's own. Importing `fs` has Node load its streams and promises too, so that the start takes a quarter longer.
 */
export const builtin: typeof process.getBuiltinModule = (name: string) => process.getBuiltinModule(name);
