// npm run docs: writes the pages that the code says; needs what npm run synth writes.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { changesPage } from "./changesPage.ts";
import { faultsPage } from "./faultsPage.ts";
import { limitsPage } from "./limitsTable.ts";
import { movePage } from "./movePage.ts";
import { openapi } from "./openapi.ts";
import { reviewPage } from "./reviewPage.ts";
import { rulesPage } from "./rulesPage.ts";
import { scalePage } from "./scalePage.ts";

const PAGES: Readonly<Record<string, () => string>> = {
  "../app/api/openapi.json": openapi,
  "limits.md": limitsPage,
  "changes.md": changesPage,
  "local-faults.md": faultsPage,
  "should-we-move.md": movePage,
  "plan-review.md": reviewPage,
  "rules.md": rulesPage,
  "scale.md": scalePage,
};

for (const [name, page] of Object.entries(PAGES)) {
  writeFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), page());
  console.log(`docs/${name}`);
}
