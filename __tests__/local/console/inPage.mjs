// What tests do inside of the page; each function is sent there alone.

/** Files as a drag holds them. */
export function transferOf(list) {
  const data = new DataTransfer();
  for (const { name, base64 } of list) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], name, { type: "video/mp4" }));
  }
  return data;
}

/** What has the focus is called. */
export function focused() {
  const { activeElement: element } = document;
  return (element?.getAttribute("aria-label") ?? element?.textContent ?? "").trim();
}

/** Plays a film, and gives its seconds once it has begun. */
export async function play(video) {
  video.muted = true;
  await video.play();
  while (video.currentTime < 0.2) await new Promise((resolve) => requestAnimationFrame(resolve));
  return video.duration;
}

export const widthsOf = (images) => images.map(({ naturalWidth }) => naturalWidth);

/** By how much the page is wider than the screen. */
export const overflow = () => document.documentElement.scrollWidth - innerWidth;

/** By how much the text of an element is wider than itself. */
export const cutOff = ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth;

export const countsOf = ({ dataset }) => ({ received: Number(dataset.received), sent: Number(dataset.sent) });

/** What axe finds, once it is there, against WCAG 2.2 A and AA. */
export async function violations() {
  const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = await globalThis.axe.run(document, { runOnly: { type: "tag", values } });
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 150)}: ${failureSummary.slice(0, 300)}`),
  );
}

/** Chooses in a select in the turn in which it appears, before the page has painted it. @returns what it shows three frames later */
export async function chooseAtOnce({ label, option }) {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const form = () => document.querySelector("dialog form");
  const button = [...document.querySelectorAll("dialog button")].find((one) => one.textContent.startsWith(label));
  const appears = new Promise((resolve) => {
    new MutationObserver(() => form() && resolve()).observe(document.body, { childList: true, subtree: true });
  });
  button.click();
  await appears;
  const select = [...form().querySelectorAll("select")].find((one) =>
    [...one.options].some((each) => each.value === option),
  );
  select.value = option;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  for (let frames = 0; frames < 3; frames++) await frame();
  return select.value;
}
