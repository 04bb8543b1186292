// What the last hour cost, against what would have been always on.
import { html } from "htm/preact";
import { useMeta, useSection } from "./store.ts";
import { clockTime, Empty, Panel, type Part, shortName } from "./ui.ts";

export const usd = (amount: number): string => `$${amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2)}`;

function Bar({ part, kind }: { part: number; kind: string }): Part {
  return html`<svg class=${`bar ${kind}`} width="100%" height="14" aria-hidden="true"><rect width=${`${Math.max(0.3, part * 100)}%`} height="14" rx="3" /></svg>`;
}

export function Cost(): Part {
  const meta = useMeta();
  const cost = useSection("cost").get("hour");
  if (!cost) return html`<${Empty}>Not known yet.<//>`;
  const { functions, region, pricesFrom, since } = cost;
  const most = Math.max(...functions.map(({ usd: spent, alwaysOnUsd }) => Math.max(spent, alwaysOnUsd)), 0.0001);
  const total = functions.reduce((sum, one) => sum + one.usd, 0);
  const always = functions.reduce((sum, one) => sum + one.alwaysOnUsd, 0);
  return html`<${Panel} title="The last hour">
    <dl class="figures big">
      <div><dt>As it ran</dt><dd>${usd(total)}<small>since ${clockTime(since)}</small></dd></div>
      <div><dt>Always on</dt><dd>${usd(always)}<small>for the whole hour</small></dd></div>
      <div><dt>Not spent</dt><dd>${always > 0 ? `${Math.round(Math.max(0, 1 - total / always) * 100)} %` : "–"}</dd></div>
    </dl>
    <div class="scroll" tabindex="0" role="group" aria-label="Cost by function"><table>
      <thead><tr><th>Function</th><th>Instances</th><th class="number">Environment hours</th><th class="number">As it ran</th><th class="number">Always on</th><th class="wide"><span class="hidden">Compared</span></th></tr></thead>
      <tbody>${functions.map(
        ({ name, instanceType, usd: spent, alwaysOnUsd, environmentHours, alwaysOnEnvironments }) => html`<tr>
        <th scope="row">${shortName(name, meta?.environment)}</th><td>${instanceType}</td><td class="number">${environmentHours.toFixed(2)}</td>
        <td class="number">${usd(spent)}</td><td class="number">${usd(alwaysOnUsd)} <small class="quiet">${alwaysOnEnvironments} env.</small></td>
        <td class="wide"><${Bar} part=${spent / most} kind="spent" /><${Bar} part=${alwaysOnUsd / most} kind="always" /></td></tr>`,
      )}</tbody></table></div>
    <p class="quiet">EC2 on demand and the management fee, at the prices of ${region} of ${pricesFrom}${meta && meta.region !== region && meta.region !== "" ? `; this environment is in ${meta.region}` : ""}. Always on: as many environments as a baseline or a window asks for, or as ran at once in this hour. ${meta?.kind === "local" ? "What runs on this machine costs nothing: it is priced as it would be billed on AWS, without instances' launch times." : "As many environments as were put at least."}</p>
  <//>`;
}
