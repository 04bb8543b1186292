import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { commandLine, FAULT_FIELDS, LMI_ACTIONS, lmiCommand, quoted } from "../../../local/console/commands.ts";
import { KINDS } from "../../../local/faults/kinds.ts";
import { DARK, LIGHT } from "../../../report/palette.ts";

const PLACE = {
  environment: "dev",
  kind: "local",
  apiUrl: "http://127.0.0.1:3000",
  awsUrl: "http://127.0.0.1:4566",
} as const;

describe("the commands that the page shows", () => {
  it("are what an operator would type", () => {
    const values = { function: "processor", min: "1", max: "4", duration: "1h", reason: "it's late" };

    expect(commandLine("hold", values, PLACE)).toBe(
      "npm run -s lmi -- scale hold --env dev --function processor --min 1 --max 4 --until 1h --reason 'it'\\''s late' --local",
    );
    expect(commandLine("tick", {}, PLACE)).toContain("--function-name dev-video-dispatcher");
    expect(commandLine("nothing", {}, PLACE)).toBeUndefined();
  });

  it.each(["plain", "it's", "$(date)", "a b", '"`\\', "é\n;", ""])(
    "quotes %j so that a shell gives it on as it is",
    (word) => {
      expect(execFileSync("sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" })).toBe(word);
    },
  );

  it("let every fault begin, with all that it has to be told", () => {
    const { fields = [] } = LMI_ACTIONS.find(({ id }) => id === "fault") ?? {};
    const choices = fields.find(({ name }) => name === "kind")?.choices;
    const missing = Object.entries(KINDS).flatMap(([kind, { options }]) => {
      if (kind === "kill-environment") return []; // an action of its own
      const told = FAULT_FIELDS[kind] ?? [];
      const required = Object.entries<{ fallback?: unknown; isRequired?: boolean }>(options).filter(
        ([, { isRequired }]) => isRequired,
      );
      const wanted = required.map(([name]) => (name === "capacityProvider" ? "function" : name));
      const unknown = told.filter((name) => !fields.some((field) => field.name === name));
      return [
        ...(choices?.includes(kind) ? [] : [`${kind} cannot be chosen`]),
        ...wanted.filter((name) => !told.includes(name)).map((name) => `${kind} is not told ${name}`),
        ...unknown.map((name) => `${kind}: there is no field ${name}`),
      ];
    });

    expect(missing).toEqual([]);
    expect(
      lmiCommand("fault", { kind: "error", service: "states", code: "Broken", status: "503", rate: "1" }, "dev"),
    ).toEqual("local fault add error --env dev --service states --code Broken --status 503 --rate 1".split(" "));
  });

  it("exist for every action of lmi", () => {
    const without = LMI_ACTIONS.filter(({ id }) => lmiCommand(id, { kind: "disk-full" }, "dev") === undefined);

    expect(without).toEqual([]);
  });
});

it("has the colours of the reports", () => {
  const css = readFileSync(new URL("../../../local/console/page/style/colours.css", import.meta.url), "utf8");
  const { series, ...named } = LIGHT;
  const { series: dark, ...darkNamed } = DARK;
  const expected = [
    ...Object.entries(named).map(
      ([name, colour]) => `--${name}: light-dark(${colour}, ${Reflect.get(darkNamed, name)});`,
    ),
    ...series.map((colour, index) => `--series-${index}: light-dark(${colour}, ${dark[index]});`),
  ];

  expect(expected.filter((line) => !css.includes(line))).toEqual([]);
});
