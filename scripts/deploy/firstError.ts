// What terraform says first is what went wrong.
import { stripVTControlCharacters } from "node:util";

/** Terraform's first error in one line; its frame goes. */
export function firstError({ stderr, stdout }: { readonly stderr: string; readonly stdout: string }): string {
  const lines = `${stderr}\n${stdout}`
    .split("\n")
    .map((line) => stripVTControlCharacters(line).replaceAll(/[│╷╵]/g, "").trim());
  const at = lines.findIndex((line) => line.startsWith("Error:"));
  const said = lines.slice(Math.max(0, at)).filter((line) => line !== "");
  return said.slice(0, 3).join(" ") || "it said nothing";
}
