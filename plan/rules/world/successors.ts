// What is destroyed at one address and created at another under what AWS knows it by, as after a rename without `moved`, a move
// into another module or into another stack: one change, so that every rule sees what it was and what it will be.
import { MANAGED } from "../../../terraform/address.ts";
import { referenceIn } from "../../../terraform/block.ts";
import { createUnknowns, type PlanConfiguration } from "../../../terraform/planConfiguration.ts";
import type { Change, Plan } from "../../plan.ts";
import { regionsIn } from "../../regions.ts";
import { isUnknown } from "../../value.ts";
import { accountsOf } from "../access/accounts.ts";
import { IDENTITIES } from "./identities.ts";
import { plain } from "./plain.ts";

/** One that is destroyed or created, with the plan that does it. */
interface Candidate {
  readonly change: Change;
  readonly plan: Plan;
}

const isCandidate = ({ type, mode, deposed, importing }: Change): boolean =>
  type in IDENTITIES && mode === "managed" && deposed === undefined && importing === undefined;

const candidatesIn = (plans: readonly Plan[], action: Change["action"]): Candidate[] =>
  plans.flatMap((plan) =>
    plan.changes
      .filter((change) => change.action === action && isCandidate(change))
      .map((change) => ({ change, plan })),
  );

/** What others name a resource by. */
const NAMES = ["id", "arn", "name", "function_name"] as const;

const placeOf = ({ stack, address }: Pick<Change, "stack" | "address">): string => `${stack}\n${address}`;

/** `${module.a.aws_apigatewayv2_api.b["c"].id}` */
const ATTRIBUTE_OF = new RegExp(String.raw`^(${MANAGED})\.\w+$`);

/** Names are unique in an account and Region only; where these are not known, they stand in no way. */
function createPlaces(plans: readonly Plan[]) {
  const of = new Map(
    plans.map((plan) => [
      plan,
      { before: regionsIn(plan, "before"), after: regionsIn(plan, "after"), accounts: accountsOf(plan) },
    ]),
  );
  const regionOf = ({ change, plan }: Candidate, side: "before" | "after") =>
    of.get(plan)?.[side]({ ...change, values: change[side] ?? {} });
  return (gone: Candidate, made: Candidate): boolean => {
    const [here, there] = [regionOf(gone, "before"), regionOf(made, "after")];
    if (here !== undefined && there !== undefined && here !== there) return false;
    const [mine, theirs] = [gone, made].map(({ plan }) => of.get(plan)?.accounts ?? new Set<string>());
    return !mine?.size || !theirs?.size || [...mine].some((account) => theirs.has(account));
  };
}

class Pairing {
  /** What is created, by what goes for it. */
  readonly pairs = new Map<Change, Change>();
  readonly #gone: readonly Candidate[];
  readonly #made: readonly Candidate[];
  readonly #taken = new Set<Change>();
  /** Places of what is destroyed, by its names. */
  readonly #named = new Map<string, string>();
  /** Places of what is destroyed, by those of what comes for it. */
  readonly #predecessors = new Map<string, string>();
  readonly #filled = new Map<Plan, ReturnType<typeof createUnknowns>>();

  constructor(gone: readonly Candidate[], made: readonly Candidate[]) {
    this.#gone = gone;
    this.#made = made;
    for (const { change } of gone) {
      for (const name of NAMES) {
        const value = change.before?.[name];
        if (typeof value === "string") this.#named.set(value, placeOf(change));
      }
    }
  }

  /** A state has an empty text for what is not set. What is destroyed too stands for what comes in its place. */
  #known(value: unknown): string | null {
    if (typeof value !== "string" || value === "") return null;
    return this.#named.get(value) ?? value;
  }

  /** What only the apply knows may be an attribute of something that comes for what is destroyed. */
  #referred({ change, plan }: Candidate, attribute: string): string | undefined {
    const filled = this.#filled.get(plan) ?? createUnknowns((plan.configuration ?? {}) as PlanConfiguration);
    this.#filled.set(plan, filled);
    const value = filled(plain(change.after ?? {}), change.address)[attribute];
    const [, address] = ATTRIBUTE_OF.exec(referenceIn(value) ?? "") ?? [];
    return address === undefined ? undefined : this.#predecessors.get(placeOf({ stack: change.stack, address }));
  }

  #identity(candidate: Candidate, side: "before" | "after"): string | undefined {
    const { change } = candidate;
    const values: (string | null)[] = [];
    for (const attribute of IDENTITIES[change.type] ?? []) {
      const value = change[side]?.[attribute];
      const own = isUnknown(value) ? this.#referred(candidate, attribute) : this.#known(value);
      // Under a mark, or not known: what it is cannot be told.
      if (own === undefined || (own === null && value !== undefined && value !== null && value !== ""))
        return undefined;
      values.push(own);
    }
    return values[0] === null ? undefined : JSON.stringify([change.type, ...values]);
  }

  #pair(isNear: (one: Candidate, other: Candidate) => boolean): void {
    const going = Map.groupBy(
      this.#gone.filter(({ change }) => !this.#taken.has(change)),
      (one) => this.#identity(one, "before"),
    );
    for (const made of this.#made) {
      const identity = this.pairs.has(made.change) ? undefined : this.#identity(made, "after");
      const gone = identity === undefined ? undefined : going.get(identity);
      const found = gone?.find((one) => !this.#taken.has(one.change) && isNear(one, made));
      if (found === undefined) continue;
      this.#taken.add(found.change);
      this.pairs.set(made.change, found.change);
      this.#predecessors.set(placeOf(made.change), placeOf(found.change));
    }
  }

  /** In its own stack first; what belongs to what was found is found after it. */
  run(isSamePlace: (one: Candidate, other: Candidate) => boolean): this {
    const isHere = (one: Candidate, other: Candidate) => one.plan === other.plan;
    for (let before = -1; before < this.pairs.size; ) {
      before = this.pairs.size;
      this.#pair(isHere);
      this.#pair(isSamePlace);
    }
    return this;
  }
}

/** The change at the address of what is created, with what it was before at the other one. */
const joined = (gone: Change, created: Change): Change => ({
  ...created,
  previousAddress: gone.address,
  action: "deleteThenCreate",
  before: gone.before,
});

/** The plans with each such pair as one replacement, in the stack that creates. */
export function withSuccessors(plans: readonly Plan[]): readonly Plan[] {
  const [gone, made] = [candidatesIn(plans, "delete"), candidatesIn(plans, "create")];
  if (gone.length === 0 || made.length === 0) return plans;
  const { pairs } = new Pairing(gone, made).run(createPlaces(plans));
  if (pairs.size === 0) return plans;
  const joinedOnes = new Set(pairs.values());
  return plans.map((plan) => ({
    ...plan,
    changes: plan.changes.flatMap((change) => {
      const was = pairs.get(change);
      if (was) return [joined(was, change)];
      return joinedOnes.has(change) ? [] : [change];
    }),
  }));
}
