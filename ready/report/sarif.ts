// Findings as SARIF 2.1.0 for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { createHash } from "node:crypto";
import type { Level } from "../judge/finding.ts";
import type { Result, Told } from "../result.ts";

const LEVELS: Readonly<Record<Level, "error" | "warning" | "note">> = {
  error: "error",
  "not-shown": "warning",
  warning: "warning",
  hint: "note",
  info: "note",
};

/** In a SARIF message `[text](place)` is a link. */
const message = (text: string) => ({ text: text.replaceAll("](", "] (") });

const identity = ({ code, subject = "", place }: Told): string =>
  createHash("sha256")
    .update(JSON.stringify([code, subject, place?.file ?? ""]))
    .digest("hex");

/** @param folder of the code in the repository, that places stand below */
export function toSarif({ findings, handler }: Result, folder: string) {
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted();
  const uri = (file: string) =>
    [folder.replace(/^\.\//, "").replace(/\/+$/, ""), file].filter((part) => part !== "").join("/");
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "lmi ready",
            rules: codes.map((code) => {
              const { title, why, remedy, level } = findings.find((one) => one.code === code) as Told;
              return {
                id: code,
                shortDescription: { text: title },
                fullDescription: { text: `${title}. ${why}` },
                help: { text: `${why} What to do: ${remedy}` },
                defaultConfiguration: { level: LEVELS[level] },
              };
            }),
          },
        },
        invocations: [{ executionSuccessful: true }],
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: LEVELS[finding.level],
          message: message(`${finding.what}. ${finding.why} What to do: ${finding.remedy}`),
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uri(finding.place?.file ?? `${handler.split(".")[0]}.js`) },
                region: { startLine: Math.max(1, finding.place?.line ?? 1) },
              },
            },
          ],
          partialFingerprints: { "finding/v1": identity(finding) },
        })),
      },
    ],
  } as const;
}
