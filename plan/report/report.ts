// Everything that a review can be written as.
export { type AttributeChange, attributeChanges } from "../diff/attributeChanges.ts";
export { toAnnotations } from "./annotations.ts";
export type { CostDelta, CostDeltaLine } from "./costDelta.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { type ReviewJson, toJson } from "./json.ts";
export { COMMENT_LIMIT, type MarkdownOptions, renderMarkdown } from "./markdown.ts";
export type { Review } from "./review.ts";
export { type SarifOptions, toSarif } from "./sarif.ts";
export { renderSummary, type SummaryOptions } from "./summary.ts";
export { type Status, type Verdict, verdictOf } from "./verdict.ts";
