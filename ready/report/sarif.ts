// Findings as SARIF 2.1.0 for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { createHash } from "node:crypto";
import { posix, relative, resolve } from "node:path";
import type { Level } from "../judge/finding.ts";
import type { Result, Told } from "../result.ts";
import { seenOf } from "./findings.ts";

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

/** Below the working directory, which is a repository's root in CI. */
const below = (folder: string): string => {
  const path = relative(process.cwd(), resolve(folder));
  return path.startsWith("..") ? folder : path;
};

/** @param folder of the code, that places stand below */
export function toSarif({ findings, place, seed }: Result, folder: string) {
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted();
  const uri = (file: string) => posix.join(below(folder), file);
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
          message: message(`${finding.what}${seenOf(finding)}. ${finding.why} What to do: ${finding.remedy}`),
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uri((finding.place ?? place).file) },
                region: { startLine: Math.max(1, (finding.place ?? place).line) },
              },
            },
          ],
          properties: {
            seed,
            ...(finding.meeting && { events: [finding.meeting.first.event, finding.meeting.second.event] }),
          },
          partialFingerprints: { "finding/v1": identity(finding) },
        })),
      },
    ],
  } as const;
}
