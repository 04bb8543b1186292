// How Terraform writes addresses, as parts of regular expressions. A key of for_each may have any character in it, brackets too.

/** `[0]`, `["eu"]`, and what a template has there: `[each.key]`. */
export const KEY = String.raw`\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]`;

/** `video`, `video["eu"]`, as a module or resource is called. */
export const INSTANCE = String.raw`[\w-]+(?:${KEY})?`;

/** The modules that something is in: nothing, or `module.video["eu"].module.api.` */
export const MODULES = String.raw`(?:module\.${INSTANCE}\.)*`;

/** `module.video["eu"].aws_lambda_function.api[0]` */
export const MANAGED = String.raw`${MODULES}[a-z]\w*\.${INSTANCE}`;
