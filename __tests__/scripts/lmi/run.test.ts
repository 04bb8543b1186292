import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createInterruption } from "../../../scripts/lmi/interruption.ts";
import { lmi } from "../../support/lmi/lmiCommand.ts";
import { ROOT } from "../../support/local/system.ts";

describe("lmi", () => {
  it("touches the process in its entry file only", () => {
    const folder = join(ROOT, "scripts", "lmi");
    const touching = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .filter((path) =>
        /\bprocess\.(?:env|argv|std\w+|exit\w*|cwd|on|once|kill)\b|\bconsole\./.test(
          readFileSync(join(folder, path), "utf8"),
        ),
      );

    expect(touching).toEqual([]);
  });

  it.each(["scale", "window", "batch", "cost", "plan", "change", "deploy", "local"])(
    "lists the commands of %s",
    async (group) => {
      const asked = await lmi([group, "--help"]);

      expect(asked).toMatchObject({ code: 0, stderr: "" });
      expect(asked.stdout).toMatch(new RegExp(`^Usage: lmi ${group} [\\s\\S]*\\nCommands:\\n  \\w+ `));
      expect(await lmi(["help", group])).toEqual(asked);
    },
  );
});

describe("Ctrl-C", () => {
  it("ends a command at once, with the code that a shell has for the signal and without a word", async () => {
    const interrupted = new AbortController();
    const waiting = lmi(["plan", "review", "-"], {}, { stdin: new Promise(() => {}), signal: interrupted.signal });

    interrupted.abort("SIGTERM");

    expect(await waiting).toEqual({ code: 143, stdout: "", stderr: "" });
  });

  it("lets what must come to its end do so, and nothing begin after it", async () => {
    const interrupted = new AbortController();
    const { finish, ended } = createInterruption(interrupted.signal);
    const work = Promise.withResolvers<string>();
    const finished = finish(() => work.promise);
    let code: number | undefined;
    const seen = ended.then((ends) => {
      code = ends;
    });

    interrupted.abort("SIGINT");
    await new Promise(setImmediate);
    expect(code).toBeUndefined();
    work.resolve("made");

    await expect(finished).rejects.toThrow("ended by SIGINT");
    await seen;
    expect(code).toBe(130);
  });
});
