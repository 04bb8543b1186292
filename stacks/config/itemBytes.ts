// How big an item is to DynamoDB.

const utf8 = (text: string): number => Buffer.byteLength(text);

/** Of a number that is not negative: a byte for two digits, and one more. Trailing zeros are free, which is not counted on. */
const numberBytes = (value: number): number => Math.ceil(String(value).replace(/\D/g, "").length / 2) + 1;

const CONTAINER = 3;

function valueBytes(value: unknown): number {
  if (typeof value === "string") return utf8(value);
  if (typeof value === "number") return numberBytes(value);
  if (Array.isArray(value)) return value.reduce((sum, inner) => sum + 1 + valueBytes(inner), CONTAINER);
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).reduce((sum, [name, inner]) => sum + 1 + utf8(name) + valueBytes(inner), CONTAINER);
  }
  return 1;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const itemBytes = (item: object): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + valueBytes(value), 0);
