// Addresses of resources, as scanners write them into texts.

const KEY = String.raw`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`;
const ADDRESS = String.raw`(?:module\.[\w-]+(?:${KEY})?\.)*(?:data\.)?(?!module\.|data\.)[a-z][a-z\d]*_\w+\.[\w-]+(?:${KEY})?`;
const WHOLE = new RegExp(`^${ADDRESS}$`);

export const isResource = (address: string): boolean => WHOLE.test(address);

/** Everything in a text that looks like the address of a resource, such as `module.a.aws_subnet.b[0]`. */
export const addressesIn = (text: string): string[] => text.match(new RegExp(`(?<![\\w.-])${ADDRESS}`, "g")) ?? [];

/** Without the modules that it is in. */
export const withoutModules = (address: string): string =>
  address.replace(new RegExp(String.raw`^(?:module\.[\w-]+(?:${KEY})?\.)+`), "");
