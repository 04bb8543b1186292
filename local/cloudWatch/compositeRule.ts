// The rule of a composite alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
import type { AlarmState } from "./face.ts";

/** Whether the rule holds, by the states of the alarms that it names (by name or ARN). */
export type Rule = (stateOf: (alarm: string) => AlarmState) => boolean;

/** A rule cannot be read. */
export class RuleError extends Error {
  override readonly name = "RuleError";
}

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/y;

interface Token {
  readonly word: string;
  readonly alarm?: string;
}

/** @throws RuleError */
export function parseRule(source: string): Rule {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; source.slice(end).trim() !== ""; end = TOKEN.lastIndex) {
    const found = TOKEN.exec(source);
    if (!found) throw new RuleError(`${source}: unexpected ${source.slice(end).trim()}`);
    const alarm = found[2] ?? found[3];
    tokens.push({ word: found[1] ?? found[4] ?? found[5] ?? "", ...(alarm !== undefined && { alarm }) });
  }
  const skip = (word: string) => tokens[0]?.word === word && tokens.shift() !== undefined;
  const any = (): Rule => {
    const first = all();
    if (!skip("OR")) return first;
    const rest = any();
    return (stateOf) => first(stateOf) || rest(stateOf);
  };
  const all = (): Rule => {
    const first = one();
    if (!skip("AND")) return first;
    const rest = all();
    return (stateOf) => first(stateOf) && rest(stateOf);
  };
  const one = (): Rule => {
    if (skip("NOT")) {
      const inner = one();
      return (stateOf) => !inner(stateOf);
    }
    if (skip("(")) {
      const inner = any();
      if (!skip(")")) throw new RuleError(`${source}: a ) is missing`);
      return inner;
    }
    const token = tokens.shift();
    if (token?.alarm !== undefined) return (stateOf) => stateOf(token.alarm ?? "") === token.word;
    if (token?.word === "TRUE" || token?.word === "FALSE") return () => token.word === "TRUE";
    throw new RuleError(`${source}: ${token ? `unexpected ${token.word}` : "it ends too early"}`);
  };
  const rule = any();
  if (tokens[0]) throw new RuleError(`${source}: unexpected ${tokens[0].word}`);
  return rule;
}
