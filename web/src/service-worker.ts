/** Replaced by the build. */
declare const __SHELL__: { readonly version: string; readonly files: readonly string[] };
console.debug(__SHELL__.version);
export {};
