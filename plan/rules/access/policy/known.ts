// Statements of one effect, found by the resources that they may cover: an identity with hundreds of policies stays linear.
import type { Statement } from "./document.ts";
import type { Scope } from "./scope.ts";

export interface Known {
  readonly all: readonly Statement[];
  /** Whether it is among them, word for word. */
  has(statement: Statement): boolean;
  /** All that may cover one of its resources, and perhaps more. */
  near(statement: Statement): readonly Statement[];
}

/** What every text begins with that the scope stands for. */
const prefixOf = (scope: Scope): string => (typeof scope === "string" ? scope.replace(/[*?$].*$/s, "") : "");

function knownOf(all: readonly Statement[]): Known {
  const byPrefix = new Map<string, Set<Statement>>();
  for (const statement of all) {
    for (const resource of statement.resources) {
      const prefix = prefixOf(resource);
      byPrefix.set(prefix, (byPrefix.get(prefix) ?? new Set()).add(statement));
    }
  }
  let written: Set<string> | undefined;
  const longest = Math.max(0, ...[...byPrefix.keys()].map(({ length }) => length));
  return {
    all,
    has(statement) {
      written ??= new Set(all.map((one) => JSON.stringify(one)));
      return written.has(JSON.stringify(statement));
    },
    near({ resources }) {
      const found = new Set<Statement>();
      for (const resource of resources) {
        const text = typeof resource === "string" ? resource : "";
        for (let length = 0; length <= Math.min(text.length, longest); length++) {
          for (const statement of byPrefix.get(text.slice(0, length)) ?? []) found.add(statement);
        }
      }
      return [...found];
    },
  };
}

const cache = new WeakMap<readonly Statement[], Map<Statement["effect"], Known>>();

/** The statements of one effect; the same list is read once. */
export function knownIn(statements: readonly Statement[], effect: Statement["effect"]): Known {
  const byEffect = cache.get(statements) ?? new Map<Statement["effect"], Known>();
  cache.set(statements, byEffect);
  const known = byEffect.get(effect) ?? knownOf(statements.filter((statement) => statement.effect === effect));
  byEffect.set(effect, known);
  return known;
}
