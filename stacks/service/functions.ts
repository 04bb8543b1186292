// The functions that have code of their own: app/<id>/handler.ts.

export const FUNCTIONS = ["api", "processor", "scaler", "dispatcher"] as const;
export type FunctionId = (typeof FUNCTIONS)[number];
