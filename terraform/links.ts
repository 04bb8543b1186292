// What a value points to: by reference, through another stack's output, by ARN or by name.
import { MANAGED, MODULES } from "./address.ts";
import { type Block, type StackBlocks, text } from "./block.ts";

const INDEX = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;

/** An address without the keys of count and for_each. */
export const withoutIndexes = (address: string): string => address.replaceAll(INDEX, "");

const keysOf = (address: string): readonly string[] => address.match(INDEX) ?? [];

const RESOURCE = new RegExp(`^(${MANAGED})`);
const REMOTE = new RegExp(
  String.raw`^${MODULES}data\.terraform_remote_state\.([\w-]+)\.outputs(?:\.([\w-]+)|\["([^"]+)"\])`,
);
/** What CDKTF calls the data source that reads the state of a stack. */
const CDKTF_REMOTE = "cross-stack-reference-input-";

/** Outputs may hand on what other stacks handed out; a cycle ends here. */
const MAX_HOPS = 8;

/** What a resource is called by others, apart from its address. */
const namesOf = ({ values }: Block): readonly unknown[] => [values.arn, values.id, values.function_name, values.name];

/** The resource's name in an ARN of Lambda: `…:function:NAME` with or without a qualifier, `…:capacity-provider:NAME`. */
const nameInArn = (value: string): string | undefined => /:(?:function|capacity-provider):([\w-]+)/.exec(value)?.[1];

/** Also in the invocation ARN of API Gateway. */
const REGION_IN_ARN = /^arn:[^:]*:[^:]*:([a-z\d-]+):/;

/** Names are unique in a Region: elsewhere the same one is another's. */
const isIn = (region: string | undefined, block: Block): boolean =>
  region === undefined || block.region === undefined || block.region === region;

export interface Links {
  /** The resources of a type that a reference, ARN or name stands for; more than one only for `count` and `for_each`. */
  all(from: Block, value: unknown, type: string): readonly Block[];
  /** The one of them that belongs to `from`: that which has the most of its keys, or else the first. */
  one(from: Block, value: unknown, type: string): Block | undefined;
}

interface Index {
  /** By its address, or by the address without the keys of count and for_each. */
  at(stack: string, type: string, address: string): readonly Block[];
  called(type: string, name: string): readonly Block[];
  /** Its place among all blocks. */
  rank(block: Block): number;
}

interface OfType {
  readonly byAddress: ReadonlyMap<string, readonly Block[]>;
  readonly byName: ReadonlyMap<string, readonly Block[]>;
}

/** Large plans ask thousands of times, and for a few types only. */
function createIndex(stacks: readonly StackBlocks[]): Index {
  const blocks = stacks.flatMap((stack) => stack.blocks);
  const ranks = new Map(blocks.map((block, rank) => [block, rank]));
  const ofType = Map.groupBy(blocks, ({ type }) => type);
  const indexed = new Map<string, OfType>();
  const index = (type: string): OfType => {
    const known = indexed.get(type);
    if (known) return known;
    const byAddress = new Map<string, Block[]>();
    const byName = new Map<string, Block[]>();
    const add = (to: Map<string, Block[]>, key: string, block: Block) => {
      const listed = to.get(key);
      if (listed) listed.push(block);
      else to.set(key, [block]);
    };
    for (const block of ofType.get(type) ?? []) {
      for (const address of new Set([block.address, withoutIndexes(block.address)])) {
        add(byAddress, `${block.stack} ${address}`, block);
      }
      for (const name of new Set(namesOf(block).map(text))) if (name !== undefined) add(byName, name, block);
    }
    const made = { byAddress, byName };
    indexed.set(type, made);
    return made;
  };
  return {
    at: (stack, type, address) => index(type).byAddress.get(`${stack} ${address}`) ?? [],
    called: (type, name) => index(type).byName.get(name) ?? [],
    rank: (block) => ranks.get(block) ?? 0,
  };
}

export function createLinks(stacks: readonly StackBlocks[]): Links {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const found = createIndex(stacks);

  function byAddress(stack: string, address: string, type: string): readonly Block[] {
    const exact = found.at(stack, type, address);
    return exact.length > 0 ? exact : found.at(stack, type, withoutIndexes(address));
  }

  function byReference(
    stack: string,
    expression: string,
    type: string,
    hops: number,
    region: string | undefined,
  ): readonly Block[] {
    const remote = REMOTE.exec(expression);
    if (remote === null) {
      const address = RESOURCE.exec(expression)?.[1];
      return address === undefined ? [] : byAddress(stack, address, type);
    }
    const [, source = "", plain, quoted] = remote;
    const output = plain ?? quoted ?? "";
    const named = source.startsWith(CDKTF_REMOTE) ? byName.get(source.slice(CDKTF_REMOTE.length)) : undefined;
    const producer = named ?? stacks.find(({ name, outputs }) => name !== stack && outputs.has(output));
    return producer === undefined ? [] : resolve(producer.name, producer.outputs.get(output), type, hops - 1, region);
  }

  function byLiteral(stack: string, value: string, type: string, region: string | undefined): readonly Block[] {
    const name = nameInArn(value);
    const where = REGION_IN_ARN.exec(value)?.[1] ?? region;
    const named = [...found.called(type, value), ...(name === undefined ? [] : found.called(type, name))].filter(
      (block) => block.values.arn === value || isIn(where, block),
    );
    // The order of the stacks decides between those that are equally near.
    const first = named.toSorted(
      (a, b) => Number(b.stack === stack) - Number(a.stack === stack) || found.rank(a) - found.rank(b),
    );
    return first.slice(0, 1);
  }

  function resolve(
    stack: string,
    value: unknown,
    type: string,
    hops: number,
    region: string | undefined,
  ): readonly Block[] {
    if (hops === 0) return [];
    if (Array.isArray(value)) return value.flatMap((item) => resolve(stack, item, type, hops, region));
    if (typeof value !== "string") return [];
    for (const [, expression = ""] of value.matchAll(/\$\{([^{}]+)\}/g)) {
      const found = byReference(stack, expression, type, hops, region);
      if (found.length > 0) return found;
    }
    return byLiteral(stack, value, type, region);
  }

  const all = (from: Block, value: unknown, type: string) => resolve(from.stack, value, type, MAX_HOPS, from.region);
  return {
    all,
    one(from, value, type) {
      const found = all(from, value, type);
      const keys = keysOf(from.address);
      const shared = ({ address }: Block) => keysOf(address).filter((key) => keys.includes(key)).length;
      return found.toSorted((a, b) => shared(b) - shared(a))[0];
    },
  };
}
