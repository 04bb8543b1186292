// A stack's Terraform state, of which the command reads what exists and which outputs there are.

export interface StateResource {
  readonly mode: "managed" | "data";
  readonly module?: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly index_key?: string | number;
    readonly attributes?: Readonly<Record<string, unknown>>;
  }[];
}

/** The file format of Terraform 1.x, version 4. */
export interface State {
  readonly outputs?: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  readonly resources?: readonly StateResource[];
}

/** What Terraform created there; data sources are not. */
export const managedIn = (state: State | undefined): readonly StateResource[] =>
  (state?.resources ?? []).filter(({ mode, instances }) => mode === "managed" && instances.length > 0);

/** Whether anything of the stack exists. */
export const isDeployed = (state: State | undefined): boolean => managedIn(state).length > 0;

/** Reads a stack's state; undefined when there is none. */
export type ReadState = (stack: string) => Promise<State | undefined>;
