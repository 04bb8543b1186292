import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { App, TerraformStack } from "cdktf";
import { ConfigError } from "../../../stacks/config/configError.ts";
import { Bundle } from "../../../stacks/service/bundle.ts";
import { removeTemporaryFolders, temporaryFolder } from "../../support/stacks/template.ts";

afterAll(removeTemporaryFolders);

function bundle(path: string) {
  const folder = temporaryFolder();
  const app = new App({ outdir: folder });
  const stack = new TerraformStack(app, "stack");
  const { filename, sha256 } = new Bundle(stack, "api-bundle", path);
  return { folder: join(folder, "stacks", "stack"), filename: filename, sha256, app };
}

function archive(content: string): string {
  const path = join(temporaryFolder(), "api.zip");
  writeFileSync(path, content);
  return path;
}

describe("a bundle", () => {
  it("copies the archive, byte for byte, to where Terraform finds it", () => {
    const { folder, filename, app } = bundle(archive("bytes"));

    app.synth();

    expect(readFileSync(join(folder, filename), "utf8")).toBe("bytes");
  });

  it("has the hash that Lambda reports as CodeSha256", () => {
    const { sha256 } = bundle(archive("bytes"));
    expect(sha256).toBe(createHash("sha256").update("bytes").digest("base64"));
  });

  it("changes name and hash with the archive's bytes, and with nothing else", () => {
    const [one, same, other] = [bundle(archive("one")), bundle(archive("one")), bundle(archive("other"))];

    expect([same.filename, same.sha256]).toEqual([one.filename, one.sha256]);
    expect(other.filename).not.toBe(one.filename);
    expect(other.sha256).not.toBe(one.sha256);
  });

  it("says which archive is missing, and what makes it", () => {
    expect(() => bundle("/nowhere/api.zip")).toThrow(
      new ConfigError('bundle "api-bundle": /nowhere/api.zip is missing; npm run build makes it'),
    );
  });
});
