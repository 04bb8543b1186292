// Resolves a resource's attributes as Terraform would at apply: references, outputs of other stacks, and what AWS assigns.
import { LocalError } from "../localError.ts";
import { ASSIGNED, type Place } from "./assigned.ts";
import type { Resource, Synthesized, SynthesizedStack } from "./synthesized.ts";
import { parseReference, parseTemplate, type Step } from "./template.ts";

/** An attribute needs something that the local runtime cannot know; the message names the resource, the attribute and the expression. */
export class UnresolvableError extends LocalError {
  override name = "UnresolvableError";
}

export interface Resolver {
  /** The attribute's value, templates resolved at every depth; undefined if it is neither configured nor assigned. @throws UnresolvableError */
  attribute(resource: Resource, ...path: Step[]): unknown;
  /** Every configured attribute, without Terraform's meta-arguments (`depends_on`, `lifecycle`, …). @throws UnresolvableError */
  configuration(resource: Resource): Record<string, unknown>;
  /** Where a stack deploys to: the account and partition given, and the region of the stack's provider. */
  place(stack: string): Place;
}

const META_ARGUMENTS = new Set([
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
  "connection",
]);
const REMOTE_STATE = "terraform_remote_state";
const PRODUCER_PREFIX = "cross-stack-reference-input-";
const SUPPORTED =
  "supported are references to resources, data sources and outputs of other stacks, not functions, operators, var or local";

/** Where a value is being read, for messages and to notice cycles. */
interface Site {
  stack: SynthesizedStack;
  address: string;
  path: Step[];
  /** What is being resolved further out. */
  outer: readonly string[];
}

/** Resolves lazily: only what is asked for. `account` defaults to an account of zeros in partition `aws`. */
export function createResolver(
  synthesized: Synthesized,
  account: { accountId?: string; partition?: string } = {},
): Resolver {
  const { accountId = "000000000000", partition = "aws" } = account;

  function stackOf(name: string): SynthesizedStack {
    const stack = synthesized.stacks.get(name);
    if (!stack) throw new UnresolvableError(`stack "${name}": not among the loaded stacks`);
    return stack;
  }

  function place(stackName: string): Place {
    const stack = stackOf(stackName);
    const site: Site = { stack, address: "provider.aws", path: ["region"], outer: [] };
    const region = resolveValue(stack.provider.region, site);
    if (typeof region !== "string") throw unresolvable(site, "the provider has no region; set one in the stack");
    return { accountId, partition, region };
  }

  function resolveValue(value: unknown, site: Site): unknown {
    if (typeof value === "string") return resolveString(value, site);
    if (Array.isArray(value)) return value.map((item, index) => resolveValue(item, within(site, index)));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, resolveValue(item, within(site, key))]),
      );
    }
    return value;
  }

  function resolveString(source: string, site: Site): unknown {
    const pieces = parseTemplate(source);
    if (!pieces) throw unresolvable(site, `${source} is a directive or not closed; ${SUPPORTED}`);
    const [only] = pieces;
    if (pieces.length === 1 && only && "expression" in only) return resolveExpression(only.expression, site);
    return pieces
      .map((piece) => {
        if ("text" in piece) return piece.text;
        const value = resolveExpression(piece.expression, site);
        if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
        throw unresolvable(
          site,
          `\${${piece.expression}} stands in a text but is ${JSON.stringify(value)}, not a string`,
        );
      })
      .join("");
  }

  function resolveExpression(expression: string, site: Site): unknown {
    const steps = parseReference(expression);
    const first = steps?.[0];
    if (!steps || typeof first !== "string" || ["var", "local", "module", "each", "count"].includes(first)) {
      throw unresolvable(site, `cannot resolve \${${expression}}; ${SUPPORTED}`);
    }
    if (first === "data" && steps[1] === REMOTE_STATE) return resolveRemote(steps, expression, site);
    const length = first === "data" ? 3 : 2;
    const address = steps.slice(0, length).join(".");
    const block = site.stack.blocks.get(address);
    if (!block || steps.length === length) {
      const problem = block ? "is a whole resource; name an attribute" : `names nothing in stack "${site.stack.name}"`;
      throw unresolvable(site, `\${${expression}} ${problem}; ${SUPPORTED}`);
    }
    const value = readAttribute(block, steps.slice(length), chain(site, expression));
    if (value !== undefined) return value;
    const assigned = Object.keys(ASSIGNED[blockType(block)] ?? {}).join(", ") || "none";
    throw unresolvable(
      site,
      `\${${expression}} is neither configured nor known as assigned; of ${blockType(block)}, assigned attributes known are: ${assigned}`,
    );
  }

  function resolveRemote(steps: Step[], expression: string, site: Site): unknown {
    const [, , name, outputs, output, ...rest] = steps;
    const remote = site.stack.blocks.get(`data.${REMOTE_STATE}.${name}`);
    const producer = remote && outputs === "outputs" ? producerOf(synthesized, remote) : undefined;
    const value = producer?.outputs.get(String(output));
    if (!producer || value === undefined) {
      throw unresolvable(
        site,
        `\${${expression}} names an output that no loaded stack has; load the stack that produces it`,
      );
    }
    const inProducer: Site = { stack: producer, address: `output.${output}`, path: [], outer: chain(site, expression) };
    return descend(resolveValue(value, inProducer), rest);
  }

  function readAttribute(block: Resource, path: Step[], outer: readonly string[]): unknown {
    const stack = stackOf(block.stack);
    const site: Site = { stack, address: block.address, path: [], outer };
    for (const multiple of ["count", "for_each"]) {
      if (multiple in block.config) throw unresolvable(site, `uses ${multiple}, which is not supported`);
    }
    // Goes as deep as it can before resolving, so that a sibling nobody asked for stays unresolved.
    let value: unknown = block.config;
    for (const [depth, step] of path.entries()) {
      if (typeof value === "string")
        return descend(resolveValue(value, { ...site, path: path.slice(0, depth) }), path.slice(depth));
      value = descend(value, [step]);
    }
    if (value !== undefined && value !== null) return resolveValue(value, { ...site, path });
    const [attribute, ...rest] = path;
    const assign = ASSIGNED[blockType(block)]?.[String(attribute)];
    if (!assign) return value;
    const get = (name: string) => {
      const configured = block.config[name];
      return configured === undefined ? undefined : resolveValue(configured, { ...site, path: [name] });
    };
    return descend(assign({ stack: stack.name, address: block.address, place: place(stack.name), get }), rest);
  }

  return {
    place,
    attribute: (resource, ...path) => readAttribute(resource, path, []),
    configuration: (resource) =>
      Object.fromEntries(
        Object.keys(resource.config)
          .filter((key) => !META_ARGUMENTS.has(key))
          .map((key) => [key, readAttribute(resource, [key], [])]),
      ),
  };
}

