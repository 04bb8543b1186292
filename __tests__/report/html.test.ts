import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { html, px } from "../../report/html.ts";

describe("html", () => {
  it("escapes what is put in, in text and in attributes", () => {
    expect(String(html`<p title="${`"'>`}">${"<b> & 'c'"}</p>`)).toBe(
      `<p title="&quot;&#39;&gt;">&lt;b&gt; &amp; &#39;c&#39;</p>`,
    );
  });

  it("puts markup in as it is, and lists after each other", () => {
    expect(String(html`<ul>${["a", "<"].map((text) => html`<li>${text}</li>`)}</ul>`)).toBe(
      "<ul><li>a</li><li>&lt;</li></ul>",
    );
  });

  it("writes nothing for undefined and false, and zero as zero", () => {
    expect(String(html`[${undefined}${false}${0}]`)).toBe("[0]");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses the number %d", (value) => {
    expect(() => html`<p>${value}</p>`).toThrow(`page: a number on it must be finite, got ${value}`);
  });

  it("refuses an attribute without quotes", () => {
    expect(() => html`<a href=${"x"}>`).toThrow("page: attributes must stand in quotes, got <a href=");
  });

  it("never lets a text open or close anything", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(/[<>"']/.test(String(html`${text}`))).toBe(false);
      }),
    );
  });

  it("rounds coordinates to hundredths", () => {
    expect([px(1 / 3), px(-0.001)]).toEqual([0.33, -0]);
  });
});
