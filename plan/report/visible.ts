// Makes characters visible that a reader cannot see or that turn text around, so that a name is what it looks like.

/** Controls, formats (bidi, zero width, tags), separators, lone surrogates, and what is drawn as nothing or as a blank. */
const UNSEEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc]/gu;

const shown = (character: string): string =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;

/** On one line: `⟨U+202E⟩` for what cannot be seen, line ends and tabs too. */
export const visible = (text: string): string => text.replace(UNSEEN, shown);

/** The first characters; never half of one. */
export function head(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  return text.slice(0, /[\ud800-\udbff]/.test(text[maxCharacters - 1] ?? "") ? maxCharacters - 1 : maxCharacters);
}

/** Visible, and of a long text only the start with the length of the whole. */
export function shortened(text: string, maxCharacters: number): string {
  const shown = visible(head(text, maxCharacters));
  return text.length <= maxCharacters && shown.length <= maxCharacters
    ? shown
    : `${head(shown, maxCharacters)}… (${text.length.toLocaleString("en-US")} characters)`;
}

/** The start of a text, and how long the whole is. */
export const cut = (text: string, maxCharacters: number): string =>
  text.length <= maxCharacters
    ? text
    : `${head(text, maxCharacters)}… (${text.length.toLocaleString("en-US")} characters)`;