const within = (site: Site, step: Step): Site => ({ ...site, path: [...site.path, step] });

const blockType = (block: Resource) => (block.address.startsWith("data.") ? `data.${block.type}` : block.type);

/** Terraform reads a block that is written once as a list of one, so `[0]` of an object is the object. */
function descend(value: unknown, steps: Step[]): unknown {
  return steps.reduce<unknown>((current, step) => {
    if (typeof current !== "object" || current === null) return undefined;
    if (typeof step === "number") return Array.isArray(current) ? current[step] : step === 0 ? current : undefined;
    return Object.hasOwn(current, step) ? (current as Record<string, unknown>)[step] : undefined;
  }, value);
}

function chain(site: Site, expression: string): readonly string[] {
  const link = `${site.stack.name}/${expression}`;
  if (site.outer.includes(link)) {
    const cycle = [...site.outer, link].map((part) => part.slice(part.indexOf("/") + 1)).join(" -> ");
    throw unresolvable(site, `refers to itself: ${cycle}`);
  }
  return [...site.outer, link];
}

function unresolvable({ stack, address, path }: Site, problem: string): UnresolvableError {
  const attribute = path.length > 0 ? ` ${path.join(".")}` : "";
  return new UnresolvableError(`${address}${attribute} (stack ${stack.name}): ${problem}`);
}

/** The stack whose state a `terraform_remote_state` reads: by its backend, else by the name that CDKTF gives the data source. */
function producerOf(synthesized: Synthesized, remote: Resource): SynthesizedStack | undefined {
  const stacks = [...synthesized.stacks.values()];
  const wanted = stateLocation(String(remote.config.backend), remote.config.config as Record<string, unknown>);
  const byBackend =
    wanted && stacks.find(({ backend }) => backend && stateLocation(backend.type, backend.config) === wanted);
  if (byBackend) return byBackend;
  return remote.name.startsWith(PRODUCER_PREFIX)
    ? synthesized.stacks.get(remote.name.slice(PRODUCER_PREFIX.length))
    : undefined;
}

function stateLocation(backend: string, config: Record<string, unknown> | undefined): string | undefined {
  if (backend === "local" && typeof config?.path === "string") return `local:${config.path}`;
  if (backend === "s3" && typeof config?.key === "string") return `s3:${config.bucket}/${config.key}`;
  return undefined;
}
