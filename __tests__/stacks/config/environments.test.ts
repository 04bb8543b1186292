import { describe, expect, it } from "@jest/globals";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { ENVIRONMENTS, environmentNamed, withDistinctNames } from "../../../stacks/config/environments.ts";

describe("the environments", () => {
  it("are dev and prod", () => {
    expect(ENVIRONMENTS.map(({ name }) => name)).toEqual(["dev", "prod"]);
  });

  it.each(ENVIRONMENTS)("are found by name: $name", (environment) => {
    expect(environmentNamed(environment.name)).toBe(environment);
  });

  it.each(["staging", "production", "Dev", ""])("never stand in for one that is not defined: %p", (name) => {
    expect(() => environmentNamed(name)).toThrow(
      new ConfigError(`environment "${name}": not defined; defined are dev, prod`),
    );
  });

  it("are refused in one line when two have one name", () => {
    const [dev, prod] = [environmentNamed("dev"), environmentNamed("prod")];

    expect(() => withDistinctNames([dev, { ...prod, name: "dev" }])).toThrow(
      new ConfigError('environment "dev": name: must differ from every other environment\'s, got dev twice'),
    );
    expect(withDistinctNames([dev, prod])).toEqual([dev, prod]);
  });

  it("keep state in prod where everybody finds it, and protect its data", () => {
    const { backend, data } = environmentNamed("prod");

    expect(backend.type).toBe("s3");
    expect(data.deletionProtection).toBe(true);
  });

  it("let nobody call an API without credentials", () => {
    expect(ENVIRONMENTS.map(({ httpApi }) => httpApi.authorizer.type)).toEqual(["iam", "jwt"]);
  });

  it("hold no processor while nobody asks", () => {
    expect(ENVIRONMENTS.map(({ functions }) => functions.processor.baseline)).toEqual([
      { min: 0, max: 0 },
      { min: 0, max: 0 },
    ]);
  });
});
