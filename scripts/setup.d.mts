/** Installs what a lockfile pins into the folder beside it, unless that is already there. */
export function install(folder: string, what: string): Promise<boolean>;
