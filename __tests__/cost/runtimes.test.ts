import { describe, expect, it } from "@jest/globals";
import { runtimeOf } from "../../cost/runtimes.ts";
import { LIMITS } from "../../stacks/config/limits.ts";

describe("runtimes on managed instances", () => {
  it.each(LIMITS.managedRuntimes.value)("run %s, as the configuration of an environment allows", (runtime) => {
    expect(runtimeOf(runtime)).toMatchObject({ refused: undefined, model: { language: expect.any(String) } });
  });

  it.each([
    ["nodejs20.x", "nodejs22.x"],
    ["python3.12", "python3.13"],
    ["java17", "java21"],
    ["java8.al2", "java21"],
    ["dotnet6", "dotnet8"],
  ])("do not run %s, but %s and later", (runtime, first) => {
    expect(runtimeOf(runtime).refused).toBe(`managed instances run ${first} and later`);
  });

  it.each(["ruby3.4", "go1.x", "provided", "provided.al2", "dotnetcore3.1"])("do not run %s at all", (runtime) => {
    expect(runtimeOf(runtime).refused).toMatch(
      /^managed instances run nodejs22\.x, python3\.13, java21, dotnet8, provided\.al2023 and later only$/,
    );
  });

  it("do not tell what a container image or an OS-only runtime runs", () => {
    expect(runtimeOf(undefined)).toMatchObject({
      refused: undefined,
      unknown: expect.stringContaining("container image"),
    });
    expect(runtimeOf("provided.al2023")).toMatchObject({
      refused: undefined,
      unknown: expect.stringContaining("Rust"),
    });
  });

  it.each([
    ["java11", true],
    ["java8.al2", false],
    ["python3.12", true],
    ["python3.11", false],
    ["dotnet8", true],
    ["dotnet6", false],
    ["nodejs24.x", false],
  ])("say of %s whether SnapStart starts it on ordinary Lambda: %s", (runtime, has) => {
    expect(runtimeOf(runtime).hasSnapStart).toBe(has);
  });
});
